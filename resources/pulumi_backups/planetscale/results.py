"""What PlanetScale's functions return: every field of the contract under the API's names, times as datetimes in UTC.

Those about deployments, service tokens and the estate are in modules of their own. A program that only declares
resources does not import any of them, because so many classes take time.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import Moment


@dataclass(frozen=True)
class BackupPolicyResult(Result):
    """A backup policy of a database."""

    id: str
    display_name: str
    name: str
    target: str
    retention_value: int
    retention_unit: str
    frequency_value: int
    frequency_unit: str
    schedule_time: str
    schedule_day: int | None
    schedule_week: int | None
    created_at: Moment
    updated_at: Moment
    last_ran_at: Moment | None
    next_run_at: Moment | None
    required: bool


@dataclass(frozen=True)
class Reference(Result):
    """A reference to another object."""

    id: str
    name: str
    created_at: Moment
    updated_at: Moment
    deleted_at: Moment | None


@dataclass(frozen=True)
class Actor(Result):
    """The person or token that did something."""

    id: str
    display_name: str
    avatar_url: str


@dataclass(frozen=True)
class SchemaSnapshot(Result):
    """The schema at the time of a backup."""

    id: str
    name: str
    created_at: Moment
    updated_at: Moment
    linted_at: Moment | None
    url: str


@dataclass(frozen=True)
class BackupResult(Result):
    """A backup of a branch. Sizes are in bytes. `state` is pending, running, success, failed, canceled or ignored."""

    id: str
    name: str
    state: str
    size: int
    estimated_storage_cost: float
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    expires_at: Moment | None
    completed_at: Moment | None
    deleted_at: Moment | None
    pvc_size: int
    uncompressed_size: int
    protected: bool
    required: bool
    restored_branches: list[Reference]
    actor: Actor | None
    backup_policy: BackupPolicyResult | None = None
    schema_snapshot: SchemaSnapshot | None = None
    database_branch: Reference | None = None


@dataclass(frozen=True)
class WorkflowResult(Result):
    """A workflow that moves tables between keyspaces."""

    id: str
    name: str
    number: int
    state: str
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    completed_at: Moment | None
    cancelled_at: Moment | None
    reversed_at: Moment | None
    retried_at: Moment | None
    data_copy_completed_at: Moment | None
    cutover_at: Moment | None
    replicas_switched: bool
    primaries_switched: bool
    switch_replicas_at: Moment | None
    switch_primaries_at: Moment | None
    verify_data_at: Moment | None
    workflow_type: str
    workflow_subtype: str
    defer_secondary_keys: bool
    on_ddl: str
    workflow_errors: str | None
    may_retry: bool
    may_restart: bool
    verified_data_stale: bool
    sequence_tables_applied: bool
    actor: Actor
    verify_data_by: Actor | None
    reversed_by: Actor | None
    switch_replicas_by: Actor | None
    switch_primaries_by: Actor | None
    cancelled_by: Actor | None
    completed_by: Actor | None
    retried_by: Actor | None
    cutover_by: Actor | None
    reversed_cutover_by: Actor | None
    branch: Reference
    source_keyspace: Reference
    target_keyspace: Reference
    global_keyspace: Reference | None


@dataclass(frozen=True)
class RegionResult(Result):
    """A region for databases."""

    id: str
    provider: str
    enabled: bool
    public_ip_addresses: list[str]
    display_name: str
    location: str
    slug: str


@dataclass(frozen=True)
class UserResult(Result):
    """The user to whom the credential belongs."""

    id: str
    display_name: str
    name: str
    email: str
    avatar_url: str
    created_at: Moment
    updated_at: Moment
    two_factor_auth_configured: bool
    default_organization: Reference | None = None
    sso: bool | None = None
    managed: bool | None = None
    directory_managed: bool | None = None
    email_verified: bool | None = None
