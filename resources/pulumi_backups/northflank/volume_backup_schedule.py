"""Backup schedules of Northflank volumes.

    from pulumi_backups import northflank

    nightly = northflank.VolumeBackupSchedule(
        "uploads-nightly",
        project_id="shop",
        volume_id="uploads",
        scheduling={"interval": "daily", "hour": 1, "minute": 0},
        retention_time=14,
    )

The rules are those of the vendor's API reference (create volume backup schedule). Volumes have snapshots only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_backups.bridge import PathPart, Provider, Resource, adoption, argument, inputs
from pulumi_backups.northflank.backup_schedule import ScheduleOperations
from pulumi_backups.northflank.schedules import canonical_scheduling, owner_path, plain
from pulumi_backups.northflank.scheduling import (
    RetentionDays,
    Scheduling,
    retention_is_within_the_older_limit,
    unexpired_backups_are_within_the_limit,
)
from pulumi_backups.northflank.types import SchedulingArgs, SchedulingResult

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import BackupScheduleResult

# --- inputs ---------------------------------------------------------------------------------------------------


@inputs(unexpired_backups_are_within_the_limit, retention_is_within_the_older_limit)
class VolumeBackupScheduleInputs:
    """What is declared of a volume's backup schedule."""

    project_id: PathPart = argument("Id of the project.", replaces=True)
    volume_id: PathPart = argument("Id of the volume that is backed up.", replaces=True)
    scheduling: Scheduling = argument("When snapshots are taken.")
    retention_time: RetentionDays = argument("Days for which a snapshot is kept; at most 500 at once.")
    team_id: PathPart | None = argument(
        "Id of the team that owns the project, where the token is not the team's own.", default=None, replaces=True
    )
    adopt: bool | None = adoption(
        "Take over the schedule of this interval that is there already, and bring it to these settings."
    )


# --- mapping and operations -----------------------------------------------------------------------------------


class VolumeBackupScheduleOperations(ScheduleOperations[VolumeBackupScheduleInputs]):
    """How a volume's schedule is placed, sent and read; what is done with it is in `backup_schedule.py`."""

    inputs = VolumeBackupScheduleInputs

    def place(self, inputs: VolumeBackupScheduleInputs) -> tuple[str, ...]:
        return owner_path(inputs.team_id, inputs.project_id, "volumes", inputs.volume_id)

    def key(self, inputs: VolumeBackupScheduleInputs) -> tuple[str, str]:
        return "snapshot", inputs.scheduling.interval

    def declared(self, inputs: VolumeBackupScheduleInputs) -> dict[str, Any]:
        return {"scheduling": plain(inputs.scheduling), "retention_time": inputs.retention_time}

    def listed(self, schedule: BackupScheduleResult, _beside: Mapping[str, Any]) -> dict[str, Any]:
        return {"scheduling": canonical_scheduling(schedule.scheduling), "retention_time": schedule.retention_time}


class VolumeBackupScheduleProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = VolumeBackupScheduleOperations


# --- what people type -----------------------------------------------------------------------------------------


class VolumeBackupSchedule(Resource, module="northflank", name="VolumeBackupSchedule"):
    """A schedule by which Northflank takes snapshots of a volume."""

    project_id: pulumi.Output[str]
    volume_id: pulumi.Output[str]
    scheduling: pulumi.Output[SchedulingResult]
    retention_time: pulumi.Output[int]
    team_id: pulumi.Output[str | None]
    schedule_id: pulumi.Output[str]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        volume_id: pulumi.Input[str],
        scheduling: pulumi.Input[SchedulingArgs],
        retention_time: pulumi.Input[int],
        team_id: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a backup schedule.

        :param project_id: Id of the project. Another one replaces the schedule.
        :param volume_id: Id of the volume that is backed up. Another one replaces the schedule.
        :param scheduling: When, as for AddonBackupSchedule. Another interval replaces the schedule.
        :param retention_time: Days for which a snapshot is kept, 1 to 120; at most 500 at once.
        :param team_id: Id of the team that owns the project, where the token is not the team's own. Another one
            replaces the schedule.
        :param adopt: Take over the schedule of this interval that is there already, and bring it to these settings.
        """
        super().__init__(
            VolumeBackupScheduleProvider(),
            resource_name,
            {
                "project_id": project_id,
                "volume_id": volume_id,
                "scheduling": scheduling,
                "retention_time": retention_time,
                "team_id": team_id,
                "adopt": adopt,
            },
            opts,
        )
