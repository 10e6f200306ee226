"""Promotions of PlanetScale branches to production.

    from pulumi_backups import planetscale

    planetscale.BranchPromotion("go-live", database="billing", branch="main")

The API has no job to ask about: a promotion is done when the branch says that it is production.
"""

from __future__ import annotations

from typing import Any

import pulumi

from pulumi_backups.bridge import (
    Observed,
    Operations,
    PathPart,
    Provider,
    Recorded,
    Resource,
    Settings,
    argument,
    inputs,
)
from pulumi_backups.bridge.host import say
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound, Refused, UnreadableAnswer
from pulumi_backups.http.operation import Operation
from pulumi_backups.http.polling import OutOfTime, poll
from pulumi_backups.planetscale.addresses import InDatabase
from pulumi_backups.planetscale.branches import Branches
from pulumi_backups.planetscale.settings import PLANETSCALE, connect

# --- inputs ---------------------------------------------------------------------------------------------------

# Promotions seen took minutes; a run that is cut off here goes on with the next pulumi up.
WAIT_MINUTES = 60
AGAIN = "Run pulumi up again."


@inputs()
class BranchPromotionInputs(InDatabase):
    """What is declared of a promotion."""

    branch: PathPart = argument("Branch that becomes production.", replaces=True)


# --- mapping --------------------------------------------------------------------------------------------------


def observed(inputs: BranchPromotionInputs, branch: dict[str, Any]) -> Observed:
    """What state records. The API does not document when a branch was promoted; where it says so, it is kept."""
    promoted_at = branch.get("promoted_at")
    return Observed(
        id=f"{inputs.organization}/{inputs.database}/{inputs.branch}",
        inputs={},
        outputs={"production": True, "promoted_at": promoted_at if isinstance(promoted_at, str) else None},
    )


# --- operations -----------------------------------------------------------------------------------------------


class BranchPromotionOperations(Operations[BranchPromotionInputs]):
    """Promotes, and waits until the branch is production."""

    vendor = PLANETSCALE
    inputs = BranchPromotionInputs
    outputs = ("production", "promoted_at")

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    def create(self, inputs: BranchPromotionInputs) -> Observed:
        """Promotes the branch; one that is production already is left as it is."""
        operation = self._operation("promote", inputs)
        branch = self._branch(operation, inputs)
        if branch["production"]:
            return observed(inputs, branch)

        answer_lost = False

        def find_made() -> dict[str, Any] | None:
            nonlocal answer_lost
            answer_lost = True
            found = self._branch(operation, inputs)
            return found if found["production"] else None

        def look() -> tuple[dict[str, Any] | None, str]:
            found = self._branch(operation.again(), inputs)
            return (found if found["production"] else None), f"the branch {self._name(inputs)} is being promoted"

        try:
            create_once(operation, lambda: operation.post(self._path(inputs, "promote"), None), find_made, AGAIN)
        except Refused as refused:
            # Perhaps because our own request, whose answer was lost, is doing it: then it is waited for. Or because
            # that of a run that was killed has done it, or is doing it.
            if not answer_lost:
                made = find_made()
                if made is None:
                    raise BackupsError(
                        f"{refused} If a promotion of the branch is under way already, run pulumi up again when it is "
                        "done."
                    ) from refused
                return observed(inputs, made)
        try:
            return observed(inputs, poll(self.client, look, WAIT_MINUTES * 60))
        except OutOfTime:
            raise operation.error(
                f"it was not production after {WAIT_MINUTES} minutes", "Run pulumi up again to go on waiting."
            ) from None

    def read(self, state: Recorded[BranchPromotionInputs]) -> Observed | None:
        """Where the branch is gone, or no longer production, so is its promotion; the next up promotes it again."""
        operation = self._operation("read", state.inputs)
        try:
            branch = self._branch(operation, state.inputs)
        except NotFound:
            self._branches(state.inputs).confirm_gone(operation, state.inputs.branch)
            return None
        return observed(state.inputs, branch) if branch["production"] else None

    def update(self, state: Recorded[BranchPromotionInputs], inputs: BranchPromotionInputs) -> Observed:
        """Never called: every input replaces."""
        raise NotImplementedError

    def delete(self, state: Recorded[BranchPromotionInputs]) -> None:
        """Changes nothing at the vendor: what is in production must not leave it because a program changed."""
        say(f"PlanetScale: the branch {self._name(state.inputs)} stays production; Pulumi only forgets its promotion.")

    def _branch(self, operation: Operation, inputs: BranchPromotionInputs) -> dict[str, Any]:
        branch = operation.get(self._path(inputs))
        if not isinstance(branch, dict) or not isinstance(branch.get("production"), bool):
            raise UnreadableAnswer(operation.sentence("the answer does not say whether the branch is production"))
        return branch

    def _operation(self, verb: str, inputs: BranchPromotionInputs) -> Operation:
        return Operation(self.client, f"{verb} the branch {self._name(inputs)}")

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

    organization: pulumi.Output[str]
    database: pulumi.Output[str]
    branch: pulumi.Output[str]
    production: pulumi.Output[bool]
    promoted_at: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        organization: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Promotes a branch. A change of any argument promotes another, and demotes none.

        :param database: Database, by its name in URLs.
        :param branch: Branch that becomes production.
        :param organization: Owner of the database; else planetscale:organization or PLANETSCALE_ORGANIZATION.
        """
        super().__init__(
            BranchPromotionProvider(),
            resource_name,
            {"organization": organization, "database": database, "branch": branch},
            opts,
        )
