"""Backup schedules of Northflank add-ons.

    from pulumi_backups import northflank

    daily = northflank.AddonBackupSchedule(
        "orders-daily",
        project_id="shop",
        addon_id="orders-db",
        backup_type="dump",
        scheduling={"interval": "daily", "hour": [2, 14], "minute": 30},
        retention_time=30,
    )

The rules are those of the vendor's API reference (create addon backup schedule).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    AsSet,
    Expected,
    OnlyWhen,
    PathPart,
    Predicate,
    Provider,
    Resource,
    Violation,
    Violations,
    adoption,
    argument,
    inputs,
)
from pulumi_backups.northflank.backup_schedule import ScheduleOperations
from pulumi_backups.northflank.schedules import as_declared, canonical_scheduling, owner_path, plain
from pulumi_backups.northflank.scheduling import (
    RetentionDays,
    Scheduling,
    retention_is_within_the_older_limit,
    unexpired_backups_are_within_the_limit,
    warn_about_retention,
)
from pulumi_backups.northflank.types import (
    AdditionalDestinationArgs,
    AdditionalDestinationResult,
    SchedulingArgs,
    SchedulingResult,
)

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import BackupScheduleResult

# --- inputs ---------------------------------------------------------------------------------------------------


def _is_destination_id(text: str) -> bool:
    return 3 <= len(text) <= 100 and re.fullmatch(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", text) is not None


DestinationId = Annotated[
    str,
    Predicate(_is_destination_id),
    Expected("an id of 3 to 100 letters and digits, with single hyphens between them"),
]


@inputs()
class AdditionalDestination:
    """Another place to which each snapshot is copied."""

    destination_id: DestinationId = argument("Id of the backup destination.")
    retention_time: RetentionDays | None = argument("Days for which the copy is kept there.", default=None)
    type: Literal["custom"] = argument("Kind of the destination.", default="custom")


def destinations_differ(additional_destinations: list[Any] | None) -> Violations:
    """A destination stands in the list once."""
    ids = [entry["destination_id"] for entry in additional_destinations or []]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        yield Violation("additional_destinations", f"names {', '.join(twice)} more than once: once is enough")


def destination_retention_is_within_the_older_limit(
    scheduling: Mapping[str, Any], additional_destinations: list[Any] | None
) -> Violations:
    """Where the vendor's documents disagree, the server decides."""
    for index, entry in enumerate(additional_destinations or []):
        if "retention_time" in entry:
            name = f"additional_destinations[{index}].retention_time"
            yield from warn_about_retention(name, scheduling["interval"], entry["retention_time"])


def _default_compression(backup_type: str) -> str | None:
    return "gz" if backup_type == "dump" else None


@inputs(
    destinations_differ,
    unexpired_backups_are_within_the_limit,
    retention_is_within_the_older_limit,
    destination_retention_is_within_the_older_limit,
)
class AddonBackupScheduleInputs:
    """What is declared of an add-on's backup schedule."""

    project_id: PathPart = argument("Id of the project.", replaces=True)
    addon_id: PathPart = argument("Id of the add-on that is backed up.", replaces=True)
    backup_type: Literal["dump", "snapshot"] = argument("Kind of the backups.", replaces=True)
    scheduling: Scheduling = argument("When backups are taken.")
    retention_time: RetentionDays = argument("Days for which a backup is kept; at most 500 backups at once.")
    compression_type: Literal["gz", "zstd"] | None = argument(
        "How dumps are compressed.",
        default=None,
        only_when=OnlyWhen("backup_type", ("dump",), required=False),
        derived=_default_compression,
        default_words='"gz" for dumps',
    )
    additional_destinations: Annotated[list[AdditionalDestination], AsSet()] | None = argument(
        "Other places to which snapshots are copied.",
        default=None,
        only_when=OnlyWhen("backup_type", ("snapshot",), required=False),
    )
    team_id: PathPart | None = argument(
        "Id of the team that owns the project, where the token is not the team's own.", default=None, replaces=True
    )
    adopt: bool | None = adoption(
        "Take over the schedule of this backup type and interval that is there already, and bring it to these settings."
    )


# --- mapping and operations -----------------------------------------------------------------------------------


class AddonBackupScheduleOperations(ScheduleOperations[AddonBackupScheduleInputs]):
    """How an add-on's schedule is placed, sent and read; what is done with it is in `backup_schedule.py`."""

    inputs = AddonBackupScheduleInputs

    def place(self, inputs: AddonBackupScheduleInputs) -> tuple[str, ...]:
        return owner_path(inputs.team_id, inputs.project_id, "addons", inputs.addon_id)

    def key(self, inputs: AddonBackupScheduleInputs) -> tuple[str, str]:
        return inputs.backup_type, inputs.scheduling.interval

    def declared(self, inputs: AddonBackupScheduleInputs) -> dict[str, Any]:
        return {
            "backup_type": inputs.backup_type,
            "scheduling": plain(inputs.scheduling),
            "retention_time": inputs.retention_time,
            "compression_type": inputs.compression_type,
            "additional_destinations": plain(inputs.additional_destinations or ()) or None,
        }

    def listed(self, schedule: BackupScheduleResult, beside: Mapping[str, Any]) -> dict[str, Any]:
        entries = sorted(map(plain, schedule.additional_destinations or ()), key=lambda entry: entry["destination_id"])
        return {
            "backup_type": schedule.backup_type,
            "scheduling": canonical_scheduling(schedule.scheduling),
            "retention_time": schedule.retention_time,
            "compression_type": _compression(schedule),
            "additional_destinations": as_declared(entries, beside.get("additional_destinations") or ()) or None,
        }

    def preserved_fields(self, schedule: BackupScheduleResult) -> dict[str, Any]:
        # Set in the console only; a change of something else must not lose it. It means nothing for a snapshot.
        return {"custom_destination_id": schedule.custom_destination_id} if schedule.backup_type == "dump" else {}


def _compression(schedule: BackupScheduleResult) -> str | None:
    """The list may show `gz` of a snapshot as well, where it means nothing."""
    return (schedule.backup_compression_type or "gz") if schedule.backup_type == "dump" else None


class AddonBackupScheduleProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = AddonBackupScheduleOperations


# --- what people type -----------------------------------------------------------------------------------------


class AddonBackupSchedule(Resource, module="northflank", name="AddonBackupSchedule"):
    """A schedule by which Northflank backs up an add-on."""

    project_id: pulumi.Output[str]
    addon_id: pulumi.Output[str]
    backup_type: pulumi.Output[str]
    scheduling: pulumi.Output[SchedulingResult]
    retention_time: pulumi.Output[int]
    compression_type: pulumi.Output[str | None]
    additional_destinations: pulumi.Output[Sequence[AdditionalDestinationResult] | None]
    team_id: pulumi.Output[str | None]
    schedule_id: pulumi.Output[str]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        backup_type: pulumi.Input[str],
        scheduling: pulumi.Input[SchedulingArgs],
        retention_time: pulumi.Input[int],
        compression_type: pulumi.Input[str] | None = None,
        additional_destinations: pulumi.Input[Sequence[pulumi.Input[AdditionalDestinationArgs]]] | None = None,
        team_id: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a backup schedule.

        :param project_id: Id of the project. Another one replaces the schedule.
        :param addon_id: Id of the add-on that is backed up. Another one replaces the schedule.
        :param backup_type: "dump" or "snapshot". Another one replaces the schedule.
        :param scheduling: When: interval ("hourly", "daily" or "weekly"; another one replaces the schedule), minute
            (0 to 59), hour (0 to 23; daily and weekly), day (0, Monday, to 6, Sunday; weekly), each one whole number
            or a list of them.
        :param retention_time: Days for which a backup is kept, 1 to 120; at most 500 backups at once.
        :param compression_type: "gz", the default, or "zstd"; for dumps only.
        :param additional_destinations: Where snapshots are copied: destination_id, retention_time (days).
        :param team_id: Id of the team that owns the project, where the token is not the team's own. Another one
            replaces the schedule.
        :param adopt: Take over the schedule of this backup type and interval that is there already, and bring it
            to these settings.
        """
        super().__init__(
            AddonBackupScheduleProvider(),
            resource_name,
            {
                "project_id": project_id,
                "addon_id": addon_id,
                "backup_type": backup_type,
                "scheduling": scheduling,
                "retention_time": retention_time,
                "compression_type": compression_type,
                "additional_destinations": additional_destinations,
                "team_id": team_id,
                "adopt": adopt,
            },
            opts,
        )
