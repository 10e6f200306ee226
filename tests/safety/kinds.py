"""Every kind of resource: inputs, and the API's operations on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge import Provider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider
from pulumi_backups.planetscale.branch_promotion import BranchPromotionProvider
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]

BRANCH = {"organization": "acme", "database": "storefront", "branch": "main"}
DAILY = {"scheduling": {"interval": "daily", "hour": [2], "minute": [30]}, "retention_time": 14}


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    place: the beginning of the path of all its requests.
    reads: the operation that reads one object, if there is one. lists: the operation that lists it.
    deletes: the operation that deletes it, if a destroy sends one.
    remove: deletes it outside Pulumi.
    """

    provider: type[Provider]
    declared: Declared
    place: str
    reads: str | None
    lists: str
    deletes: str | None
    remove: Callable[[Emulator, Stack], object]


def _of_state(path: str, name: str) -> Callable[[Emulator, Stack], object]:
    return lambda emulator, stack: emulator.call("DELETE", f"{path}/{stack.state[name]}")


def _remove_branch(emulator: Emulator, stack: Stack) -> None:
    place = {name: stack.state[name] for name in ("database", "branch")}
    for found in emulator.call("GET", "/planetscale/branches")["branches"]:
        if (found["database"], found["name"]) == (place["database"], place["branch"]):
            emulator.call("DELETE", f"/planetscale/branches/{found['id']}")


DATABASE = "/planetscale/v1/organizations/acme/databases/storefront"
PROJECT = "/northflank/v1/projects/shop"

KINDS = {
    "BackupPolicy": Kind(
        BackupPolicyProvider,
        {
            "organization": "acme",
            "database": "storefront",
            "name": "nightly",
            "target": "production",
            "frequency_value": 1,
            "frequency_unit": "day",
            "schedule_time": "03:00",
            "retention_value": 14,
            "retention_unit": "day",
        },
        f"{DATABASE}/backup-policies",
        "get_backup_policy",
        "list_backup_policies",
        "delete_backup_policy",
        lambda emulator, stack: emulator.call("DELETE", f"/planetscale/policies/{stack.id}"),
    ),
    "BranchBackup": Kind(
        BranchBackupProvider,
        {**BRANCH, "name": "before", "wait": False},
        f"{DATABASE}/branches/main/backups",
        "get_backup",
        "list_backups",
        "delete_backup",
        lambda emulator, stack: emulator.call("DELETE", f"/planetscale/backups/{stack.id}"),
    ),
    "FinishedBranchBackup": Kind(
        FinishedBranchBackupProvider,
        {**BRANCH, "backup_urn": "urn:before", "wait_minutes": 5},
        f"{DATABASE}/branches/main/backups",
        "get_backup",
        "list_backups",
        None,
        _of_state("/planetscale/backups", "backup_id"),
    ),
    "BranchPromotion": Kind(
        BranchPromotionProvider,
        BRANCH,
        f"{DATABASE}/branches",
        "get_branch",
        "list_branches",
        None,
        _remove_branch,
    ),
    "AddonBackupSchedule": Kind(
        AddonBackupScheduleProvider,
        {"project_id": "shop", "addon_id": "orders-db", "backup_type": "dump", **DAILY},
        f"{PROJECT}/addons/orders-db/backup-schedules",
        None,
        "listAddonBackupSchedules",
        "deleteAddonBackupSchedule",
        _of_state("/northflank/schedules", "schedule_id"),
    ),
    "VolumeBackupSchedule": Kind(
        VolumeBackupScheduleProvider,
        {"project_id": "shop", "volume_id": "uploads", **DAILY},
        f"{PROJECT}/volumes/uploads/backup-schedules",
        None,
        "listVolumeBackupSchedules",
        "deleteVolumeBackupSchedule",
        _of_state("/northflank/schedules", "schedule_id"),
    ),
}
DELETED = [name for name, kind in KINDS.items() if kind.deletes]
