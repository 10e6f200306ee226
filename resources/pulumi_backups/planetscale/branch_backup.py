"""Backups of PlanetScale branches, taken when they are declared.

    from pulumi_backups import planetscale

    before = planetscale.BranchBackup(
        "before-migration-42",
        database="billing",
        branch="main",
        retention_value=30,
        retention_unit="day",
    )
    pulumi.export("size", before.finished.size)

A backup may take hours. So that nothing is lost where a run is cut off, it takes two resources: this one starts the
backup and is in the state at once, and its child, `finished`, waits. Whatever uses `before.id` runs only when the
backup is finished.

The rules are those of the vendor's API reference (create_backup, update_backup) and of its own clients, which say that
one manual backup may run on a branch at a time, and that `protected` is sent as text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Interval,
    Name,
    Operations,
    PathPart,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    Settings,
    Violation,
    Violations,
    adoption,
    argument,
    inputs,
)
from pulumi_backups.bridge.host import warn
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import NotFound
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Backups, Minutes
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackup
from pulumi_backups.planetscale.settings import PLANETSCALE, connect
from pulumi_backups.planetscale.start_backup import StartBackup

if TYPE_CHECKING:
    from pulumi_backups.planetscale.responses import Backup

# --- inputs ---------------------------------------------------------------------------------------------------


def retention_is_whole(retention_value: int | None, retention_unit: str | None) -> Violations:
    """A retention is a number and its unit."""
    for name, value, other in (
        ("retention_value", retention_value, retention_unit),
        ("retention_unit", retention_unit, retention_value),
    ):
        if value is None and other is not None:
            yield Violation(name, "is required: retention_value and retention_unit go together")


@inputs(retention_is_whole)
class BranchBackupInputs(DatabaseInputs):
    """What is declared of a backup."""

    branch: PathPart = argument("Branch that is backed up.", replaces=True)
    name: Name = argument("Name of the backup.", replaces=True, default_words="the resource's name")
    retention_value: Annotated[int, Interval(1, 1000)] | None = argument(
        "The backup is kept for so many retention units.", default=None, replaces=True, default_words="the vendor's"
    )
    retention_unit: Literal["hour", "day", "week", "month", "year"] | None = argument(
        "Unit of the retention.", default=None, replaces=True, default_words="the vendor's"
    )
    emergency: bool | None = argument(
        "Take it at once, though that may slow the database down; PostgreSQL only.",
        default=None,
        replaces=True,
        default_words="false",
    )
    protected: bool = argument("Keep it from being deleted.", default=False)
    wait: bool = argument("Wait until the backup is finished.", default=True)
    wait_minutes: Minutes = argument(
        "Wait so many minutes at most, and for another manual backup of the branch as well.",
        default=DEFAULT_WAIT_MINUTES,
    )
    adopt: bool | None = adoption(
        "Take over the manual backup of this name that the branch has already, as after a run that was killed."
    )


# --- mapping --------------------------------------------------------------------------------------------------


def body_of(backup: BranchBackupInputs) -> dict[str, Any]:
    """What is sent to take the backup. Its protection is set afterwards."""
    body = {
        "name": backup.name,
        "retention_value": backup.retention_value,
        "retention_unit": backup.retention_unit,
        "emergency": backup.emergency,
    }
    return {name: value for name, value in body.items() if value is not None}


def remote_state(backup: Backup) -> RemoteState:
    """What state records of an answer. Its retention is not returned; its state moves, and is the child's to record."""
    return RemoteState(
        id=backup.id,
        inputs={"name": backup.name, "protected": backup.protected},
        outputs={"created_at": timestamp(backup.created_at)},
    )


# --- operations -----------------------------------------------------------------------------------------------


class BranchBackupOperations(Operations[BranchBackupInputs]):
    """Starts, reads, protects and deletes backups. Nothing here waits for the backup itself."""

    vendor = PLANETSCALE
    inputs = BranchBackupInputs
    outputs = ("created_at",)

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    def identity(self, inputs: BranchBackupInputs) -> str:
        """The vendor lets two backups bear one name; here a name is a backup's identity within its branch.

        So one that a killed run has started is not forgotten beside a second.
        """
        return f"the backup {inputs.name!r} of {self._backups(inputs).place}"

    def create(self, inputs: BranchBackupInputs) -> RemoteState:
        """Starts the backup, exactly once, after any other manual one of the branch; or adopts the one of its name."""
        backups = self._backups(inputs)
        call = self._call("take", inputs)
        taken, adopted = StartBackup(backups, call, inputs, self.owners.replaced).take(body_of(inputs))
        if inputs.protected != taken.protected:
            taken = self._protect_or_warn(backups, inputs, taken)
        return replace(remote_state(taken), adopted=adopted)

    def read(self, state: PriorState[BranchBackupInputs]) -> RemoteState | None:
        """Reads the one backup; branches may hold thousands."""
        found = self._backups(state.inputs).find(state.id)
        return None if found is None else remote_state(found)

    def update(self, state: PriorState[BranchBackupInputs], inputs: BranchBackupInputs) -> RemoteState:
        """Sets `protected`; the other inputs that can change only say how to wait."""
        backups = self._backups(inputs)
        if inputs.protected != state.inputs.protected:
            return remote_state(self._protect(backups, inputs, state.id))
        return RemoteState(id=state.id, inputs={}, outputs=dict(state.outputs))

    def delete(self, state: PriorState[BranchBackupInputs]) -> None:
        """Deletes the backup itself."""
        backups = self._backups(state.inputs)
        call = self._call("delete", state.inputs)
        if state.inputs.protected:
            raise call.error(
                "it is protected",
                "Declare protected=False and run pulumi up first; where another has taken its place already, take "
                "the protection off at PlanetScale and run pulumi refresh. Or keep the backup and have Pulumi "
                "forget it, with opts=pulumi.ResourceOptions(retain_on_delete=True).",
            )
        try:
            call.delete(backups.path(state.id))
        except NotFound:
            if backups.find(state.id) is not None:
                raise

    def _protect(self, backups: Backups[Backup], inputs: BranchBackupInputs, id: str) -> Backup:
        verb = "protect" if inputs.protected else "take the protection from"
        call = self._call(verb, inputs)
        # As text: the vendor ignores JSON's false.
        answer = call.patch(backups.path(id), {"protected": "true" if inputs.protected else "false"})
        backup = backups.parse(call, answer)
        if backup.protected != inputs.protected:
            warn(
                f"PlanetScale left protected={backup.protected} of the backup {inputs.name!r}; the state records that."
            )
        return backup

    def _protect_or_warn(self, backups: Backups[Backup], inputs: BranchBackupInputs, created: Backup) -> Backup:
        """The backup is taken already: a failure here must not keep it out of the state."""
        try:
            return self._protect(backups, inputs, created.id)
        except BackupsError as error:
            warn(f"{error} The backup is taken all the same; the next pulumi up tries that again.")
            return created

    def _call(self, verb: str, inputs: BranchBackupInputs) -> ApiCall:
        return ApiCall(self.client, f"{verb} {self.identity(inputs)}")

    def _backups(self, inputs: BranchBackupInputs) -> Backups[Backup]:
        from pulumi_backups.planetscale.responses import Backup

        return Backups(self.client, inputs.organization, inputs.database, inputs.branch, Backup)


class BranchBackupProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BranchBackupOperations


# --- what people type -----------------------------------------------------------------------------------------


class BranchBackup(Resource, module="planetscale", name="BranchBackup"):
    """A backup of a branch. Destroying it deletes the backup."""

    organization: pulumi.Output[str]
    database: pulumi.Output[str]
    branch: pulumi.Output[str]
    name: pulumi.Output[str]
    retention_value: pulumi.Output[int | None]
    retention_unit: pulumi.Output[str | None]
    emergency: pulumi.Output[bool | None]
    protected: pulumi.Output[bool]
    wait: pulumi.Output[bool]
    wait_minutes: pulumi.Output[int]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        organization: pulumi.Input[str] | None = None,
        name: pulumi.Input[str] | None = None,
        retention_value: pulumi.Input[int] | None = None,
        retention_unit: pulumi.Input[str] | None = None,
        emergency: pulumi.Input[bool] | None = None,
        protected: pulumi.Input[bool] | None = None,
        wait: bool = True,
        wait_minutes: pulumi.Input[int] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Takes a backup. A change of any argument but the last five takes another.

        :param database: Database, by its name in URLs.
        :param branch: Branch that is backed up.
        :param organization: Owner of the database; else planetscale:organization or PLANETSCALE_ORGANIZATION.
        :param name: Name of the backup; else the resource's name.
        :param retention_value: The backup is kept for so many units, 1 to 1000; else as the vendor sees fit.
        :param retention_unit: "hour", "day", "week", "month" or "year".
        :param emergency: Take it at once, though that may slow the database down; PostgreSQL only.
        :param protected: Keep it from being deleted, by anybody.
        :param wait: Wait until it is finished, in the child `finished`; without, there is no such child.
        :param wait_minutes: Wait so many minutes at most, 240 if left out.
        :param adopt: Take over the manual backup of this name that the branch has already.
        """
        if not isinstance(wait, bool):
            raise TypeError("BranchBackup: wait must be True or False, and no output: it decides on the child.")
        super().__init__(
            BranchBackupProvider(),
            resource_name,
            {
                "organization": organization,
                "database": database,
                "branch": branch,
                "name": resource_name if name is None else name,
                "retention_value": retention_value,
                "retention_unit": retention_unit,
                "emergency": emergency,
                "protected": protected,
                "wait": wait,
                "wait_minutes": wait_minutes,
                "adopt": adopt,
            },
            opts,
        )
        self._finished = self._wait(resource_name) if wait else None

    @property
    def id(self) -> pulumi.Output[str]:
        """Id of the backup; with `wait`, known once the backup is finished."""
        return self._own_id if self._finished is None else self._finished.backup_id

    @property
    def finished(self) -> FinishedBranchBackup:
        """The end of the backup, with its state, size and times. Use it in `depends_on` to run after the backup."""
        if self._finished is None:
            raise AttributeError("finished is there only with wait=True; read the state with get_branch_backup.")
        return self._finished

    @property
    def _own_id(self) -> pulumi.Output[str]:
        own: pulumi.Output[str] = self.__dict__["id"]
        return own

    def _wait(self, resource_name: str) -> FinishedBranchBackup:
        return FinishedBranchBackup(
            # Begins with its parent's name, so that an alias for the parent's carries it along.
            f"{resource_name}-finished",
            inputs={
                "organization": self.organization,
                "database": self.database,
                "branch": self.branch,
                "backup_id": self._own_id,
                "wait_minutes": self.wait_minutes,
                "backup_urn": self.urn,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
