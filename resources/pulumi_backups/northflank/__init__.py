"""Backups of Northflank add-ons as Pulumi resources."""

from pulumi_backups.northflank.addon_backup_schedule import AddonBackupSchedule
from pulumi_backups.northflank.types import (
    AdditionalDestinationArgs,
    AdditionalDestinationResult,
    SchedulingArgs,
    SchedulingResult,
)

__all__ = [
    "AdditionalDestinationArgs",
    "AdditionalDestinationResult",
    "AddonBackupSchedule",
    "SchedulingArgs",
    "SchedulingResult",
]
