"""How seeds and the control plane create and edit a backup, past the vendor's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ..clock import iso, iso_or_none, parse, parse_or_none
from ..durations import later
from ..store import Body, Store, StoredObject
from . import backup_states, ids, lookup
from .backup_rules import DEFAULT_RETENTION
from .backups import protected


def _is_time(value: Any) -> bool:
    return parse_or_none(value) is not None


def _is_time_or_null(value: Any) -> bool:
    return value is None or _is_time(value)


def _anything(_value: Any) -> bool:
    return True


RECORDED: dict[str, Callable[[Any], bool]] = {
    "name": _anything,
    "created_at": _is_time,
    "started_at": _is_time_or_null,
    "completed_at": _is_time_or_null,
    "expires_at": _is_time_or_null,
    "required": _anything,
    "policy": lambda value: value is None or isinstance(value, str),
    "actor": _anything,
    "size": lambda value: type(value) is int,
}
"""What the record of a backup has, and the values that the emulator can compute with. It only shows any other value."""


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
    usable = {name: rest.pop(name) for name, fits in RECORDED.items() if name in rest and fits(rest[name])}
    edits = {name: value for name, value in record["edits"].items() if name not in usable}
    if "completed_at" in usable:
        usable["ends_at"] = usable.pop("completed_at")
    record = {**record, **usable}
    if "protected" in rest or "expires_at" in usable:
        record = protected(record, bool(rest.pop("protected", record["protected"])))
    return {**record, "changed_at": now, "edits": {**edits, **rest}}
