"""The end of a backup: the child of a BranchBackup that waits, and can be started again at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_backups.bridge import (
    Name,
    Operations,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    Settings,
    argument,
    inputs,
)
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Backups, Minutes
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.settings import PLANETSCALE, connect

if TYPE_CHECKING:
    from pulumi_backups.planetscale.responses import FinishedBackup

# --- inputs ---------------------------------------------------------------------------------------------------


@inputs()
class FinishedBranchBackupInputs(DatabaseInputs):
    """What the waiting child knows of its parent."""

    branch: PathPart = argument("Branch of the backup.", replaces=True)
    backup_id: PathPart = argument("Id of the backup.", replaces=True)
    wait_minutes: Minutes = argument("Wait so many minutes at most.", default=DEFAULT_WAIT_MINUTES)
    backup_urn: Name = argument("URN of the parent, for messages.", create_only=True)


# --- mapping --------------------------------------------------------------------------------------------------


OUTPUTS = (
    "state",
    "size",
    "pvc_size",
    "uncompressed_size",
    "estimated_storage_cost",
    "started_at",
    "completed_at",
    "expires_at",
)


def remote_state(backup: FinishedBackup) -> RemoteState:
    """What the child records once the backup is finished."""
    facts = {name: getattr(backup, name) for name in OUTPUTS}
    times = {name: timestamp(facts[name]) for name in ("started_at", "completed_at", "expires_at")}
    return RemoteState(id=backup.id, inputs={}, outputs={**facts, **times})


# --- operations -----------------------------------------------------------------------------------------------


class FinishedBranchBackupOperations(Operations[FinishedBranchBackupInputs]):
    """Waits. It makes nothing and deletes nothing, so it can be started again at any time."""

    vendor = PLANETSCALE
    inputs = FinishedBranchBackupInputs
    outputs = OUTPUTS

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    def create(self, inputs: FinishedBranchBackupInputs) -> RemoteState:
        """Waits until the backup has succeeded; raises where it has not, or where time runs out."""
        backups = self._backups(inputs)
        doing = f"wait for the backup {inputs.backup_id} of {backups.place}"

        def look() -> tuple[FinishedBackup | None, str]:
            backup = backups.find(inputs.backup_id)
            if backup is None:
                raise ApiCall(backups.client, doing).error(
                    "it is gone", "Run pulumi refresh; the next pulumi up takes another."
                )
            standing = f"the backup {backup.name!r} of {backups.place} is {backup.state}"
            return (None if backup.is_unfinished else backup), standing

        try:
            backup = poll(backups.client, look, inputs.wait_minutes * 60)
        except PollTimeout:
            raise ApiCall(backups.client, doing).error(
                f"it was not finished after {inputs.wait_minutes} minutes",
                "It goes on. Run pulumi up again to go on waiting, or allow more with wait_minutes.",
            ) from None
        if backup.state != "success":
            raise ApiCall(backups.client, doing).error(
                f"it ended as {backup.state}",
                f"It is kept at PlanetScale. To take another in its place: pulumi up --replace '{inputs.backup_urn}'",
            )
        return remote_state(backup)

    def read(self, state: PriorState[FinishedBranchBackupInputs]) -> RemoteState | None:
        """Reads the backup, without waiting for anything."""
        found = self._backups(state.inputs).find(state.inputs.backup_id)
        return None if found is None else remote_state(found)

    def update(self, state: PriorState[FinishedBranchBackupInputs], _inputs: FinishedBranchBackupInputs) -> RemoteState:
        """Nothing to do: only how long to wait can change, and the wait is over."""
        return RemoteState(id=state.id, inputs={}, outputs=dict(state.outputs))

    def delete(self, state: PriorState[FinishedBranchBackupInputs]) -> None:
        """Nothing to do: the backup is the parent's."""

    def _backups(self, inputs: FinishedBranchBackupInputs) -> Backups[FinishedBackup]:
        from pulumi_backups.planetscale.responses import FinishedBackup

        return Backups(self.client, inputs.organization, inputs.database, inputs.branch, FinishedBackup)


class FinishedBranchBackupProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = FinishedBranchBackupOperations


# --- what programs see ----------------------------------------------------------------------------------------


class FinishedBranchBackup(Resource, module="planetscale", name="FinishedBranchBackup"):
    """The end of a backup: it is made once the backup is finished. Times are ISO 8601 in UTC, sizes bytes."""

    backup_id: pulumi.Output[str]
    state: pulumi.Output[str]
    size: pulumi.Output[int]
    pvc_size: pulumi.Output[int]
    uncompressed_size: pulumi.Output[int]
    estimated_storage_cost: pulumi.Output[float]
    started_at: pulumi.Output[str | None]
    completed_at: pulumi.Output[str | None]
    expires_at: pulumi.Output[str | None]

    def __init__(self, resource_name: str, *, inputs: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Made by BranchBackup."""
        super().__init__(FinishedBranchBackupProvider(), resource_name, inputs, opts)
