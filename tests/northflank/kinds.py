"""Northflank, for the suites that go through all vendors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanProvider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider

from tests.vendor import Kind, Vendor

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

PROJECT = "/northflank/v1/projects/shop"
NOW = "2026-01-31T09:00:00.000Z"
DAILY = {"scheduling": {"interval": "daily", "hour": [2], "minute": [30]}, "retention_time": 14}
SCHEDULE: dict[str, Any] = {
    "id": "id-1",
    "backupType": "dump",
    "scheduling": {"interval": "daily", "hour": [2], "minute": [30]},
    "retentionTime": 14,
    "createdAt": NOW,
    "updatedAt": NOW,
}


def remove(emulator: Emulator, stack: Stack) -> None:
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")


def respond(found: Any, _method: str, _path: str) -> Any:
    return {"data": {"schedules": [found]}, "pagination": {"hasNextPage": False}}


def remove_daily(emulator: Emulator, stack: Stack) -> None:
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_ids']['dump/daily']}")


VENDOR = Vendor(
    account=NORTHFLANK,
    pinned=frozenset(
        {
            ("pulumi_backups.northflank.addon_backup_plan", "AddonBackupPlanProvider"),
            ("pulumi_backups.northflank.addon_backup_schedule", "AddonBackupScheduleProvider"),
            ("pulumi_backups.northflank.volume_backup_schedule", "VolumeBackupScheduleProvider"),
        }
    ),
    kinds={
        "AddonBackupSchedule": Kind(
            AddonBackupScheduleProvider,
            {"project_id": "shop", "addon_id": "orders-db", "backup_type": "dump", **DAILY},
            f"{PROJECT}/addons/orders-db/backup-schedules",
            reads=None,
            lists="listAddonBackupSchedules",
            deletes="deleteAddonBackupSchedule",
            remove=remove,
            object=SCHEDULE,
            outputs={"created_at": NOW, "schedule_id": "id-1"},
        ),
        "AddonBackupPlan": Kind(
            AddonBackupPlanProvider,
            {
                "project_id": "shop",
                "addon_id": "orders-db",
                "schedules": [{"backup_type": "dump", "compression_type": "gz", **DAILY}],
                "others": "keep",
            },
            f"{PROJECT}/addons/orders-db/backup-schedules",
            reads=None,
            lists="listAddonBackupSchedules",
            deletes="deleteAddonBackupSchedule",
            remove=remove_daily,
            object=SCHEDULE,
            outputs={"schedule_ids": {"dump/daily": "id-1"}, "other_schedules": []},
            records_id=lambda id: {"schedule_ids": {"dump/daily": id}},
        ),
        "VolumeBackupSchedule": Kind(
            VolumeBackupScheduleProvider,
            {"project_id": "shop", "volume_id": "uploads", **DAILY},
            f"{PROJECT}/volumes/uploads/backup-schedules",
            reads=None,
            lists="listVolumeBackupSchedules",
            deletes="deleteVolumeBackupSchedule",
            remove=remove,
            object={**SCHEDULE, "backupType": "snapshot"},
            outputs={"created_at": NOW, "schedule_id": "id-1"},
        ),
    },
    base_path="/northflank",
    settings={"northflank:apiToken": "demo-northflank-token-0000"},
    respond=respond,
)
