"""Promotions of PlanetScale branches to production.

    from pulumi_backups import planetscale

    planetscale.BranchPromotion("go-live", database="billing", branch="main")

The API has no job to ask about: a promotion is done when the branch says that it is production.
"""

from __future__ import annotations

from typing import Any

import pulumi

from pulumi_backups.bridge import (
    Operations,
    Output,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    Settings,
    argument,
    inputs,
)
from pulumi_backups.bridge.host import info
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import InvalidResponse, NotFound, Refused
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.branches import Branches
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.settings import PLANETSCALE

# --- inputs ---------------------------------------------------------------------------------------------------

# Promotions seen took minutes; a run that is cut off here goes on with the next pulumi up.
WAIT_MINUTES = 60
AGAIN = "Run pulumi up again."


@inputs()
class BranchPromotionInputs(DatabaseInputs):
    """What is declared of a promotion."""

    branch: PathPart = argument("Branch that becomes production.", replaces=True)


# --- mapping --------------------------------------------------------------------------------------------------


def remote_state(inputs: BranchPromotionInputs, branch: dict[str, Any]) -> RemoteState:
    """What state records. The API does not document when a branch was promoted; where it says so, it is kept."""
    promoted_at = branch.get("promoted_at")
    return RemoteState(
        id=f"{inputs.organization}/{inputs.database}/{inputs.branch}",
        inputs={},
        outputs={"production": True, "promoted_at": promoted_at if isinstance(promoted_at, str) else None},
    )


# --- operations -----------------------------------------------------------------------------------------------


class BranchPromotionOperations(Operations[BranchPromotionInputs]):
    """Promotes, and waits until the branch is production."""

    vendor = PLANETSCALE
    inputs = BranchPromotionInputs
    outputs = (
        Output("production", bool, "Always true: the promotion is finished."),
        Output("promoted_at", str | None, "When the branch was promoted, if PlanetScale says it."),
    )

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    def create(self, inputs: BranchPromotionInputs) -> RemoteState:
        """Promotes the branch; one that is production already is left as it is."""
        call = self._call("promote", inputs)
        branch = self._branch(call, inputs)
        if branch["production"]:
            return remote_state(inputs, branch)

        answer_lost = False

        def find_created() -> dict[str, Any] | None:
            nonlocal answer_lost
            answer_lost = True
            found = self._branch(call, inputs)
            return found if found["production"] else None

        def look() -> tuple[dict[str, Any] | None, str]:
            found = self._branch(call.with_new_deadline(), inputs)
            return (found if found["production"] else None), f"the branch {self._name(inputs)} is being promoted"

        try:
            create_once(call, lambda: call.post(self._path(inputs, "promote"), None), find_created, AGAIN)
        except Refused as refused:
            # Perhaps because our own request, whose answer was lost, is doing it: then it is waited for. Or because
            # that of a run that was killed has done it, or is doing it.
            if not answer_lost:
                made = find_created()
                if made is None:
                    raise BackupsError(
                        f"{refused} If a promotion of the branch is under way already, run pulumi up again when it is "
                        "done."
                    ) from refused
                return remote_state(inputs, made)
        try:
            return remote_state(inputs, poll(self.client, look, WAIT_MINUTES * 60))
        except PollTimeout:
            raise call.error(
                f"it was not production after {WAIT_MINUTES} minutes", "Run pulumi up again to go on waiting."
            ) from None

    def read(self, state: PriorState[BranchPromotionInputs]) -> RemoteState | None:
        """Where the branch is gone, or no longer production, so is its promotion; the next up promotes it again."""
        call = self._call("read", state.inputs)
        try:
            branch = self._branch(call, state.inputs)
        except NotFound:
            self._branches(state.inputs).confirm_gone(call, state.inputs.branch)
            return None
        return remote_state(state.inputs, branch) if branch["production"] else None

    def update(self, state: PriorState[BranchPromotionInputs], inputs: BranchPromotionInputs) -> RemoteState:
        """Never called: every input replaces."""
        raise NotImplementedError

    def delete(self, state: PriorState[BranchPromotionInputs]) -> None:
        """Changes nothing at the vendor: what is in production must not leave it because a program changed."""
        info(f"PlanetScale: the branch {self._name(state.inputs)} stays production; Pulumi only forgets its promotion.")

    def _branch(self, call: ApiCall, inputs: BranchPromotionInputs) -> dict[str, Any]:
        branch = call.get(self._path(inputs))
        if not isinstance(branch, dict) or not isinstance(branch.get("production"), bool):
            raise InvalidResponse(call.message("the answer does not say whether the branch is production"))
        return branch

    def _call(self, verb: str, inputs: BranchPromotionInputs) -> ApiCall:
        return ApiCall(self.client, f"{verb} the branch {self._name(inputs)}")

    @staticmethod
    def _name(inputs: BranchPromotionInputs) -> str:
        return f"{inputs.organization}/{inputs.database}/{inputs.branch}"

    def _path(self, inputs: BranchPromotionInputs, *rest: str) -> str:
        return self._branches(inputs).path(inputs.branch, *rest)

    def _branches(self, inputs: BranchPromotionInputs) -> Branches:
        return Branches(self.client, inputs.organization, inputs.database)


class BranchPromotionProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BranchPromotionOperations


# --- what people type -----------------------------------------------------------------------------------------


class BranchPromotion(Resource, module="planetscale", name="BranchPromotion"):
    """A branch made production. Destroying it changes nothing at PlanetScale."""

    _provider_class = BranchPromotionProvider

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        organization: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param branch: Branch that becomes production. A change replaces the resource.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        """
        super().__init__(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "branch": branch,
            },
            opts,
        )

    @property
    @pulumi.getter
    def organization(self) -> pulumi.Output[str]:
        """Organization that owns the database, by its name in URLs."""
        return pulumi.get(self, "organization")

    @property
    @pulumi.getter
    def database(self) -> pulumi.Output[str]:
        """Database, by its name in URLs."""
        return pulumi.get(self, "database")

    @property
    @pulumi.getter
    def branch(self) -> pulumi.Output[str]:
        """Branch that becomes production."""
        return pulumi.get(self, "branch")

    @property
    @pulumi.getter
    def production(self) -> pulumi.Output[bool]:
        """Always true: the promotion is finished."""
        return pulumi.get(self, "production")

    @property
    @pulumi.getter
    def promoted_at(self) -> pulumi.Output[str | None]:
        """When the branch was promoted, if PlanetScale says it."""
        return pulumi.get(self, "promoted_at")

    # --- end of the generated part ---
