"""What the function about deployments returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import Moment
from pulumi_backups.planetscale.results import Actor


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
