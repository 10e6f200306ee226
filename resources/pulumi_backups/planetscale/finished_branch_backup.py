"""The end of a backup: the part of a BranchBackup that waits. It can start again at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from pulumi_backups.bridge import (
    Declared,
    Name,
    Output,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    argument,
    inputs,
)
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.durations import duration
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Backups, Minutes
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.settings import PLANETSCALE

if TYPE_CHECKING:
    from pulumi_backups.planetscale.responses import FinishedBackup

# --- inputs ---------------------------------------------------------------------------------------------------


@inputs()
class FinishedBranchBackupInputs(DatabaseInputs):
    """What this part knows about the first one."""

    branch: PathPart = argument("Branch of the backup.", replaces=True)
    backup_id: PathPart = argument("Id of the backup.", replaces=True)
    start_id: Name | None = argument(
        "Token of the first part's creation.", default=None, replaces=True, ignore_unknown=True
    )
    wait_minutes: Minutes = argument("The longest wait, in minutes.", default=DEFAULT_WAIT_MINUTES)
    backup_urn: Name = argument("URN of the first part, for messages.", create_only=True)


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
    """What the state records once the backup is finished."""
    facts = {output.name: getattr(backup, output.name) for output in OUTPUTS}
    times = {name: timestamp(facts[name]) for name in ("started_at", "completed_at", "expires_at")}
    return RemoteState(id=backup.id, inputs={}, outputs={**facts, **times})


# --- operations -----------------------------------------------------------------------------------------------


class FinishedBranchBackupOperations(ConnectedOperations[FinishedBranchBackupInputs]):
    """Waits. It creates nothing and deletes nothing, so it can start again at any time."""

    vendor = PLANETSCALE
    inputs = FinishedBranchBackupInputs
    outputs = OUTPUTS

    def create(self, declared: Declared[FinishedBranchBackupInputs]) -> RemoteState:
        """Waits until the backup has succeeded. Raises if it ends otherwise, or if the wait is over."""
        inputs = declared.inputs
        backups = self._backups(inputs)
        call = ApiCall(backups.client, f"wait for the backup {inputs.backup_id} of {backups.place}")

        if declared.replaced_id == inputs.backup_id:
            raise call.error(
                "its replacement adopted the old backup, so no new one was taken",
                "Remove adopt from the program, and give the backup another name.",
            )

        def look() -> tuple[FinishedBackup | None, str]:
            backup = backups.find(inputs.backup_id)
            if backup is None:
                raise call.error("it is gone", "Run pulumi refresh. The next pulumi up takes another backup.")
            status = f"the backup {backup.name!r} of {backups.place} is {backup.state}"
            return (None if backup.is_unfinished else backup), status

        try:
            backup = poll(backups.client, look, inputs.wait_minutes * 60)
        except PollTimeout:
            raise call.error(
                f"it was not finished after {duration(inputs.wait_minutes * 60)}",
                "It goes on. Run pulumi up again to go on waiting, or allow more with wait_minutes.",
            ) from None
        if backup.state != "success":
            raise call.error(
                f"it ended as {backup.state}",
                f"It is kept at PlanetScale. To take another one: pulumi up --replace '{inputs.backup_urn}'",
            )
        return remote_state(backup)

    def read(self, prior: PriorState[FinishedBranchBackupInputs]) -> RemoteState | None:
        """Reads the backup, without waiting."""
        found = self._backups(prior.inputs).find(prior.inputs.backup_id)
        return None if found is None else remote_state(found)

    def update(
        self, prior: PriorState[FinishedBranchBackupInputs], _declared: Declared[FinishedBranchBackupInputs]
    ) -> RemoteState:
        """Nothing to do: only the longest wait can change, and the wait is over."""
        return RemoteState(id=prior.id, inputs={}, outputs=dict(prior.outputs))

    def delete(self, prior: PriorState[FinishedBranchBackupInputs]) -> None:
        """Nothing to do: the backup belongs to the parent."""

    def _backups(self, inputs: FinishedBranchBackupInputs) -> Backups[FinishedBackup]:
        from pulumi_backups.planetscale.responses import FinishedBackup

        return Backups(self.client, inputs.organization, inputs.database, inputs.branch, FinishedBackup)


class FinishedBranchBackupProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = FinishedBranchBackupOperations


# --- what programs see ----------------------------------------------------------------------------------------


class FinishedBranchBackup(Resource, module="planetscale", name="FinishedBranchBackup"):
    """The end of a backup. Pulumi creates it once the backup is finished."""

    _provider_class = FinishedBranchBackupProvider
    _is_part = True

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        backup_id: pulumi.Input[str],
        backup_urn: pulumi.Input[str],
        organization: pulumi.Input[str | None] = None,
        start_id: pulumi.Input[str | None] = None,
        wait_minutes: pulumi.Input[int | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param branch: Branch of the backup. A change replaces the resource.
        :param backup_id: Id of the backup. A change replaces the resource.
        :param backup_urn: URN of the first part, for messages. Text on one line, not blank.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        :param start_id: Token of the first part's creation. Text on one line, not blank. A change replaces the
            resource.
        :param wait_minutes: The longest wait, in minutes. A whole number from 1 to 10080. Default: 240.
        """
        self._register(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "branch": branch,
                "backup_id": backup_id,
                "start_id": start_id,
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
    def start_id(self) -> pulumi.Output[str | None]:
        """Token of the first part's creation."""
        return pulumi.get(self, "start_id")

    @property
    @pulumi.getter
    def wait_minutes(self) -> pulumi.Output[int]:
        """The longest wait, in minutes."""
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
