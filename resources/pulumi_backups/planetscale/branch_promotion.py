"""Promotions of PlanetScale branches to production.

    from pulumi_backups import planetscale

    planetscale.BranchPromotion("go-live", database="billing", branch="main")

The API has no job to poll. A promotion is finished when the branch says that it is production.
"""

from __future__ import annotations

from typing import Any

import pulumi

from pulumi_backups.bridge import (
    Declared,
    Output,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    argument,
    inputs,
)
from pulumi_backups.bridge.host import info
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.durations import duration
from pulumi_backups.http.errors import InvalidResponse, NotFound, Refused
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.branches import Branches
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.settings import PLANETSCALE

# --- inputs ---------------------------------------------------------------------------------------------------

# Promotions take minutes. After a run that was killed, the next pulumi up goes on waiting.
WAIT_MINUTES = 60
RUN_AGAIN = "Run pulumi up again."


@inputs()
class BranchPromotionInputs(DatabaseInputs):
    """What a program declares about a promotion."""

    branch: PathPart = argument("Branch that becomes production.", replaces=True)


# --- mapping --------------------------------------------------------------------------------------------------


def remote_state(inputs: BranchPromotionInputs, branch: dict[str, Any]) -> RemoteState:
    """What the state records. The API does not document when a branch was promoted; if it says so, that is kept."""
    promoted_at = branch.get("promoted_at")
    return RemoteState(
        id=f"{inputs.organization}/{inputs.database}/{inputs.branch}",
        inputs={},
        outputs={"production": True, "promoted_at": promoted_at if isinstance(promoted_at, str) else None},
    )


# --- operations -----------------------------------------------------------------------------------------------


class BranchPromotionOperations(ConnectedOperations[BranchPromotionInputs]):
    """Promotes a branch and waits until it is production."""

    vendor = PLANETSCALE
    inputs = BranchPromotionInputs
    outputs = (
        Output("production", bool, "Always true: the promotion is finished."),
        Output("promoted_at", str | None, "When the branch was promoted, if PlanetScale says it."),
    )

    def create(self, declared: Declared[BranchPromotionInputs]) -> RemoteState:
        """Promotes the branch. A branch that is production already stays as it is."""
        inputs = declared.inputs
        call = self._call("promote", inputs)
        branch = self._branch(call, inputs)
        if not branch["production"]:
            branch = self._promote(call, inputs) or self._wait(call, inputs)
        return remote_state(inputs, branch)

    def read(self, prior: PriorState[BranchPromotionInputs]) -> RemoteState | None:
        """A promotion is gone if its branch is gone or no longer production. The next up promotes it again."""
        call = self._call("read", prior.inputs)
        try:
            branch = self._branch(call, prior.inputs)
        except NotFound:
            self._branches(prior.inputs).confirm_gone(call, prior.inputs.branch)
            return None
        return remote_state(prior.inputs, branch) if branch["production"] else None

    def update(
        self, prior: PriorState[BranchPromotionInputs], declared: Declared[BranchPromotionInputs]
    ) -> RemoteState:
        """Never called, because every input replaces."""
        raise NotImplementedError

    def delete(self, prior: PriorState[BranchPromotionInputs]) -> None:
        """Changes nothing at PlanetScale: a branch must not leave production because a program changed."""
        info(f"PlanetScale: the branch {self._name(prior.inputs)} stays production. Pulumi only forgets its promotion.")

    def _promote(self, call: ApiCall, inputs: BranchPromotionInputs) -> dict[str, Any] | None:
        """Requests the promotion. The branch, if it is production already."""
        response_lost = False

        def find_promoted() -> dict[str, Any] | None:
            nonlocal response_lost
            response_lost = True
            found = self._branch(call, inputs)
            return found if found["production"] else None

        try:
            create_once(call, lambda: call.post(self._path(inputs, "promote"), None), find_promoted, RUN_AGAIN)
        except Refused as refused:
            # Our own request, whose response was lost, may be promoting the branch: then the wait goes on. Or a run
            # that was killed has promoted it, or is promoting it.
            if not response_lost:
                promoted = find_promoted()
                if promoted is None:
                    raise BackupsError(
                        f"{refused} If a promotion of the branch is running already, run pulumi up again when it is "
                        "finished."
                    ) from refused
                return promoted
        return None

    def _wait(self, call: ApiCall, inputs: BranchPromotionInputs) -> dict[str, Any]:
        def look() -> tuple[dict[str, Any] | None, str]:
            found = self._branch(call.with_new_deadline(), inputs)
            return (found if found["production"] else None), f"the branch {self._name(inputs)} is being promoted"

        try:
            return poll(self.client, look, WAIT_MINUTES * 60)
        except PollTimeout:
            raise call.error(
                f"it was not production after {duration(WAIT_MINUTES * 60)}", "Run pulumi up again to go on waiting."
            ) from None

    def _branch(self, call: ApiCall, inputs: BranchPromotionInputs) -> dict[str, Any]:
        branch = call.get(self._path(inputs))
        if not isinstance(branch, dict) or not isinstance(branch.get("production"), bool):
            raise InvalidResponse(call.message("the response does not say whether the branch is production"))
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
        organization: pulumi.Input[str | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param branch: Branch that becomes production. A change replaces the resource.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        """
        self._register(
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
