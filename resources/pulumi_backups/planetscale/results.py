"""What PlanetScale's functions return: every field of the contract under the API's names, times as datetimes in UTC.

A program that only declares resources does not import this module, because so many classes take time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
class DeployOperation(Result):
    """One change of one table in a deployment."""

    id: str
    state: str
    keyspace_name: str
    table_name: str
    operation_name: str
    eta_seconds: float | None
    progress_percentage: float | None
    deploy_error_docs_url: str | None
    ddl_statement: str
    syntax_highlighted_ddl: str
    created_at: Moment
    updated_at: Moment
    throttled_at: Moment | None
    can_drop_data: bool
    table_locked: bool
    table_recently_used: bool
    table_recently_used_at: Moment | None
    removed_foreign_key_names: list[str] | None
    deploy_errors: str | None


@dataclass(frozen=True)
class ShardOperation(Result):
    """The part of a change that runs on one shard."""

    id: str
    shard: str
    state: str
    progress_percentage: float
    eta_seconds: int


@dataclass(frozen=True)
class DeployOperationSummary(Result):
    """One change of one table, over all shards."""

    id: str
    created_at: Moment
    deploy_errors: str
    ddl_statement: str
    eta_seconds: int
    keyspace_name: str
    operation_name: str
    progress_percentage: float
    state: str
    syntax_highlighted_ddl: str
    table_name: str
    table_recently_used_at: Moment | None
    throttled_at: Moment | None
    removed_foreign_key_names: list[str]
    shard_count: int
    shard_names: list[str]
    can_drop_data: bool
    table_recently_used: bool
    sharded: bool
    operations: list[ShardOperation]


@dataclass(frozen=True)
class DeploymentResult(Result):
    """A deployment in the queue."""

    id: str
    auto_cutover: bool
    auto_delete_branch: bool
    created_at: Moment
    cutover_at: Moment | None
    cutover_expiring: bool
    finished_at: Moment | None
    force_cutover_requested_at: Moment | None
    queued_at: Moment | None
    ready_to_cutover_at: Moment | None
    started_at: Moment | None
    state: str
    submitted_at: Moment | None
    updated_at: Moment
    into_branch: str
    deploy_request_number: int
    deployable: bool
    preceding_deployments: list[Mapping[str, Any]]
    deploy_operations: list[DeployOperation]
    deploy_operation_summaries: list[DeployOperationSummary]
    lint_errors: list[Mapping[str, Any]]
    sequential_diff_dependencies: list[Mapping[str, Any]]
    lookup_vindex_operations: list[Mapping[str, Any]]
    deployment_revert_request: Mapping[str, Any] | None
    schema_last_updated_at: Moment | None
    table_locked: bool
    instant_ddl: bool
    instant_ddl_eligible: bool
    queue_paused: bool
    queue_pause_reason: str | None
    deploy_check_errors: str | None = None
    throttler_configurations: Mapping[str, Any] | None = None
    actor: Actor | None = None
    cutover_actor: Actor | None = None
    cancelled_actor: Actor | None = None
    locked_table_name: str | None = None


@dataclass(frozen=True)
class ServiceTokenAccess(Result):
    """One permission of a service token."""

    id: str
    access: str
    description: str
    resource_name: str
    resource_id: str
    resource_type: str
    resource: Reference


@dataclass(frozen=True)
class DatabaseOfAccess(Result):
    """A database that an OAuth token can access."""

    name: str
    id: str
    organization: str
    url: str


@dataclass(frozen=True)
class OauthAccess(Result):
    """One permission of an OAuth token."""

    name: str
    description: str


@dataclass(frozen=True)
class DatabaseAccesses(Result):
    """An OAuth token's permissions for databases."""

    databases: list[DatabaseOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class OrganizationOfAccess(Result):
    """An organization that an OAuth token can access."""

    name: str
    id: str
    url: str


@dataclass(frozen=True)
class OrganizationAccesses(Result):
    """An OAuth token's permissions for organizations."""

    organizations: list[OrganizationOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class BranchOfAccess(Result):
    """A branch that an OAuth token can access."""

    name: str
    id: str
    database: str
    organization: str
    url: str


@dataclass(frozen=True)
class BranchAccesses(Result):
    """An OAuth token's permissions for branches."""

    branches: list[BranchOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class UserOfAccess(Result):
    """A user that an OAuth token can access."""

    name: str
    id: str


@dataclass(frozen=True)
class UserAccesses(Result):
    """An OAuth token's permissions for users."""

    users: list[UserOfAccess]
    accesses: list[OauthAccess]


@dataclass(frozen=True)
class OauthAccesses(Result):
    """An OAuth token's permissions, by kind of object."""

    database: DatabaseAccesses
    organization: OrganizationAccesses
    branch: BranchAccesses
    user: UserAccesses


@dataclass(frozen=True)
class ServiceTokenResult(Result):
    """A service token. The vendor shows the token itself only when it is created, and this class never prints it."""

    id: str
    name: str | None
    display_name: str
    avatar_url: str
    created_at: Moment
    updated_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    actor_id: str | None
    actor_display_name: str | None
    actor_type: str | None
    token: str | None = field(default=None, repr=False)
    plain_text_refresh_token: str | None = field(default=None, repr=False)
    service_token_accesses: list[ServiceTokenAccess] | None = None
    oauth_accesses_by_resource: OauthAccesses | None = None


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
