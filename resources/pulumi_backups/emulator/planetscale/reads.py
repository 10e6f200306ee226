"""The operations that only read: workflows, the deploy queue, service tokens, regions, the user."""

from __future__ import annotations

from ..operation import Request, Response
from ..store import Body, StoredObject
from . import bodies, lookup, query
from .pagination import paginate
from .service_tokens import service_token


def list_workflows(request: Request) -> Response:
    """The workflows of a database, the oldest first. `between` selects those active in a time range."""
    scope = lookup.child_scope(lookup.database(request))
    found = [each.body for each in request.store.all("planetscale.workflow", scope)]
    between = query.time_range(request, "between")
    if between:
        since, until = between
        found = [each for each in found if each["created_at"] <= until and (_end(each) or until) >= since]
    return paginate(request, found)


def get_workflow(request: Request) -> Response:
    """One workflow, by its number within the database."""
    return Response(200, lookup.find_in_database(request, "planetscale.workflow", request.path["number"]).body)


def get_deploy_queue(request: Request) -> Response:
    """The deployments in the queue, in their order."""
    scope = lookup.child_scope(lookup.database(request))
    return paginate(request, [each.body for each in request.store.all("planetscale.deployment", scope)])


def list_service_tokens(request: Request) -> Response:
    """The service tokens of an organization, without their secrets."""
    found = [each for each in request.store.all("planetscale.token", "service") if _is_of(request, each)]
    return paginate(request, [service_token(request.store, each) for each in found], totals=True)


def get_service_token(request: Request) -> Response:
    """One service token, without its secret."""
    body = request.store.get("planetscale.token", "service", request.path["id"])
    found = StoredObject("planetscale.token", "service", request.path["id"], body or {})
    if not body or not _is_of(request, found):
        raise lookup.not_found()
    return Response(200, service_token(request.store, found))


def list_public_regions(request: Request) -> Response:
    """Every region. Needs no credential."""
    return paginate(request, [bodies.region(each) for each in request.store.all("planetscale.region")])


def get_current_user(request: Request) -> Response:
    """The user of the token."""
    return Response(200, request.store.all("planetscale.user")[0].body)


def _is_of(request: Request, token: StoredObject) -> bool:
    return bool(token.body["organization"] == request.path["organization"])


def _end(workflow: Body) -> str | None:
    """When a workflow ended. None while it is active."""
    ended = [workflow[name] for name in ("completed_at", "cancelled_at") if workflow[name] is not None]
    return min(ended) if ended else None
