"""How a backup becomes what somebody says it is, by no rule of the vendor: seeds and the control plane."""

from __future__ import annotations

from datetime import datetime

from .. import ids
from ..clock import iso, iso_or_none, parse
from ..store import Body, Store, Thing
from . import backup_states, places
from .backup_rules import DEFAULT_RETENTION
from .backups import protected
from .retention import expiry

RECORDED = ("name", "created_at", "started_at", "expires_at", "required", "policy", "actor", "size")


def described_backup(store: Store, branch: Thing, now: datetime, described: Body) -> Thing:
    """A backup of any description, else finished, taken by nobody, and kept as long as one without retention."""
    made = parse(described["created_at"]) if "created_at" in described else now
    record = backup_states.begun(branch, made, seconds=0, outcome="success")
    expires = expiry(made, *DEFAULT_RETENTION)
    record = edited(record, {"expires_at": iso_or_none(expires), **described}, iso(now))
    return store.put("planetscale.backup", places.below(branch), ids.short(store), record)


def edited(record: Body, changes: Body, now: str) -> Body:
    """The record with any of the contract's fields changed; raises ValueError for a state that there is not.

    An unfinished state stays until the next edit; a finished one ends the backup now, unless completed_at says when.
    """
    rest = dict(changes)
    state = rest.pop("state", None)
    if state is not None:
        if state not in backup_states.UNFINISHED + backup_states.OUTCOMES:
            raise ValueError(f"there is no state {state!r} of a backup")
        record = backup_states.ended_by_hand(record, state, now)
    record = {**record, **{name: rest.pop(name) for name in RECORDED if name in rest}}
    if "completed_at" in rest:
        record["ends_at"] = rest.pop("completed_at")
    if "protected" in rest or "expires_at" in changes:
        record = protected(record, bool(rest.pop("protected", record["protected"])))
    return {**record, "changed_at": now, "edits": {**record["edits"], **rest}}
