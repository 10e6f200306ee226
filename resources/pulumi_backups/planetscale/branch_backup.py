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

from typing import Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Between,
    Findings,
    Name,
    Observed,
    Operations,
    PathPart,
    Problem,
    Provider,
    Recorded,
    Resource,
    Settings,
    argument,
    inputs,
)
from pulumi_backups.bridge.host import warn
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound, Refused
from pulumi_backups.http.operation import Operation
from pulumi_backups.http.polling import OutOfTime, poll
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Backup, Backups, Minutes
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackup
from pulumi_backups.planetscale.settings import PLANETSCALE, connect

# --- inputs ---------------------------------------------------------------------------------------------------


def retention_is_whole(retention_value: int | None, retention_unit: str | None) -> Findings:
    """A retention is a number and its unit."""
    for name, value, other in (
        ("retention_value", retention_value, retention_unit),
        ("retention_unit", retention_unit, retention_value),
    ):
        if value is None and other is not None:
            yield Problem(name, "is required: retention_value and retention_unit go together")


@inputs(retention_is_whole)
class BranchBackupInputs:
    """What is declared of a backup."""

    organization: PathPart = argument(
        "Organization that owns the database, by its name in URLs.", replaces=True, setting="organization"
    )
    database: PathPart = argument("Database, by its name in URLs.", replaces=True)
    branch: PathPart = argument("Branch that is backed up.", replaces=True)
    name: Name = argument("Name of the backup.", replaces=True, default_words="the resource's name")
    retention_value: Annotated[int, Between(1, 1000)] | None = argument(
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
    adopt: bool | None = argument(
        "Take over the manual backup of this name that the branch has already, as after a run that was killed.",
        default=None,
        default_words="false",
        only_at_creation=True,
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


def observed(backup: Backup) -> Observed:
    """What state records of an answer. Its retention is not returned; its state moves, and is the child's to record."""
    return Observed(
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

    def create(self, inputs: BranchBackupInputs) -> Observed:
        """Starts the backup, exactly once, after any other manual one of the branch; or adopts the one of its name.

        The vendor lets two backups bear one name; here a name is a backup's identity within its branch, so that one
        that a killed run has started is not forgotten beside a second.
        """
        backups = self._backups(inputs)
        operation = Operation(backups.client, f"take the backup {inputs.name!r} of {backups.place}")
        created = self._take(backups, operation, inputs)
        if inputs.protected != created.protected:
            created = self._protect_or_warn(backups, inputs, created)
        return observed(created)

    def read(self, state: Recorded[BranchBackupInputs]) -> Observed | None:
        """Reads the one backup; branches may hold thousands."""
        found = self._backups(state.inputs).find(state.id)
        return None if found is None else observed(found)

    def update(self, state: Recorded[BranchBackupInputs], inputs: BranchBackupInputs) -> Observed:
        """Sets `protected`; the other inputs that can change only say how to wait."""
        backups = self._backups(inputs)
        if inputs.protected != state.inputs.protected:
            return observed(self._protect(backups, inputs, state.id))
        return Observed(id=state.id, inputs={}, outputs=dict(state.outputs))

    def delete(self, state: Recorded[BranchBackupInputs]) -> None:
        """Deletes the backup itself."""
        backups = self._backups(state.inputs)
        operation = Operation(backups.client, f"delete the backup {state.inputs.name!r} of {backups.place}")
        if state.inputs.protected:
            raise operation.error(
                "it is protected",
                "Declare protected=False and run pulumi up first; where another has taken its place already, take "
                "the protection off at PlanetScale and run pulumi refresh. Or keep the backup and have Pulumi "
                "forget it, with opts=pulumi.ResourceOptions(retain_on_delete=True).",
            )
        try:
            operation.delete(backups.path(state.id))
        except NotFound:
            if backups.find(state.id) is not None:
                raise

    def _take(self, backups: Backups[Backup], operation: Operation, inputs: BranchBackupInputs) -> Backup:
        """Takes the backup once the branch is free, and again where somebody else's began in between; or adopts."""
        give_up_at = backups.client.time.monotonic() + inputs.wait_minutes * 60
        while True:
            by_hand = self._free_branch(backups, operation, inputs, give_up_at)
            if namesakes := self._namesakes(by_hand, inputs):
                return self._adopt(operation, inputs, namesakes)
            try:
                return self._create_once(backups, operation, inputs, {backup.id for backup in by_hand})
            except Refused:
                if not _running(backups.by_hand(operation.again())):
                    raise

    def _namesakes(self, by_hand: list[Backup], inputs: BranchBackupInputs) -> list[Backup]:
        """The backups that have the name already, but for those that failed or are just being replaced."""
        return [
            backup
            for backup in by_hand
            if backup.name == inputs.name
            and (backup.is_unfinished or backup.state == "success")
            and not backup.deleted_at
            and backup.id not in self.replaced
        ]

    def _adopt(self, operation: Operation, inputs: BranchBackupInputs, namesakes: list[Backup]) -> Backup:
        found = "; ".join(f"id {backup.id}, {backup.state}" for backup in namesakes)
        if len(namesakes) > 1:
            raise operation.error(
                f"{len(namesakes)} manual backups of this name are there already ({found})",
                "Choose another name; or delete all but one at PlanetScale, then set adopt=True to take that one over.",
            )
        if not inputs.adopt:
            raise operation.error(
                f"a manual backup of this name is there already ({found})",
                "If an earlier run was cut off, it is that one: set adopt=True to take it over. "
                "Else choose another name.",
            )
        return namesakes[0]

    def _free_branch(
        self, backups: Backups[Backup], operation: Operation, inputs: BranchBackupInputs, give_up_at: float
    ) -> list[Backup]:
        """The branch's manual backups, once none of them is running, as the vendor runs one at a time; at once where
        one has the name already."""
        other: Backup | None = None

        def look() -> tuple[list[Backup] | None, str]:
            nonlocal other
            # While it runs it is read by itself: a branch may have thousands of backups.
            other = other and backups.find(other.id)
            if other is None or not other.is_unfinished:
                by_hand = backups.by_hand(operation.again())
                running = _running(by_hand)
                if not running or self._namesakes(by_hand, inputs):
                    return by_hand, ""
                other = running[0]
            named = f"the manual backup {other.name!r} (id {other.id})"
            if not inputs.wait:
                raise operation.error(f"{named} is {other.state} on the branch", "Run pulumi up again afterwards.")
            return None, f"{named} of {backups.place} has to finish first; it is {other.state}"

        try:
            return poll(backups.client, look, give_up_at - backups.client.time.monotonic())
        except OutOfTime:
            raise operation.error(
                f"another manual backup of the branch was still running after {inputs.wait_minutes} minutes",
                "Run pulumi up again, or allow more with wait_minutes.",
            ) from None

    def _create_once(
        self, backups: Backups[Backup], operation: Operation, inputs: BranchBackupInputs, before: set[str]
    ) -> Backup:
        operation = operation.again()

        def send() -> Backup:
            return backups.parse(operation, operation.post(backups.path(), body_of(inputs)))

        def find_made() -> Backup | None:
            fresh = [backup for backup in backups.by_hand(operation) if backup.id not in before]
            made = [backup for backup in fresh if backup.name == inputs.name]
            if len(made) > 1:
                raise operation.error(
                    f"it was taken {len(made)} times (id {', '.join(backup.id for backup in made)})",
                    "Delete all but one at PlanetScale; then set adopt=True to take that one over.",
                )
            return made[0] if made else None

        return create_once(operation, send, find_made)

    def _protect(self, backups: Backups[Backup], inputs: BranchBackupInputs, id: str) -> Backup:
        verb = "protect" if inputs.protected else "take the protection from"
        operation = Operation(backups.client, f"{verb} the backup {inputs.name!r} of {backups.place}")
        # As text: the vendor ignores JSON's false.
        answer = operation.patch(backups.path(id), {"protected": "true" if inputs.protected else "false"})
        backup = backups.parse(operation, answer)
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

    def _backups(self, inputs: BranchBackupInputs) -> Backups[Backup]:
        return Backups(self.client, inputs.organization, inputs.database, inputs.branch, Backup)


def _running(backups: list[Backup]) -> list[Backup]:
    return [backup for backup in backups if backup.is_unfinished and not backup.deleted_at]


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
