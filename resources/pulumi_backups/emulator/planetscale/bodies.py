"""What PlanetScale's objects look like, with every field of the contract."""

from __future__ import annotations

from typing import Any

from ..clock import parse
from ..store import Body, Store, StoredObject
from .policy_rules import POLICY, display_name
from .timetable import next_run

APP = "https://app.planetscale.com"
API = "https://api.planetscale.com/v1"

BRANCH_PARTS = ("backup", "password", "role")
"""The kinds of objects that a branch has."""
TABLES = ("customers", "orders", "order_items")
"""The tables of a database whose seed names none."""
COMPUTED = ("name", "kind", "production", "region")
"""Fields of a branch that its stored body does not set directly."""

SYSTEM_POLICY: Body = {
    "name": "system-backups",
    "target": "production",
    "retention_value": 2,
    "retention_unit": "day",
    "frequency_value": 12,
    "frequency_unit": "hour",
    "schedule_time": "09:10",
    "schedule_day": None,
    "schedule_week": None,
}


def policy(id: str, fields: Body, timestamp: str, *, required: bool = False) -> Body:
    """A new backup policy, whose fields policy_rules.py has checked."""
    created = {
        "id": id,
        "display_name": display_name(fields["name"]),
        **{name: fields[name] for name in POLICY},
        "created_at": timestamp,
        "updated_at": timestamp,
        "last_ran_at": None,
        "next_run_at": None,
        "required": required,
    }
    return {**created, "next_run_at": next_run(created, parse(timestamp))}


def remove_policy(store: Store, stored: StoredObject) -> None:
    """Removes a policy. Its backups still show it."""
    store.remove(stored.kind, stored.scope, stored.id)
    store.put("planetscale.former_policy", stored.scope, stored.id, stored.body)


def remove_branch(store: Store, stored: StoredObject) -> None:
    """Removes a branch with its backups, passwords and roles."""
    for part in BRANCH_PARTS:
        for each in store.all(f"planetscale.{part}", f"{stored.scope}/{stored.id}"):
            store.remove(each.kind, each.scope, each.id)
    store.remove(stored.kind, stored.scope, stored.id)


def policies_by_id(store: Store, scope: str) -> dict[str | None, Body]:
    """The policies of a database, also deleted ones."""
    known = store.all("planetscale.former_policy", scope) + store.all("planetscale.policy", scope)
    return {each.id: each.body for each in known}


def region(stored: StoredObject, *, of: bool = False) -> Body:
    """A region. Inside a database or a branch (`of`) it has three more fields."""
    shown = ("id", "provider", "enabled", "public_ip_addresses", "display_name", "location", "slug")
    more = ("current_default", "mysql_supported", "postgresql_supported")
    return {name: stored.body[name] for name in (shown + more if of else shown)}


def region_of(store: Store, slug: str) -> Body:
    """The region with that slug. Raises ValueError."""
    found = store.find("planetscale.region", slug)
    if found is None:
        raise ValueError(f"there is no region {slug}")
    return region(found, of=True)


def organization(store: Store, stored: StoredObject) -> Body:
    """An organization."""
    return {
        "id": stored.body["id"],
        "name": stored.id,
        "billing_email": f"billing@{stored.id}.example",
        "created_at": stored.body["created_at"],
        "updated_at": stored.body["updated_at"],
        "plan": "scaler_pro",
        "valid_billing_info": True,
        "sso": False,
        "sso_directory": False,
        "single_tenancy": False,
        "managed_tenancy": False,
        "has_past_due_invoices": False,
        "database_count": len(store.all("planetscale.database", stored.id)),
        "sso_portal_url": None,
        "features": {"insights": True},
        "idp_managed_roles": False,
        "invoice_budget_amount": "0.0",
        "keyspace_shard_limit": 256,
        "has_card": True,
        "payment_info_required": False,
    }


def database(store: Store, stored: StoredObject, now: str, restores: int) -> Body:
    """A database. `restores` is how many of its branches may be restored from backups."""
    branches = store.all("planetscale.branch", f"{stored.scope}/{stored.id}")
    production = sum(is_production(each.body, now) for each in branches)
    path = f"organizations/{stored.scope}/databases/{stored.id}"
    return {
        "id": stored.body["id"],
        "url": f"{API}/{path}",
        "branches_url": f"{API}/{path}/branches",
        "branches_count": len(branches),
        "open_schema_recommendations_count": 0,
        "development_branches_count": len(branches) - production,
        "production_branches_count": production,
        "issues_count": 0,
        "multiple_admins_required_for_deletion": False,
        "ready": True,
        "at_backup_restore_branches_limit": len(restored_branches(branches)) >= restores,
        "at_development_branch_usage_limit": False,
        "data_import": None,
        "region": region_of(store, stored.body["region"]),
        "html_url": f"{APP}/{stored.scope}/{stored.id}",
        "name": stored.id,
        "state": "ready",
        "sharded": False,
        "default_branch_shard_count": 0,
        "default_branch_read_only_regions_count": 0,
        "default_branch_table_count": len(tables(stored)),
        "default_branch": branches[0].id if branches else "main",
        "require_approval_for_deploy": False,
        "deletion_protected": False,
        "resizing": False,
        "resize_queued": False,
        "config_changing": False,
        "config_change_queued": False,
        "allow_data_branching": True,
        "foreign_keys_enabled": False,
        "automatic_migrations": None,
        "restrict_branch_region": False,
        "insights_raw_queries": False,
        "plan": "scaler_pro",
        "insights_enabled": True,
        "production_branch_web_console": False,
        "migration_table_name": None,
        "migration_framework": None,
        "created_at": stored.body["created_at"],
        "updated_at": stored.body["updated_at"],
        "schema_last_updated_at": None,
        "kind": stored.body["kind"],
    }


def is_production(branch: Body, now: str) -> bool:
    """Whether a branch is a production branch at a moment: always, or since its promotion ended."""
    promoted = branch.get("promoted_at")
    return bool(branch["production"]) or (promoted is not None and promoted <= now)


def is_ready(branch: Body, now: str) -> bool:
    """Whether a branch is ready at a moment. One that is being restored is not, and may never be.

    A branch of the seed is ready at any time, also if the clock was set back.
    """
    ready = branch.get("ready_at", now)
    return ready is not None and str(ready) <= now


def restored_branches(branches: list[StoredObject]) -> list[StoredObject]:
    """Those that were restored from a backup."""
    return [each for each in branches if each.body.get("restored_from_branch")]


def branches_by_backup(store: Store, scope: str) -> dict[str, list[StoredObject]]:
    """The restored branches of a database by the id of their backup."""
    found: dict[str, list[StoredObject]] = {}
    for each in restored_branches(store.all("planetscale.branch", scope)):
        found.setdefault(str(each.body.get("backup")), []).append(each)
    return found


def tables(database: StoredObject, branch: StoredObject | None = None) -> list[str]:
    """The names of a database's tables, or of a branch's if it has others."""
    own = branch.body.get("tables") if branch else None
    found: list[str] = database.body.get("tables", list(TABLES)) if own is None else own
    return found


def branch_summary(stored: StoredObject) -> Body:
    """A branch as other objects show it."""
    shown = {part: stored.body[part] for part in ("id", "created_at", "updated_at")}
    return {**shown, "name": stored.id, "deleted_at": None}


def branch(store: Store, stored: StoredObject, now: str) -> Body:
    """A branch. It repeats the kind of its database, and its region unless it has its own.

    The control plane can set any other field of the contract.
    """
    production, ready = is_production(stored.body, now), is_ready(stored.body, now)
    organization, name = stored.scope.split("/")
    parent: Any = store.get("planetscale.database", organization, name)
    mysql = parent["kind"] == "mysql"
    region = stored.body.get("region", parent["region"])
    address = f"{stored.body['id']}.{region}.psdb.cloud"
    path = f"organizations/{organization}/databases/{name}/branches/{stored.id}"
    shown = {
        "id": stored.body["id"],
        "name": stored.id,
        "created_at": stored.body["created_at"],
        "updated_at": stored.body["updated_at"],
        "deleted_at": None,
        "restore_checklist_completed_at": None,
        "schema_last_updated_at": None,
        "kind": parent["kind"],
        "mysql_address": address if mysql else "",
        "mysql_edge_address": f"edge.{address}" if mysql else "",
        "state": "ready" if ready else "pending",
        "direct_vtgate": False,
        "vtgate_size": "VTG_5" if mysql else "",
        "vtgate_name": None,
        "vtgate_count": 1 if mysql else 0,
        "vtgate_autoscaling": False,
        "vtgate_max_count": None,
        "vtgate_target_cpu_utilization": None,
        "cluster_name": "PS_10",
        "cluster_iops": None,
        "ready": ready,
        "schema_ready": ready,
        "metal": False,
        "production": production,
        "safe_migrations": False,
        "deletion_protected": False,
        "sharded": False,
        "shard_count": 1,
        "keyspace_count": 1,
        "stale_schema": False,
        "actor": None,
        "restored_from_branch": None,
        "private_edge_connectivity": False,
        "has_replicas": production,
        "has_read_only_replicas": False,
        "html_url": f"{APP}/{organization}/{name}/{stored.id}",
        "url": f"{API}/{path}",
        "region": region_of(store, region),
        "parent_branch": stored.body["parent_branch"],
        "vtgate_options": {},
    }
    return {**shown, **{part: value for part, value in stored.body.items() if part in shown and part not in COMPUTED}}
