"""What a program declares about a backup of a branch."""

from __future__ import annotations

from typing import Annotated, Literal

from pulumi_backups.bridge import Adopt, Interval, Name, PathPart, Violation, Violations, adoption, argument, inputs
from pulumi_backups.planetscale.backups import DEFAULT_WAIT_MINUTES, Minutes
from pulumi_backups.planetscale.database_inputs import DatabaseInputs


def retention_has_value_and_unit(retention_value: int | None, retention_unit: str | None) -> Violations:
    """A retention is a number and its unit."""
    for name, value, other in (
        ("retention_value", retention_value, retention_unit),
        ("retention_unit", retention_unit, retention_value),
    ):
        if value is None and other is not None:
            yield Violation(name, "is required: retention_value and retention_unit go together")


@inputs(retention_has_value_and_unit)
class BranchBackupInputs(DatabaseInputs):
    """What a program declares about a backup."""

    branch: PathPart = argument("Branch that is backed up.", replaces=True)
    name: Name = argument("Name of the backup: its identity on the branch.", replaces=True, resource_name=True)
    retention_value: Annotated[int, Interval(1, 1000)] | None = argument(
        "Number of retention units for which the backup is kept.",
        default=None,
        replaces=True,
        default_words="the vendor's",
    )
    retention_unit: Literal["hour", "day", "week", "month", "year"] | None = argument(
        "Unit of the retention.", default=None, replaces=True, default_words="the vendor's"
    )
    emergency: bool | None = argument(
        "Take it at once, even if that slows the database down. PostgreSQL only.",
        default=None,
        replaces=True,
        default_words="false",
    )
    protected: bool = argument("Protect the backup from deletion.", default=False)
    wait: bool = argument("Wait until the backup is finished.", default=True, plain=True)
    wait_minutes: Minutes = argument(
        "The longest wait, in minutes: for the backup, and before it for another manual backup of the branch.",
        default=DEFAULT_WAIT_MINUTES,
    )
    adopt: Adopt | None = adoption("the existing manual backup of this name, as after a run that was killed")
