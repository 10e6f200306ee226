"""PlanetScale, for the suites that go through all vendors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pulumi_backups.planetscale.backup_plan import BackupPlanProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider
from pulumi_backups.planetscale.branch_promotion import BranchPromotionProvider
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackupProvider
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.vendor import Kind, Vendor

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

DATABASE = "/planetscale/v1/organizations/acme/databases/storefront"
BRANCH = {"organization": "acme", "database": "storefront", "branch": "main"}
NOW = "2026-01-31T09:00:00.000Z"
NIGHTLY: dict[str, Any] = {
    "organization": "acme",
    "database": "storefront",
    "name": "nightly",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}
SETTINGS = {name: value for name, value in NIGHTLY.items() if name not in ("organization", "database", "name")}
POLICY: dict[str, Any] = {
    **{name: value for name, value in NIGHTLY.items() if name not in ("organization", "database")},
    **dict.fromkeys(("schedule_day", "schedule_week", "last_ran_at", "next_run_at")),
    "id": "id-1",
    "display_name": "Nightly",
    "created_at": NOW,
    "updated_at": NOW,
    "required": False,
}
BACKUP: dict[str, Any] = {
    **dict.fromkeys(("size", "pvc_size", "uncompressed_size", "estimated_storage_cost"), 1),
    **dict.fromkeys(("created_at", "updated_at", "started_at", "expires_at", "completed_at"), NOW),
    "id": "id-1",
    "name": "before",
    "state": "success",
    "deleted_at": None,
    "protected": False,
    "required": False,
    "restored_branches": [],
    "actor": None,
}


def remove(path: str, recorded: str | None = None) -> Callable[[Emulator, Stack], object]:
    """Removes the object whose id is the physical id, or is `recorded` in the state under this name."""
    return lambda emulator, stack: emulator.call(
        "DELETE", f"/planetscale/{path}/{stack.state[recorded] if recorded else stack.id}"
    )


def remove_nightly(emulator: Emulator, stack: Stack) -> None:
    emulator.call("DELETE", f"/planetscale/policies/{stack.state['policy_ids']['nightly']}")


def remove_branch(emulator: Emulator, stack: Stack) -> None:
    for found in emulator.call("GET", "/planetscale/branches")["branches"]:
        if (found["database"], found["name"]) == (stack.state["database"], stack.state["branch"]):
            emulator.call("DELETE", f"/planetscale/branches/{found['id']}")


def respond(found: Any, method: str, path: str) -> Any:
    listed = method == "GET" and path.partition("?")[0].endswith(("/backup-policies", "/backups", "/branches"))
    return {"data": [found], "next_page": None} if listed else found


VENDOR = Vendor(
    account=PLANETSCALE,
    pinned=frozenset(
        {
            ("pulumi_backups.planetscale.backup_policy", "BackupPolicyProvider"),
            ("pulumi_backups.planetscale.backup_plan", "BackupPlanProvider"),
            ("pulumi_backups.planetscale.branch_backup", "BranchBackupProvider"),
            ("pulumi_backups.planetscale.finished_branch_backup", "FinishedBranchBackupProvider"),
            ("pulumi_backups.planetscale.branch_promotion", "BranchPromotionProvider"),
        }
    ),
    kinds={
        "BackupPolicy": Kind(
            BackupPolicyProvider,
            NIGHTLY,
            f"{DATABASE}/backup-policies",
            reads="get_backup_policy",
            lists="list_backup_policies",
            deletes="delete_backup_policy",
            remove=remove("policies"),
            object=POLICY,
            outputs={"created_at": NOW},
        ),
        "BackupPlan": Kind(
            BackupPlanProvider,
            {"organization": "acme", "database": "storefront", "policies": {"nightly": SETTINGS}, "others": "keep"},
            f"{DATABASE}/backup-policies",
            reads="get_backup_policy",
            lists="list_backup_policies",
            deletes="delete_backup_policy",
            remove=remove_nightly,
            object=POLICY,
            outputs={"policy_ids": {"nightly": "id-1"}, "other_policies": []},
            records_id=lambda id: {"policy_ids": {"nightly": id}},
        ),
        "BranchBackup": Kind(
            BranchBackupProvider,
            {**BRANCH, "name": "before", "wait": False},
            f"{DATABASE}/branches/main/backups",
            reads="get_backup",
            lists="list_backups",
            deletes="delete_backup",
            remove=remove("backups"),
            object=BACKUP,
            outputs={"created_at": NOW},
        ),
        "FinishedBranchBackup": Kind(
            FinishedBranchBackupProvider,
            {**BRANCH, "backup_urn": "urn:before", "wait_minutes": 5},
            f"{DATABASE}/branches/main/backups",
            reads="get_backup",
            lists="list_backups",
            deletes=None,
            remove=remove("backups", recorded="backup_id"),
            object=BACKUP,
            outputs={"created_at": NOW, "state": "success"},
            records_id=lambda id: {"backup_id": id},
        ),
        "BranchPromotion": Kind(
            BranchPromotionProvider,
            BRANCH,
            f"{DATABASE}/branches",
            reads="get_branch",
            lists="list_branches",
            deletes=None,
            remove=remove_branch,
            object={"name": "main", "production": True, "promoted_at": NOW},
            outputs={"production": True},
            id_in_path=False,
        ),
    },
    base_path="/planetscale/v1",
    settings={
        "planetscale:organization": "acme",
        "planetscale:serviceTokenId": "demo-token-id",
        "planetscale:serviceToken": "demo-token-secret-0000",
    },
    respond=respond,
)
