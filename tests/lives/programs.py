"""Resources as a program declares them: with sound arguments, and what a test changes of them."""

from __future__ import annotations

from typing import Any

from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanProvider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.planetscale.backup_plan import BackupPlanProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

from tests.lives.engine import Resource

POLICY: dict[str, Any] = {
    "organization": "acme",
    "database": "storefront",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}
SCHEDULE: dict[str, Any] = {
    "project_id": "shop",
    "addon_id": "orders-db",
    "backup_type": "dump",
    "scheduling": {"interval": "daily", "hour": [2, 14], "minute": [30]},
    "retention_time": 30,
}
POLICY_OF_A_PLAN = {name: value for name, value in POLICY.items() if name not in ("organization", "database")}
SCHEDULE_OF_A_PLAN = {name: value for name, value in SCHEDULE.items() if name not in ("project_id", "addon_id")}
PLAN: dict[str, Any] = {"organization": "acme", "database": "storefront"}
ADDON_PLAN: dict[str, Any] = {"project_id": "shop", "addon_id": "orders-db"}
BACKUP: dict[str, Any] = {"organization": "acme", "database": "storefront", "branch": "main", "wait": False}


def policy(resource_name: str = "nightly", /, *, options: dict[str, Any] | None = None, **changes: Any) -> Resource:
    """A backup policy. Its name at the vendor is that of the resource if no other is given."""
    return _resource(BackupPolicyProvider, resource_name, {**POLICY, "name": resource_name}, changes, options)


def schedule(resource_name: str = "orders", /, *, options: dict[str, Any] | None = None, **changes: Any) -> Resource:
    """A schedule of an add-on."""
    return _resource(AddonBackupScheduleProvider, resource_name, SCHEDULE, changes, options)


def plan(resource_name: str = "plan", /, *, options: dict[str, Any] | None = None, **changes: Any) -> Resource:
    """All policies of a database, by their names."""
    return _resource(BackupPlanProvider, resource_name, PLAN, changes, options)


def addon_plan(resource_name: str = "orders", /, *, options: dict[str, Any] | None = None, **changes: Any) -> Resource:
    """All schedules of an add-on."""
    return _resource(AddonBackupPlanProvider, resource_name, ADDON_PLAN, changes, options)


def backup(resource_name: str = "before", /, *, options: dict[str, Any] | None = None, **changes: Any) -> Resource:
    """A backup of a branch that nobody waits for."""
    return _resource(BranchBackupProvider, resource_name, {**BACKUP, "name": resource_name}, changes, options)


def failing(*, depends_on: tuple[str, ...] = ()) -> Resource:
    """A resource that cannot be created: there is no such database."""
    return policy("failing", database="nowhere", options={"depends_on": depends_on})


def _resource(
    provider: Any, resource_name: str, inputs: dict[str, Any], changes: dict[str, Any], options: dict[str, Any] | None
) -> Resource:
    given = {name: value for name, value in {**inputs, **changes}.items() if value is not None}
    return Resource(provider, resource_name, given, **(options or {}))
