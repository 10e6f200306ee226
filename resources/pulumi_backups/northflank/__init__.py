"""Backups of Northflank add-ons and volumes as Pulumi resources, and what can be asked of Northflank."""

from typing import TYPE_CHECKING

from pulumi_backups.bridge.exports import late_exports
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlan
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupSchedule
from pulumi_backups.northflank.functions import (
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
    get_addon_backups,
    get_addon_backups_output,
    get_addons,
    get_addons_output,
    get_backup_destinations,
    get_backup_destinations_output,
    get_projects,
    get_projects_output,
    get_volume_backup_schedules,
    get_volume_backup_schedules_output,
    get_volume_backups,
    get_volume_backups_output,
    get_volumes,
    get_volumes_output,
)
from pulumi_backups.northflank.provider import Provider
from pulumi_backups.northflank.types import (
    AdditionalDestinationArgs,
    AdditionalDestinationResult,
    AddonBackupPlanArgs,
    AddonBackupScheduleArgs,
    ObjectiveArgs,
    ObjectiveResult,
    PlannedScheduleResult,
    SchedulingArgs,
    SchedulingResult,
    VolumeBackupScheduleArgs,
)
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupSchedule

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import (
        AddonBackupResult,
        AddonResult,
        AddonSpec,
        AttachedObject,
        BackupConfig,
        BackupDestinationResult,
        BackupScheduleResult,
        BackupSource,
        ListedDestination,
        ListedScheduling,
        ProjectResult,
        VolumeBackupResult,
        VolumeBackupSource,
        VolumeBackupSpec,
        VolumeOfBackup,
        VolumeResult,
        VolumeSpec,
    )

__all__ = [
    "AdditionalDestinationArgs",
    "AdditionalDestinationResult",
    "AddonBackupPlan",
    "AddonBackupPlanArgs",
    "AddonBackupResult",
    "AddonBackupSchedule",
    "AddonBackupScheduleArgs",
    "AddonResult",
    "AddonSpec",
    "AttachedObject",
    "BackupConfig",
    "BackupDestinationResult",
    "BackupScheduleResult",
    "BackupSource",
    "BackupsError",
    "ListedDestination",
    "ListedScheduling",
    "ObjectiveArgs",
    "ObjectiveResult",
    "PlannedScheduleResult",
    "ProjectResult",
    "Provider",
    "SchedulingArgs",
    "SchedulingResult",
    "VolumeBackupResult",
    "VolumeBackupSchedule",
    "VolumeBackupScheduleArgs",
    "VolumeBackupSource",
    "VolumeBackupSpec",
    "VolumeOfBackup",
    "VolumeResult",
    "VolumeSpec",
    "get_addon_backup_schedules",
    "get_addon_backup_schedules_output",
    "get_addon_backups",
    "get_addon_backups_output",
    "get_addons",
    "get_addons_output",
    "get_backup_destinations",
    "get_backup_destinations_output",
    "get_projects",
    "get_projects_output",
    "get_volume_backup_schedules",
    "get_volume_backup_schedules_output",
    "get_volume_backups",
    "get_volume_backups_output",
    "get_volumes",
    "get_volumes_output",
]

if not TYPE_CHECKING:
    # Programs that only declare resources do not load the results, because so many classes take their time.
    __getattr__, __dir__ = late_exports(__name__, ("results",), __all__)
