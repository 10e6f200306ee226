"""Which thing does a path lead to: databases, branches and what belongs to them, or 404."""

from __future__ import annotations

from ..call import Call, RefusalError
from ..store import Thing


def not_found() -> RefusalError:
    """The answer to whatever is not there."""
    return RefusalError(404, "not_found", "Not Found")


def database(call: Call) -> Thing:
    """The database in the path; raises RefusalError."""
    return _thing(call, "planetscale.database", call.path["organization"], call.path["database"])


def branch(call: Call) -> Thing:
    """The branch in the path; raises RefusalError."""
    return _thing(call, "planetscale.branch", below(database(call)), call.path["branch"])


def in_database(call: Call, kind: str, id: str) -> Thing:
    """What has that id among a kind of thing in the path's database; raises RefusalError."""
    return _thing(call, kind, below(database(call)), id)


def in_branch(call: Call, kind: str, id: str) -> Thing:
    """What has that id among a kind of thing in the path's branch; raises RefusalError."""
    return _thing(call, kind, below(branch(call)), id)


def below(thing: Thing) -> str:
    """The scope of what belongs to a thing."""
    return f"{thing.scope}/{thing.id}"


def _thing(call: Call, kind: str, scope: str, id: str) -> Thing:
    body = call.store.get(kind, scope, id)
    if body is None:
        raise not_found()
    return Thing(kind, scope, id, body)
