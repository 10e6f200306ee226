"""What a backup of an addon or a volume looks like at a given moment, in lists and on the control plane."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta

from ..clock import iso
from ..store import Body, StoredObject
from .bodies import volume_item

RUNNING = "in-progress"


def new_record(scope: str, schedule: Body, now: datetime, *, seconds: int, outcome: str, retention: timedelta) -> Body:
    """What is stored of a backup that starts now. With the outcome "in-progress" it never ends."""
    kind = schedule["backupType"]
    return {
        "name": f"{kind}-{now:%Y-%m-%d-%H-%M}",
        "created_at": iso(now),
        "ends_at": None if outcome == RUNNING else iso(now + timedelta(seconds=seconds)),
        "outcome": outcome,
        "gone_at": iso(now + retention),
        "size": _size(scope, now),
        "type": kind,
        "schedule": schedule["id"],
        "compression": schedule["backupCompressionType"],
        "destinations": schedule["additionalDestinations"],
        "custom": schedule.get("customDestinationId"),
        "edits": {},
    }


def status_of(record: Body, now: str) -> str:
    """The status at a moment."""
    over = record["ends_at"] is not None and record["ends_at"] <= now
    return str(record["outcome"]) if over else RUNNING


def is_shown(record: Body, now: str) -> bool:
    """Whether the backup has started and has not expired."""
    return bool(record["created_at"] <= now < record["gone_at"])


def uid(id: str) -> str:
    """The uid of a backup."""
    return str(uuid.UUID(hashlib.sha256(id.encode()).hexdigest()[:32], version=4))


def item(stored: StoredObject, now: str, addon_version: str) -> Body:
    """A backup of an addon. completedAt is required by the contract, so it is empty until the backup ends."""
    record = stored.body
    status = status_of(record, now)
    shown = {
        "id": stored.id,
        "name": record["name"],
        "uid": uid(stored.id),
        "status": status,
        "createdAt": record["created_at"],
        "completedAt": "" if status == RUNNING else record["ends_at"],
        "config": {
            "source": {"type": "snapshot" if record["type"] == "snapshot" else "liveInstance"},
            "size": str(record["size"] if status == "completed" else 0),
            "compressionType": record["compression"],
            "additionalDestinations": record["destinations"],
            "addonVersion": addon_version,
        },
    }
    custom = {} if record["custom"] is None else {"customDestinationId": record["custom"]}
    return {**shown, **custom, **record["edits"]}


def item_of_volume(stored: StoredObject, now: str, volume: StoredObject) -> Body:
    """A backup of a volume. The contract names no statuses, so it has those of the backups of addons."""
    record = stored.body
    status = status_of(record, now)
    spec = volume_item(volume)["spec"]
    shown = {
        "id": stored.id,
        "name": record["name"],
        "description": "",
        "status": status,
        "spec": {"storageSize": spec["storageSize"]},
        "source": {"type": "volume", "sourceObject": {"id": volume.id, "spec": spec}},
        "createdAt": record["created_at"],
        "updatedAt": record["created_at"] if status == RUNNING else record["ends_at"],
    }
    return {**shown, **record["edits"]}


def edited(record: Body, changes: Body, now: str) -> Body:
    """The record with any of the contract's fields changed. "in-progress" stays until the next edit."""
    rest = dict(changes)
    status = rest.pop("status", None)
    if status is not None:
        record = {**record, "outcome": status, "ends_at": None if status == RUNNING else now}
    return {**record, "edits": {**record["edits"], **rest}}


def _size(scope: str, now: datetime) -> int:
    """Bytes: 0.05 to 0.5 GB, always the same for one addon on one day."""
    digest = hashlib.sha256(f"{scope} {now.date()}".encode()).digest()
    return 50_000_000 + int.from_bytes(digest[:4], "big") % 450_000_000
