"""The operations that only read: workflows, the deploy queue, service tokens, regions, the user."""

from __future__ import annotations

from ..call import Answer, Call, RefusalError
from ..store import Body, Thing
from . import bodies, places
from .backup_filters import stamp
from .pages import page_of
from .service_tokens import service_token


def list_workflows(call: Call) -> Answer:
    """The workflows of a database, the oldest first; those active during `between` where it is given."""
    scope = places.below(places.database(call))
    found = [each.body for each in call.store.all("planetscale.workflow", scope)]
    if "between" in call.query:
        since, until = _range(call.query["between"])
        found = [each for each in found if each["created_at"] <= until and (_end(each) or until) >= since]
    return page_of(call, found)


def get_workflow(call: Call) -> Answer:
    """One workflow, by its number within the database."""
    return Answer(200, places.in_database(call, "planetscale.workflow", call.path["number"]).body)


def get_deploy_queue(call: Call) -> Answer:
    """The deployments that wait or run, the first to go first."""
    scope = places.below(places.database(call))
    return page_of(call, [each.body for each in call.store.all("planetscale.deployment", scope)])


def list_service_tokens(call: Call) -> Answer:
    """The service tokens of an organization; none shows its secret."""
    found = [each for each in call.store.all("planetscale.token", "service") if _is_of(call, each)]
    return page_of(call, [service_token(call.store, each) for each in found], totals=True)


def get_service_token(call: Call) -> Answer:
    """One service token, without its secret."""
    body = call.store.get("planetscale.token", "service", call.path["id"])
    found = Thing("planetscale.token", "service", call.path["id"], body or {})
    if not body or not _is_of(call, found):
        raise places.not_found()
    return Answer(200, service_token(call.store, found))


def list_public_regions(call: Call) -> Answer:
    """Every region; no credential needed."""
    return page_of(call, [bodies.region(each) for each in call.store.all("planetscale.region")])


def get_current_user(call: Call) -> Answer:
    """The user behind the token."""
    return Answer(200, call.store.all("planetscale.user")[0].body)


def _is_of(call: Call, token: Thing) -> bool:
    return bool(token.body["organization"] == call.path["organization"])


def _end(workflow: Body) -> str | None:
    """When a workflow was over; None while it is active."""
    ended = [workflow[name] for name in ("completed_at", "cancelled_at") if workflow[name] is not None]
    return min(ended) if ended else None


def _range(between: str) -> tuple[str, str]:
    since, separator, until = between.partition("..")
    if not separator:
        raise RefusalError(422, "invalid_params", "between must be two times with .. between them")
    first, last = stamp("between", since), stamp("between", until)
    if last < first:
        raise RefusalError(422, "invalid_params", "between must not end before it begins")
    return first, last
