"""The end of a backup: the child of a BranchBackup that waits, and can be started again at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from pulumi_backups.bridge import (
    Name,
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
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.connect import connect
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Backups, Minutes
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.settings import PLANETSCALE

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
    Output("state", str, "State in which the backup ended: success."),
    Output("size", int, "Size of the backup, in bytes."),
    Output("pvc_size", int, "Size of the volume that the backup was taken on, in bytes."),
    Output("uncompressed_size", int, "Size of the data before compression, in bytes."),
    Output("estimated_storage_cost", float, "What storing the backup costs, as PlanetScale estimates it."),
    Output("started_at", str | None, "When the backup began, ISO 8601 in UTC."),
    Output("completed_at", str | None, "When the backup ended, ISO 8601 in UTC."),
    Output("expires_at", str | None, "When the backup expires, ISO 8601 in UTC."),
)


def remote_state(backup: FinishedBackup) -> RemoteState:
    """What the child records once the backup is finished."""
    facts = {output.name: getattr(backup, output.name) for output in OUTPUTS}
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

    _provider_class = FinishedBranchBackupProvider

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        backup_id: pulumi.Input[str],
        backup_urn: pulumi.Input[str],
        organization: pulumi.Input[str] | None = None,
        wait_minutes: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param branch: Branch of the backup. A change replaces the resource.
        :param backup_id: Id of the backup. A change replaces the resource.
        :param backup_urn: URN of the parent, for messages. Text on one line, not blank.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        :param wait_minutes: Wait so many minutes at most. A whole number from 1 to 10080. Default: 240.
        """
        super().__init__(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "branch": branch,
                "backup_id": backup_id,
                "wait_minutes": wait_minutes,
                "backup_urn": backup_urn,
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
        """Branch of the backup."""
        return pulumi.get(self, "branch")

    @property
    @pulumi.getter
    def backup_id(self) -> pulumi.Output[str]:
        """Id of the backup."""
        return pulumi.get(self, "backup_id")

    @property
    @pulumi.getter
    def wait_minutes(self) -> pulumi.Output[int]:
        """Wait so many minutes at most."""
        return pulumi.get(self, "wait_minutes")

    @property
    @pulumi.getter
    def state(self) -> pulumi.Output[str]:
        """State in which the backup ended: success."""
        return pulumi.get(self, "state")

    @property
    @pulumi.getter
    def size(self) -> pulumi.Output[int]:
        """Size of the backup, in bytes."""
        return pulumi.get(self, "size")

    @property
    @pulumi.getter
    def pvc_size(self) -> pulumi.Output[int]:
        """Size of the volume that the backup was taken on, in bytes."""
        return pulumi.get(self, "pvc_size")

    @property
    @pulumi.getter
    def uncompressed_size(self) -> pulumi.Output[int]:
        """Size of the data before compression, in bytes."""
        return pulumi.get(self, "uncompressed_size")

    @property
    @pulumi.getter
    def estimated_storage_cost(self) -> pulumi.Output[float]:
        """What storing the backup costs, as PlanetScale estimates it."""
        return pulumi.get(self, "estimated_storage_cost")

    @property
    @pulumi.getter
    def started_at(self) -> pulumi.Output[str | None]:
        """When the backup began, ISO 8601 in UTC."""
        return pulumi.get(self, "started_at")

    @property
    @pulumi.getter
    def completed_at(self) -> pulumi.Output[str | None]:
        """When the backup ended, ISO 8601 in UTC."""
        return pulumi.get(self, "completed_at")

    @property
    @pulumi.getter
    def expires_at(self) -> pulumi.Output[str | None]:
        """When the backup expires, ISO 8601 in UTC."""
        return pulumi.get(self, "expires_at")

    # --- end of the generated part ---
