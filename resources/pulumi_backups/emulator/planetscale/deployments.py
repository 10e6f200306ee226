"""What a deployment in the deploy queue looks like, with every field of the contract."""

from __future__ import annotations

from ..store import Body
from .access import AVATAR

DDL = "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)"


def deployment(id: str, number: int, timestamp: str, described: Body) -> Body:
    """A deployment into main. A field that is not described has the value of a queued deployment."""
    created = described.get("created_at", timestamp)
    operations = [_operation(id, created)]
    return {
        "id": id,
        "auto_cutover": True,
        "auto_delete_branch": False,
        "created_at": created,
        "cutover_at": None,
        "cutover_expiring": False,
        "deploy_check_errors": None,
        "finished_at": None,
        "force_cutover_requested_at": None,
        "queued_at": created,
        "ready_to_cutover_at": None,
        "started_at": None,
        "state": "queued",
        "submitted_at": created,
        "updated_at": created,
        "into_branch": "main",
        "deploy_request_number": number,
        "deployable": True,
        "preceding_deployments": [],
        "deploy_operations": operations,
        "deploy_operation_summaries": [_summary(each) for each in operations],
        "lint_errors": [],
        "sequential_diff_dependencies": [],
        "lookup_vindex_operations": [],
        "throttler_configurations": None,
        "deployment_revert_request": None,
        "actor": {"id": "deployer", "display_name": "Deployer", "avatar_url": AVATAR},
        "cutover_actor": None,
        "cancelled_actor": None,
        "schema_last_updated_at": None,
        "table_locked": False,
        "locked_table_name": None,
        "instant_ddl": False,
        "instant_ddl_eligible": True,
        "queue_paused": False,
        "queue_pause_reason": None,
        **described,
    }


def _operation(id: str, timestamp: str) -> Body:
    return {
        "id": f"{id}-1",
        "state": "pending",
        "keyspace_name": "unsharded",
        "table_name": "orders",
        "operation_name": "ALTER",
        "eta_seconds": None,
        "progress_percentage": None,
        "deploy_error_docs_url": None,
        "ddl_statement": DDL,
        "syntax_highlighted_ddl": f"<pre>{DDL}</pre>",
        "created_at": timestamp,
        "updated_at": timestamp,
        "throttled_at": None,
        "can_drop_data": False,
        "table_locked": False,
        "table_recently_used": True,
        "table_recently_used_at": timestamp,
        "removed_foreign_key_names": None,
        "deploy_errors": None,
    }


def _summary(operation: Body) -> Body:
    """An operation over all its shards. What is null for one shard is zero or empty here."""
    same = (
        "created_at",
        "ddl_statement",
        "keyspace_name",
        "operation_name",
        "state",
        "syntax_highlighted_ddl",
        "table_name",
        "table_recently_used_at",
        "throttled_at",
        "can_drop_data",
        "table_recently_used",
    )
    shard = {"id": f"{operation['id']}-0", "shard": "-", "state": "pending", "progress_percentage": 0, "eta_seconds": 0}
    return {
        "id": f"{operation['id']}-summary",
        **{name: operation[name] for name in same},
        "deploy_errors": "",
        "eta_seconds": 0,
        "progress_percentage": 0,
        "removed_foreign_key_names": [],
        "shard_count": 1,
        "shard_names": ["-"],
        "sharded": False,
        "operations": [shard],
    }
