"""What the functions of `estate.py` return: organizations, databases, branches.

Some fields may be None although the contract does not say so: those that mean nothing for every kind of database, and
those that not every credential may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import Moment
from pulumi_backups.planetscale.results import Actor, Reference, RegionResult


@dataclass(frozen=True)
class OrganizationResult(Result):
    """An organization. `sso_portal_url` is neither printed nor in the mapping: it leads to the sign-on settings."""

    id: str
    name: str
    billing_email: str | None
    created_at: Moment
    updated_at: Moment
    plan: str
    valid_billing_info: bool
    sso: bool
    sso_directory: bool
    single_tenancy: bool
    managed_tenancy: bool
    database_count: int
    features: Mapping[str, Any]
    idp_managed_roles: bool
    invoice_budget_amount: str | None
    keyspace_shard_limit: int | None
    has_card: bool
    payment_info_required: bool
    has_past_due_invoices: bool | None = None
    sso_portal_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class DatabaseRegion(RegionResult):
    """The region of a database or a branch."""

    current_default: bool
    mysql_supported: bool
    postgresql_supported: bool


@dataclass(frozen=True)
class DataSource(Result):
    """The database that an import copies."""

    hostname: str
    port: int
    database: str


@dataclass(frozen=True)
class DataImport(Result):
    """The import of a database from elsewhere."""

    state: str
    import_check_errors: str | None
    started_at: Moment | None
    finished_at: Moment | None
    data_source: DataSource


@dataclass(frozen=True)
class DatabaseResult(Result):
    """A database. `kind` is mysql or postgresql."""

    id: str
    url: str
    branches_url: str
    branches_count: int
    open_schema_recommendations_count: int
    development_branches_count: int
    production_branches_count: int
    multiple_admins_required_for_deletion: bool
    ready: bool
    at_backup_restore_branches_limit: bool
    at_development_branch_usage_limit: bool
    region: DatabaseRegion
    html_url: str
    name: str
    state: str
    sharded: bool
    default_branch_shard_count: int | None
    default_branch_read_only_regions_count: int | None
    default_branch_table_count: int | None
    default_branch: str
    require_approval_for_deploy: bool
    deletion_protected: bool
    resizing: bool
    resize_queued: bool
    config_changing: bool
    config_change_queued: bool
    allow_data_branching: bool
    foreign_keys_enabled: bool
    restrict_branch_region: bool
    insights_raw_queries: bool
    plan: str
    insights_enabled: bool
    production_branch_web_console: bool
    created_at: Moment
    updated_at: Moment
    schema_last_updated_at: Moment | None
    kind: str
    issues_count: int | None = None
    data_import: DataImport | None = None
    automatic_migrations: bool | None = None
    migration_table_name: str | None = None
    migration_framework: str | None = None


@dataclass(frozen=True)
class BranchResult(Result):
    """A branch of a database. `state` is pending, sleep_in_progress, sleeping, awakening or ready."""

    id: str
    name: str
    created_at: Moment
    updated_at: Moment
    deleted_at: Moment | None
    restore_checklist_completed_at: Moment | None
    schema_last_updated_at: Moment | None
    kind: str
    mysql_address: str | None
    mysql_edge_address: str | None
    state: str
    direct_vtgate: bool
    vtgate_size: str | None
    vtgate_name: str | None
    vtgate_count: int | None
    vtgate_autoscaling: bool
    vtgate_max_count: int | None
    vtgate_target_cpu_utilization: int | None
    cluster_name: str | None
    cluster_iops: int | None
    ready: bool
    schema_ready: bool
    metal: bool
    production: bool
    safe_migrations: bool
    deletion_protected: bool
    sharded: bool
    shard_count: int
    keyspace_count: int
    stale_schema: bool
    actor: Actor | None
    restored_from_branch: Reference | None
    private_edge_connectivity: bool
    has_replicas: bool
    has_read_only_replicas: bool
    html_url: str
    url: str
    region: DatabaseRegion
    parent_branch: str | None
    vtgate_options: Mapping[str, Any]
