"""The operations on backup policies."""

from __future__ import annotations

from ..operation import ApiError, Request, Response
from ..store import Body, StoredObject
from . import bodies, ids, lookup, policy_rules
from .pagination import paginate
from .timetable import SCHEDULE_FIELDS, next_run


def list_backup_policies(request: Request) -> Response:
    """The policies of a database, the oldest first."""
    return paginate(request, [each.body for each in request.store.all("planetscale.policy", _scope(request))])


def create_backup_policy(request: Request) -> Response:
    """Creates a policy. Two can have the same name unless the switch forbids it."""
    scope = _scope(request)
    fields = policy_rules.new_policy(request)
    _unique(request, scope, fields, "")
    policy = bodies.policy(ids.new_id(request.store), fields, request.clock.timestamp())
    request.store.put("planetscale.policy", scope, policy["id"], policy)
    return Response(201, policy)


def get_backup_policy(request: Request) -> Response:
    """One policy."""
    return Response(200, _policy(request).body)


def update_backup_policy(request: Request) -> Response:
    """Changes the fields that the body has."""
    found = _policy(request)
    if found.body["required"] and request.switches["planetscale.required_policy_update"] == "refuse":
        raise ApiError(422, "unprocessable", "A required backup policy cannot be changed.")
    policy = policy_rules.changed_policy(request, found.body)
    _unique(request, found.scope, policy, found.id)
    policy |= {"display_name": policy_rules.display_name(policy["name"]), "updated_at": request.clock.timestamp()}
    if any(policy[name] != found.body[name] for name in SCHEDULE_FIELDS):
        policy["next_run_at"] = next_run(policy, request.clock.now())
    request.store.put(found.kind, found.scope, found.id, policy)
    return Response(200, policy)


def delete_backup_policy(request: Request) -> Response:
    """Removes a policy that is not required. Its backups stay until they expire."""
    found = _policy(request)
    if found.body["required"]:
        raise ApiError(422, "unprocessable", "A required backup policy cannot be deleted.")
    bodies.remove_policy(request.store, found)
    return Response(204)


def _scope(request: Request) -> str:
    return lookup.child_scope(lookup.database(request))


def _policy(request: Request) -> StoredObject:
    return lookup.find_in_database(request, "planetscale.policy", request.path["id"])


def _unique(request: Request, scope: str, fields: Body, id: str) -> None:
    if not request.switches["planetscale.unique_policy_names"]:
        return
    others = [each.body for each in request.store.all("planetscale.policy", scope) if each.id != id]
    if any(each["name"] == fields["name"] for each in others):
        raise ApiError(422, "unprocessable", "Name has already been taken")
