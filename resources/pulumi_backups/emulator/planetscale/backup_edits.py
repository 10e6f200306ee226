"""How seeds and the control plane create and edit a backup, past the vendor's rules."""

from __future__ import annotations

from datetime import datetime

from ..clock import iso, iso_or_none, parse
from ..durations import later
from ..store import Body, Store, StoredObject
from . import backup_states, ids, lookup
from .backup_rules import DEFAULT_RETENTION
from .backups import protected

RECORDED = ("name", "created_at", "started_at", "expires_at", "required", "policy", "actor", "size")


def described_backup(store: Store, branch: StoredObject, now: datetime, described: Body) -> StoredObject:
    """Creates a backup. By default it is finished, has no actor, and has the default retention."""
    id = described.get("id") or ids.new_id(store)
    described = {name: value for name, value in described.items() if name != "id"}
    created = parse(described["created_at"]) if "created_at" in described else now
    record = backup_states.new_record(branch, created, seconds=0, outcome="success")
    expires = later(created, *DEFAULT_RETENTION)
    record = edited(record, {"expires_at": iso_or_none(expires), **described}, iso(now))
    return store.put("planetscale.backup", lookup.child_scope(branch), id, record)


def edited(record: Body, changes: Body, now: str) -> Body:
    """The record with any of the contract's fields changed. Raises ValueError for an unknown state.

    An unfinished state stays until the next edit. A finished one ends the backup now, or at completed_at.
    """
    rest = dict(changes)
    state = rest.pop("state", None)
    if state is not None:
        if state not in backup_states.UNFINISHED + backup_states.OUTCOMES:
            raise ValueError(f"there is no state {state!r} of a backup")
        record = backup_states.with_state(record, state, now)
    record = {**record, **{name: rest.pop(name) for name in RECORDED if name in rest}}
    if "completed_at" in rest:
        record["ends_at"] = rest.pop("completed_at")
    if "protected" in rest or "expires_at" in changes:
        record = protected(record, bool(rest.pop("protected", record["protected"])))
    return {**record, "changed_at": now, "edits": {**record["edits"], **rest}}
