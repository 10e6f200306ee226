"""Backups of Northflank add-ons and volumes as Pulumi resources, and what can be asked of Northflank."""

from pulumi_backups.northflank.addon_backup_schedule import AddonBackupSchedule
from pulumi_backups.northflank.functions import get_addon_backup_schedules, get_addon_backup_schedules_output
from pulumi_backups.northflank.types import (
    AdditionalDestinationArgs,
    AdditionalDestinationResult,
    AddonBackupScheduleArgs,
    SchedulingArgs,
    SchedulingResult,
    VolumeBackupScheduleArgs,
)
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupSchedule

__all__ = [
    "AdditionalDestinationArgs",
    "AdditionalDestinationResult",
    "AddonBackupSchedule",
    "AddonBackupScheduleArgs",
    "SchedulingArgs",
    "SchedulingResult",
    "VolumeBackupSchedule",
    "VolumeBackupScheduleArgs",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
]
