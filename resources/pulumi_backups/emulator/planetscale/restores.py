"""Which backup a new branch is restored from, and what the restored branch is like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..clock import iso
from ..operation import ApiError, Request
from ..store import Body, StoredObject
from . import backup_states, bodies, lookup, query
from .access import require_access


@dataclass(frozen=True)
class Source:
    """A successful backup and its branch."""

    branch: StoredObject
    backup: StoredObject


def requested_source(request: Request, fields: Body, parent: StoredObject) -> Source | None:
    """What the new branch is restored from. None if it is not restored. Raises ApiError."""
    if "backup_id" in fields:
        found = _backup(request, parent.scope, fields["backup_id"])
    elif "seed_data" in fields:
        found = _newest(request, parent, request.clock.timestamp())
    elif "restore_point" in fields:
        found = _newest(request, parent, _past(request, fields["restore_point"]))
    else:
        return None
    if bodies.is_production(found.branch.body, request.clock.timestamp()):
        require_access(request, "restore_production_branch_backup", "restore_production_branch_backups")
    else:
        require_access(request, "restore_backup", "restore_backups")
    allowed = restores_limit(request)
    if len(bodies.restored_branches(request.store.all("planetscale.branch", parent.scope))) >= allowed:
        raise ApiError(
            422, "unprocessable", f"This database has {allowed} branches that were restored from backups: delete one."
        )
    return found


def restores_limit(request: Request) -> int:
    """How many branches of one database may be restored from backups."""
    return int(request.switches["planetscale.restore_branches_limit"])


def restored(request: Request, source: Source, now: datetime) -> Body:
    """The fields of a branch whose restore begins now."""
    done = iso(now + timedelta(seconds=int(request.switches["planetscale.restore_seconds"])))
    outcome = request.switches["planetscale.restore_outcome"]
    tables = bodies.tables(lookup.database(request), source.branch)
    kept = {"whole": tables, "missing_table": tables[:-1], "empty": []}
    return {
        "ready_at": done if outcome == "ready" else None,
        "gone_at": done if outcome == "vanishes" else None,
        "restored_from_branch": bodies.branch_summary(source.branch),
        "backup": source.backup.id,
        "tables": kept[request.switches["planetscale.restored_schema"]],
    }


def _backup(request: Request, scope: str, id: str) -> Source:
    now, branches = request.clock.timestamp(), request.store.all("planetscale.branch", scope)
    for branch in branches:
        body = request.store.get("planetscale.backup", lookup.child_scope(branch), id)
        if body is None or backup_states.is_gone(body, now):
            continue
        state = backup_states.state_of(body, now)
        if state != "success":
            raise ApiError(422, "unprocessable", f"Backup {id} is {state}. Only a successful backup can be restored.")
        return Source(branch, StoredObject("planetscale.backup", lookup.child_scope(branch), id, body))
    raise ApiError(404, "not_found", f"Not Found: this database has no backup {id}.")


def _newest(request: Request, branch: StoredObject, moment: str) -> Source:
    """The newest backup of a branch that had succeeded by a moment."""
    now = request.clock.timestamp()
    found = [
        each
        for each in request.store.all("planetscale.backup", lookup.child_scope(branch))
        if not backup_states.is_gone(each.body, now) and backup_states.state_of(each.body, moment) == "success"
    ]
    if not found:
        raise ApiError(422, "unprocessable", f"Branch {branch.id} has no successful backup to restore.")
    return Source(branch, max(found, key=lambda each: str(each.body["created_at"])))


def _past(request: Request, given: str) -> str:
    moment = query.timestamp("restore_point", given)
    if moment > request.clock.timestamp():
        raise ApiError(422, "unprocessable", "restore_point must not be in the future")
    return moment
