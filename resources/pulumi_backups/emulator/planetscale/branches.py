"""The operations on organizations, their databases, and the branches of these."""

from __future__ import annotations

from datetime import timedelta

from ..clock import iso
from ..operation import ApiError, Request, Response
from ..store import StoredObject
from . import bodies, branch_rules, ids, lookup, query, restores
from .access import actor, require_access, visible, visible_organizations
from .pagination import paginate


def list_organizations(request: Request) -> Response:
    """The organizations that the token has access to."""
    return paginate(request, [bodies.organization(request.store, each) for each in visible_organizations(request)])


def list_databases(request: Request) -> Response:
    """The databases of an organization that the token has access to. `q` filters by name."""
    found = visible(request, request.store.all("planetscale.database", request.path["organization"]))
    named = [each for each in found if request.query.get("q", "") in each.id]
    now, limit = request.clock.timestamp(), restores.restores_limit(request)
    return paginate(request, [bodies.database(request.store, each, now, limit) for each in named], totals=True)


def get_database(request: Request) -> Response:
    """One database."""
    now, limit = request.clock.timestamp(), restores.restores_limit(request)
    return Response(200, bodies.database(request.store, lookup.database(request), now, limit))


def list_branches(request: Request) -> Response:
    """The branches of a database, by name, filtered as the query says."""
    scope, now = lookup.child_scope(lookup.database(request)), request.clock.timestamp()
    found = [bodies.branch(request.store, each, now) for each in request.store.all("planetscale.branch", scope)]
    found = [each for each in found if request.query.get("q", "") in each["name"]]
    for name in ("production", "safe_migrations"):
        wanted = query.flag(request, name)
        if wanted is not None:
            found = [each for each in found if each[name] is wanted]
    order = query.choice(request, "order", "asc", "desc")
    if order:
        found.sort(key=lambda each: str(each["name"]), reverse=order == "desc")
    return paginate(request, found, totals=True)


def get_branch(request: Request) -> Response:
    """One branch."""
    return Response(200, bodies.branch(request.store, lookup.branch(request), request.clock.timestamp()))


def create_branch(request: Request) -> Response:
    """Creates a branch. One that is restored from a backup is pending until the restore ends."""
    database, now = lookup.database(request), request.clock.now()
    fields, scope = branch_rules.new_branch(request, database.body["kind"]), lookup.child_scope(database)
    if request.store.get("planetscale.branch", scope, fields["name"]) is not None:
        raise ApiError(422, "unprocessable", "Name has already been taken")
    # The vendor's CLI sends an empty parent_branch for none.
    parent = _parent(request, scope, fields.get("parent_branch") or None)
    source = restores.requested_source(request, fields, parent)
    if source is None:
        require_access(request, "create_branch", "write_branches")
    body = {
        "id": ids.new_id(request.store),
        "production": False,
        "parent_branch": source.branch.id if source and not fields.get("parent_branch") else parent.id,
        "created_at": iso(now),
        "updated_at": iso(now),
        "ready_at": iso(now),
        "actor": actor(request),
        "cluster_name": fields.get("cluster_size", "PS_10"),
        "deletion_protected": fields.get("deletion_protected", False),
        **({"region": fields["region"]} if "region" in fields else {}),
        **(restores.restored(request, source, now) if source else {}),
    }
    created = request.store.put("planetscale.branch", scope, fields["name"], body)
    return Response(201, bodies.branch(request.store, created, iso(now)))


def delete_branch(request: Request) -> Response:
    """Removes a branch with its backups, passwords and roles. With `delete_descendants`, its descendants too."""
    branch, all_of_them = lookup.branch(request), query.flag(request, "delete_descendants")
    descendants = _descendants(request, branch)
    if descendants and not all_of_them:
        raise ApiError(422, "unprocessable", f"Branch {branch.id} has the descendant {descendants[0].id}.")
    for each in (branch, *descendants):
        if bodies.is_production(each.body, request.clock.timestamp()):
            raise ApiError(422, "unprocessable", f"Branch {each.id} is a production branch: demote it first.")
        if each.body.get("deletion_protected"):
            raise ApiError(422, "unprocessable", f"Branch {each.id} is protected from deletion.")
    for each in (branch, *descendants):
        bodies.remove_branch(request.store, each)
    return Response(204)


def demote_branch(request: Request) -> Response:
    """Makes a production branch a development branch, at once."""
    branch, now = lookup.branch(request), request.clock.timestamp()
    if not bodies.is_production(branch.body, now):
        raise ApiError(422, "unprocessable", f"Branch {branch.id} is not a production branch.")
    body = {**branch.body, "production": False, "promoted_at": None, "updated_at": now}
    branch = request.store.put(branch.kind, branch.scope, branch.id, body)
    return Response(200, bodies.branch(request.store, branch, now))


def promote_branch(request: Request) -> Response:
    """Starts the promotion of a branch to production. A second request does not restart it."""
    branch, now = lookup.branch(request), request.clock.now()
    if bodies.is_production(branch.body, iso(now)):
        if request.switches["planetscale.promote_production"] == "refuse":
            raise ApiError(422, "unprocessable", "This branch is already a production branch.")
    elif branch.body.get("promoted_at") is not None:
        if request.switches["planetscale.promote_again"] == "refuse":
            raise ApiError(422, "unprocessable", "This branch is being promoted already.")
    else:
        done = iso(now + timedelta(seconds=int(request.switches["planetscale.promotion_seconds"])))
        body = {**branch.body, "promoted_at": done, "updated_at": iso(now)}
        branch = request.store.put(branch.kind, branch.scope, branch.id, body)
    return Response(200, bodies.branch(request.store, branch, iso(now)))


def _parent(request: Request, scope: str, name: str | None) -> StoredObject:
    """The branch with that name, by default the database's first branch. Raises ApiError."""
    for each in request.store.all("planetscale.branch", scope):
        if name in (None, each.id):
            return each
    raise ApiError(422, "unprocessable", f"There is no branch {name or 'to be the parent'}.")


def _descendants(request: Request, branch: StoredObject) -> list[StoredObject]:
    """The children of a branch, and theirs."""
    found, names = [], [branch.id]
    # A child is created after its parent, and the store has the oldest first.
    for each in request.store.all("planetscale.branch", branch.scope):
        if each.body["parent_branch"] in names:
            names.append(each.id)
            found.append(each)
    return found
