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
    Adopt,
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
from pulumi_backups.bridge.result import Result
from pulumi_backups.northflank.backup_schedule import ScheduleOperations
from pulumi_backups.northflank.schedules import owner_path, plain, without_filled_in_retention
from pulumi_backups.northflank.scheduling import (
    RetentionDays,
    Scheduling,
    retention_is_documented,
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
    """Each destination is in the list once."""
    ids = [entry["destination_id"] for entry in additional_destinations or []]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        yield Violation("additional_destinations", f"names {', '.join(twice)} more than once")


def destination_retention_is_documented(
    scheduling: Mapping[str, Any], additional_destinations: list[Any] | None
) -> Violations:
    """Warns if the vendor's documents disagree. The server decides."""
    for index, entry in enumerate(additional_destinations or []):
        if "retention_time" in entry:
            name = f"additional_destinations[{index}].retention_time"
            yield from warn_about_retention(name, scheduling["interval"], entry["retention_time"])


def _default_compression(backup_type: str) -> str | None:
    return "gz" if backup_type == "dump" else None


@inputs(
    destinations_differ,
    unexpired_backups_are_within_the_limit,
    retention_is_documented,
    destination_retention_is_documented,
)
class AddonBackupScheduleInputs:
    """What is declared of an add-on's backup schedule."""

    project_id: PathPart = argument("Id of the project.", replaces=True)
    addon_id: PathPart = argument("Id of the add-on that is backed up.", replaces=True)
    backup_type: Literal["dump", "snapshot"] = argument("Kind of the backups.", replaces=True)
    scheduling: Scheduling = argument("When backups are taken.")
    retention_time: RetentionDays = argument(
        "Days for which a backup is kept. A schedule keeps at most 500 backups at once."
    )
    compression_type: Literal["gz", "zstd"] | None = argument(
        "How dumps are compressed.",
        default=None,
        only_when=OnlyWhen("backup_type", ("dump",), required=False),
        derived=_default_compression,
        default_words='"gz" for dumps',
    )
    custom_destination_id: DestinationId | None = argument(
        "Id of the backup destination that dumps go to, instead of Northflank's own storage.",
        default=None,
        only_when=OnlyWhen("backup_type", ("dump",), required=False),
    )
    additional_destinations: Annotated[list[AdditionalDestination], AsSet()] | None = argument(
        "Other places to which snapshots are copied.",
        default=None,
        only_when=OnlyWhen("backup_type", ("snapshot",), required=False),
    )
    team_id: PathPart | None = argument(
        "Id of the team that owns the project, if the token is not the team's own.", default=None, replaces=True
    )
    adopt: Adopt | None = adoption("the existing schedule of this backup type and interval")


# --- mapping and operations -----------------------------------------------------------------------------------


class AddonBackupScheduleOperations(ScheduleOperations[AddonBackupScheduleInputs]):
    """Where an add-on's schedule is, and what it looks like. `backup_schedule.py` has the operations."""

    inputs = AddonBackupScheduleInputs

    def owner_path(self, inputs: AddonBackupScheduleInputs) -> tuple[str, ...]:
        return owner_path(inputs.team_id, inputs.project_id, "addons", inputs.addon_id)

    def key(self, inputs: AddonBackupScheduleInputs) -> tuple[str, str]:
        return inputs.backup_type, inputs.scheduling.interval

    def declared(self, inputs: AddonBackupScheduleInputs) -> dict[str, Any]:
        return {
            "backup_type": inputs.backup_type,
            "scheduling": plain(inputs.scheduling),
            "retention_time": inputs.retention_time,
            "compression_type": inputs.compression_type,
            "custom_destination_id": inputs.custom_destination_id,
            "additional_destinations": plain(inputs.additional_destinations or ()) or None,
        }

    def listed(self, schedule: BackupScheduleResult, *declared: Mapping[str, Any]) -> dict[str, Any]:
        is_dump = schedule.backup_type == "dump"
        return {
            "backup_type": schedule.backup_type,
            "scheduling": plain(schedule.scheduling),
            "retention_time": schedule.retention_time,
            # The list may show `gz` for a snapshot too, which has no compression. Both are refused for snapshots.
            "compression_type": (schedule.backup_compression_type or "gz") if is_dump else None,
            "custom_destination_id": schedule.custom_destination_id if is_dump else None,
            "additional_destinations": without_filled_in_retention(
                plain(schedule.additional_destinations or ()),
                *(settings.get("additional_destinations") for settings in declared),
            ),
        }


class AddonBackupScheduleProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = AddonBackupScheduleOperations


# --- what people type -----------------------------------------------------------------------------------------


class AddonBackupSchedule(Resource, module="northflank", name="AddonBackupSchedule"):
    """A schedule by which Northflank backs up an add-on."""

    _provider_class = AddonBackupScheduleProvider

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        backup_type: pulumi.Input[Literal["dump", "snapshot"]],
        scheduling: pulumi.Input[SchedulingArgs | SchedulingResult | Result],
        retention_time: pulumi.Input[int],
        compression_type: pulumi.Input[Literal["gz", "zstd"] | None] = None,
        custom_destination_id: pulumi.Input[str | None] = None,
        additional_destinations: pulumi.Input[
            Sequence[pulumi.Input[AdditionalDestinationArgs | AdditionalDestinationResult | Result]] | None
        ] = None,
        team_id: pulumi.Input[str | None] = None,
        adopt: pulumi.Input[bool | Literal["overwrite"] | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param project_id: Id of the project. A change replaces the resource.
        :param addon_id: Id of the add-on that is backed up. A change replaces the resource.
        :param backup_type: Kind of the backups. "dump" or "snapshot". A change replaces the resource.
        :param scheduling: When backups are taken.
        :param retention_time: Days for which a backup is kept. A schedule keeps at most 500 backups at once. A whole
            number from 1 to 120.
        :param compression_type: How dumps are compressed. "gz" or "zstd". Only valid when `backup_type` is "dump".
            Default: "gz" for dumps.
        :param custom_destination_id: Id of the backup destination that dumps go to, instead of Northflank's own
            storage. An id of 3 to 100 letters and digits, with single hyphens between them. Only valid when
            `backup_type` is "dump".
        :param additional_destinations: Other places to which snapshots are copied. Only valid when `backup_type` is
            "snapshot".
        :param team_id: Id of the team that owns the project, if the token is not the team's own. A change replaces the
            resource.
        :param adopt: Adopt the existing schedule of this backup type and interval: True if it has exactly these
            settings, "overwrite" to change it to them. True, False or "overwrite". Default: false.
        """
        super().__init__(
            resource_name,
            {
                "project_id": project_id,
                "addon_id": addon_id,
                "backup_type": backup_type,
                "scheduling": scheduling,
                "retention_time": retention_time,
                "compression_type": compression_type,
                "custom_destination_id": custom_destination_id,
                "additional_destinations": additional_destinations,
                "team_id": team_id,
                "adopt": adopt,
            },
            opts,
        )

    @property
    @pulumi.getter
    def project_id(self) -> pulumi.Output[str]:
        """Id of the project."""
        return pulumi.get(self, "project_id")

    @property
    @pulumi.getter
    def addon_id(self) -> pulumi.Output[str]:
        """Id of the add-on that is backed up."""
        return pulumi.get(self, "addon_id")

    @property
    @pulumi.getter
    def backup_type(self) -> pulumi.Output[Literal["dump", "snapshot"]]:
        """Kind of the backups."""
        return pulumi.get(self, "backup_type")

    @property
    @pulumi.getter
    def scheduling(self) -> pulumi.Output[SchedulingResult]:
        """When backups are taken."""
        return pulumi.get(self, "scheduling")

    @property
    @pulumi.getter
    def retention_time(self) -> pulumi.Output[int]:
        """Days for which a backup is kept. A schedule keeps at most 500 backups at once."""
        return pulumi.get(self, "retention_time")

    @property
    @pulumi.getter
    def compression_type(self) -> pulumi.Output[Literal["gz", "zstd"] | None]:
        """How dumps are compressed."""
        return pulumi.get(self, "compression_type")

    @property
    @pulumi.getter
    def custom_destination_id(self) -> pulumi.Output[str | None]:
        """Id of the backup destination that dumps go to, instead of Northflank's own storage."""
        return pulumi.get(self, "custom_destination_id")

    @property
    @pulumi.getter
    def additional_destinations(self) -> pulumi.Output[Sequence[AdditionalDestinationResult] | None]:
        """Other places to which snapshots are copied."""
        return pulumi.get(self, "additional_destinations")

    @property
    @pulumi.getter
    def team_id(self) -> pulumi.Output[str | None]:
        """Id of the team that owns the project, if the token is not the team's own."""
        return pulumi.get(self, "team_id")

    @property
    @pulumi.getter
    def schedule_id(self) -> pulumi.Output[str]:
        """Northflank's own id of the schedule. An update changes it."""
        return pulumi.get(self, "schedule_id")

    @property
    @pulumi.getter
    def created_at(self) -> pulumi.Output[str]:
        """When the schedule was created, ISO 8601 in UTC."""
        return pulumi.get(self, "created_at")

    # --- end of the generated part ---
