"""The operations on databases and their branches."""

from __future__ import annotations

from datetime import timedelta

from ..call import Answer, Call, RefusalError
from ..clock import iso
from . import bodies, places
from .access import visible
from .pages import page_of


def list_databases(call: Call) -> Answer:
    """The databases of an organization that the token may see, `q` in their name."""
    found = visible(call, call.store.all("planetscale.database", call.path["organization"]))
    named = [each for each in found if call.query.get("q", "") in each.id]
    now = call.clock.stamp()
    return page_of(call, [bodies.database(call.store, each, now) for each in named], totals=True)


def get_database(call: Call) -> Answer:
    """One database."""
    return Answer(200, bodies.database(call.store, places.database(call), call.clock.stamp()))


def list_branches(call: Call) -> Answer:
    """The branches of a database, by name, filtered as the query says."""
    scope, now = places.below(places.database(call)), call.clock.stamp()
    found = [bodies.branch(call.store, each, now) for each in call.store.all("planetscale.branch", scope)]
    found = [each for each in found if call.query.get("q", "") in each["name"]]
    for flag in ("production", "safe_migrations"):
        if flag in call.query:
            found = [each for each in found if each[flag] is (call.query[flag] == "true")]
    if call.query.get("order") in ("asc", "desc"):
        found.sort(key=lambda each: str(each["name"]), reverse=call.query["order"] == "desc")
    return page_of(call, found, totals=True)


def get_branch(call: Call) -> Answer:
    """One branch."""
    return Answer(200, bodies.branch(call.store, places.branch(call), call.clock.stamp()))


def promote_branch(call: Call) -> Answer:
    """Begins to make a branch a production branch; asked again meanwhile, it goes on as it was."""
    branch, now = places.branch(call), call.clock.now()
    if bodies.is_production(branch.body, iso(now)):
        if call.switches["planetscale.promote_production"] == "refuse":
            raise RefusalError(422, "unprocessable", "This branch is already a production branch.")
    elif branch.body.get("promoted_at") is not None:
        if call.switches["planetscale.promote_again"] == "refuse":
            raise RefusalError(422, "unprocessable", "This branch is being promoted already.")
    else:
        done = iso(now + timedelta(seconds=int(call.switches["planetscale.promotion_seconds"])))
        body = {**branch.body, "promoted_at": done, "updated_at": iso(now)}
        branch = call.store.put(branch.kind, branch.scope, branch.id, body)
    return Answer(200, bodies.branch(call.store, branch, iso(now)))
