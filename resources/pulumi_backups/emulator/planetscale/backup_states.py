"""What a branch backup looks like at a given moment: a pure function of the stored record and the time.

A record says what is decided when the backup is created. `started_at` is when it stops being pending (null: when
somebody edits it), `ends_at` when it ends (null: never), `outcome` its state after that. `gone_at` is when it is
deleted or expires. `edits` are fields that the control plane set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..clock import iso
from ..store import Body, StoredObject
from .bodies import API, branch_summary

UNFINISHED = ("pending", "running")
OUTCOMES = ("success", "failed", "canceled", "ignored")
HELD = "running"
"""An outcome that means that the backup runs until somebody edits it."""
PENDING_SECONDS = 1
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Related:
    """Other objects that a backup shows: its branch, the policy that created it, the branches restored from it."""

    branch: StoredObject
    policy: Body | None = None
    restored: Sequence[StoredObject] = ()


def new_record(branch: StoredObject, now: datetime, *, seconds: int, outcome: str, at_once: bool = False) -> Body:
    """The record of a new backup. It is pending for a second, or for a third of its time if that is shorter."""
    pending = 0 if at_once else min(PENDING_SECONDS, seconds / 3)
    started = None if outcome == "ignored" else iso(now + timedelta(seconds=pending))
    return {
        "name": f"{now:%Y.%m.%d %H:%M:%S}",
        "created_at": iso(now),
        "started_at": started,
        "ends_at": None if outcome == HELD else iso(now + timedelta(seconds=seconds)),
        "outcome": outcome,
        "size": _size(branch, now),
        "expires_at": None,
        "gone_at": None,
        "protected": False,
        "required": False,
        "policy": None,
        "actor": None,
        "edits": {},
    }


def state_of(record: Body, now: str) -> str:
    """The state at a moment."""
    if record["ends_at"] is not None and record["ends_at"] <= now:
        return str(record["outcome"])
    if record["started_at"] is None or now < record["started_at"]:
        return "pending"
    return "running"


def is_gone(record: Body, now: str) -> bool:
    """Whether it was deleted, has expired, or is of the future because the clock was set back."""
    return record["created_at"] > now or (record["gone_at"] is not None and record["gone_at"] <= now)


def body(stored: StoredObject, now: str, related: Related) -> Body:
    """The backup with every field of the contract. Sizes are 0 until it succeeds."""
    record = stored.body
    state = state_of(record, now)
    size = record["size"] if state == "success" else 0
    started = None if state == "pending" else record["started_at"]
    shown = {
        "id": stored.id,
        "name": record["name"],
        "state": state,
        "size": size,
        "estimated_storage_cost": round(size / GIGABYTE * 0.023, 4),
        "created_at": record["created_at"],
        "updated_at": _updated(record, now),
        "started_at": started,
        "expires_at": record["expires_at"],
        "completed_at": None if state in UNFINISHED else record["ends_at"],
        "deleted_at": record["gone_at"] if is_gone(record, now) else None,
        "pvc_size": 10 * GIGABYTE if size else 0,
        "uncompressed_size": 3 * size,
        "protected": record["protected"],
        "required": record["required"],
        "restored_branches": [branch_summary(each) for each in related.restored],
        "actor": record["actor"],
        "backup_policy": related.policy,
        "schema_snapshot": None if started is None else _snapshot(stored.id, started),
        "database_branch": branch_summary(related.branch),
    }
    return {**shown, **record["edits"]}


def with_state(record: Body, state: str, now: str) -> Body:
    """The record in another state. A backup that is put into an unfinished state stays there."""
    started = min(record["started_at"] or now, now)
    if state == "pending":
        return {**record, "started_at": None, "ends_at": None}
    if state == "running":
        return {**record, "started_at": started, "ends_at": None}
    return {**record, "started_at": started, "ends_at": now, "outcome": state}


def _updated(record: Body, now: str) -> str:
    """When the state or the protection last changed."""
    steps = (record["created_at"], record["started_at"], record["ends_at"], record.get("changed_at"))
    return max(str(each) for each in steps if each is not None and (each <= now or each == record["created_at"]))


def _size(branch: StoredObject, now: datetime) -> int:
    """Bytes: 0.1 to 1 GB, growing with time, always the same for one branch on one day."""
    digest = hashlib.sha256(f"{branch.scope}/{branch.id}".encode()).digest()
    base = 100_000_000 + int.from_bytes(digest[:4], "big") % 900_000_000
    days = (now - datetime(2025, 1, 1, tzinfo=UTC)).days
    return base + max(days, 0) * base // 1000


def _snapshot(id: str, timestamp: str) -> Body:
    snapshot = hashlib.sha256(id.encode()).hexdigest()[:12]
    return {
        "id": snapshot,
        "name": f"backup-{id}",
        "created_at": timestamp,
        "updated_at": timestamp,
        "linted_at": None,
        "url": f"{API}/schema-snapshots/{snapshot}",
    }
