"""What a workflow looks like, with every field of the contract. A workflow moves tables between keyspaces."""

from __future__ import annotations

from ..store import Body, StoredObject
from .access import AVATAR

BY = (
    "actor",
    "verify_data_by",
    "reversed_by",
    "switch_replicas_by",
    "switch_primaries_by",
    "cancelled_by",
    "completed_by",
    "retried_by",
    "cutover_by",
    "reversed_cutover_by",
)
AT = (
    "started_at",
    "completed_at",
    "cancelled_at",
    "reversed_at",
    "retried_at",
    "data_copy_completed_at",
    "cutover_at",
    "switch_replicas_at",
    "switch_primaries_at",
    "verify_data_at",
)
NOBODY: Body = {"id": "", "display_name": "", "avatar_url": AVATAR}
"""The contract has a person for every step, also for steps that have not happened."""


def workflow(id: str, number: int, branch: StoredObject, timestamp: str, described: Body) -> Body:
    """A workflow of a branch. A field that is not described has the value of a copying workflow."""
    created = described.get("created_at", timestamp)
    part = {"created_at": created, "updated_at": created, "deleted_at": None}
    steps = dict.fromkeys(AT) | {"started_at": created}
    return {
        "id": id,
        "name": f"workflow-{number}",
        "number": number,
        "state": "copying",
        "created_at": created,
        "updated_at": created,
        **steps,
        "replicas_switched": False,
        "primaries_switched": False,
        "workflow_type": "move_tables",
        "workflow_subtype": "move",
        "defer_secondary_keys": True,
        "on_ddl": "STOP",
        "workflow_errors": "",
        "may_retry": False,
        "may_restart": False,
        "verified_data_stale": False,
        "sequence_tables_applied": False,
        **dict.fromkeys(BY, NOBODY),
        "branch": {**part, "id": branch.body["id"], "name": branch.id},
        "source_keyspace": {**part, "id": f"{id}-source", "name": "unsharded"},
        "target_keyspace": {**part, "id": f"{id}-target", "name": "sharded"},
        "global_keyspace": {**part, "id": f"{id}-global", "name": "unsharded"},
        **described,
    }
