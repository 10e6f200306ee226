"""The operations on organizations, their databases, and the branches of these."""

from __future__ import annotations

from datetime import timedelta

from ..clock import iso
from ..operation import ApiError, Request, Response
from . import bodies, lookup
from .access import visible, visible_organizations
from .pagination import paginate


def list_organizations(request: Request) -> Response:
    """The organizations that the token has access to."""
    return paginate(request, [bodies.organization(request.store, each) for each in visible_organizations(request)])


def list_databases(request: Request) -> Response:
    """The databases of an organization that the token has access to. `q` filters by name."""
    found = visible(request, request.store.all("planetscale.database", request.path["organization"]))
    named = [each for each in found if request.query.get("q", "") in each.id]
    now = request.clock.timestamp()
    return paginate(request, [bodies.database(request.store, each, now) for each in named], totals=True)


def get_database(request: Request) -> Response:
    """One database."""
    return Response(200, bodies.database(request.store, lookup.database(request), request.clock.timestamp()))


def list_branches(request: Request) -> Response:
    """The branches of a database, by name, filtered as the query says."""
    scope, now = lookup.child_scope(lookup.database(request)), request.clock.timestamp()
    found = [bodies.branch(request.store, each, now) for each in request.store.all("planetscale.branch", scope)]
    found = [each for each in found if request.query.get("q", "") in each["name"]]
    for flag in ("production", "safe_migrations"):
        if flag in request.query:
            found = [each for each in found if each[flag] is (request.query[flag] == "true")]
    if request.query.get("order") in ("asc", "desc"):
        found.sort(key=lambda each: str(each["name"]), reverse=request.query["order"] == "desc")
    return paginate(request, found, totals=True)


def get_branch(request: Request) -> Response:
    """One branch."""
    return Response(200, bodies.branch(request.store, lookup.branch(request), request.clock.timestamp()))


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
