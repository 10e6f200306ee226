"""The operations on the backups of a branch."""

from __future__ import annotations

from ..clock import iso_or_none
from ..durations import later
from ..operation import ApiError, Request, Response
from ..store import Body, Store, StoredObject
from . import backup_filters, backup_rules, backup_states, bodies, ids, lookup, query
from .access import actor, require_access
from .backup_states import Related
from .pagination import paginate


def list_backups(request: Request) -> Response:
    """The backups of a branch, the newest first. With `all`, deleted ones too."""
    branch, now = lookup.branch(request), request.clock.timestamp()
    production, matches = query.flag(request, "production"), backup_filters.filter_of(request)
    found = shown_backups(request.store, [branch], now, deleted_too=bool(query.flag(request, "all")))
    if production is not None and production is not bodies.is_production(branch.body, now):
        found = []
    return paginate(request, [each for each in found if matches(each)], totals=True)


def create_backup(request: Request) -> Response:
    """Starts a manual backup, unless another one is running on the branch."""
    branch, now = lookup.branch(request), request.clock.now()
    database = lookup.database(request)
    fields = backup_rules.new_backup(request, database.body["kind"])
    if _one_is_running(request, branch):
        status = int(request.switches["planetscale.concurrent_backup_status"])
        raise ApiError(status, "unprocessable", "A manual backup is already running on this branch.")
    expires = later(now, fields["retention_value"], fields["retention_unit"])
    emergency = bool(fields.get("emergency"))
    record = {
        **backup_states.new_record(
            branch,
            now,
            seconds=int(request.switches["planetscale.backup_seconds"]),
            outcome=request.switches["planetscale.backup_outcome"],
            at_once=emergency,
        ),
        "actor": actor(request),
        "expires_at": iso_or_none(expires),
        "gone_at": iso_or_none(expires),
    }
    if "name" in fields:
        record["name"] = fields["name"]
    created = request.store.put("planetscale.backup", lookup.child_scope(branch), ids.new_id(request.store), record)
    return Response(201, _body(request, created))


def get_backup(request: Request) -> Response:
    """One backup."""
    return Response(200, _body(request, _backup(request, reading=True)))


def update_backup(request: Request) -> Response:
    """Sets `protected`, the only field that can change."""
    found, value = _backup(request), backup_rules.protection(request)
    if value is not None:
        record = protected(found.body, value) | {"changed_at": request.clock.timestamp()}
        found = request.store.put(found.kind, found.scope, found.id, record)
    return Response(200, _body(request, found))


def delete_backup(request: Request) -> Response:
    """Removes a backup, running or not, unless it is protected."""
    found, now = _backup(request), request.clock.timestamp()
    if bodies.is_production(lookup.branch(request).body, now):
        require_access(request, "delete_production_branch_backups")
    if found.body["protected"] and request.switches["planetscale.protected_backup_delete"] == "refuse":
        raise ApiError(422, "unprocessable", "A protected backup cannot be deleted.")
    request.store.put(found.kind, found.scope, found.id, {**found.body, "gone_at": now})
    return Response(204)


def shown_backups(store: Store, branches: list[StoredObject], now: str, *, deleted_too: bool = False) -> list[Body]:
    """The backups of the branches, the newest first. Deleted and expired ones only if `deleted_too`."""
    shown: list[Body] = []
    for branch in branches:
        policies, restored = bodies.policies_by_id(store, branch.scope), bodies.branches_by_backup(store, branch.scope)
        for each in store.all("planetscale.backup", lookup.child_scope(branch)):
            if (deleted_too and each.body["created_at"] <= now) or not backup_states.is_gone(each.body, now):
                related = Related(branch, policies.get(each.body["policy"]), restored.get(each.id, ()))
                shown.append(backup_states.body(each, now, related))
    # Sorted, then reversed, so that backups of the same millisecond are the newest first too.
    shown.sort(key=lambda each: str(each["created_at"]))
    return shown[::-1]


def protected(record: Body, value: bool) -> Body:
    """The record with `protected` set. A protected backup does not expire."""
    return {**record, "protected": value, "gone_at": None if value else record["expires_at"]}


def _body(request: Request, found: StoredObject) -> Body:
    branch = lookup.branch(request)
    policy = bodies.policies_by_id(request.store, branch.scope).get(found.body["policy"])
    restored = bodies.branches_by_backup(request.store, branch.scope).get(found.id, ())
    return backup_states.body(found, request.clock.timestamp(), Related(branch, policy, restored))


def _backup(request: Request, *, reading: bool = False) -> StoredObject:
    found = lookup.find_in_branch(request, "planetscale.backup", request.path["id"])
    now = request.clock.timestamp()
    deleted = found.body["gone_at"] is not None and found.body["gone_at"] <= now
    if reading and deleted and request.switches["planetscale.gone_backups"] == "deleted_at":
        return found
    if backup_states.is_gone(found.body, now):
        raise lookup.not_found()
    return found


def _one_is_running(request: Request, branch: StoredObject) -> bool:
    now = request.clock.timestamp()
    others = [each.body for each in request.store.all("planetscale.backup", lookup.child_scope(branch))]
    manual = [each for each in others if each["policy"] is None and not backup_states.is_gone(each, now)]
    return any(backup_states.state_of(each, now) in backup_states.UNFINISHED for each in manual)
