"""Which backups a list shows: the filters of the query.

The contract has only their names and types. The emulator reads them so: `all` is every branch of the database,
`production` the production branches or the others, `policy` a policy's id, `from` and `to` the time of creation (both
included), `running_at` a moment between a backup's start and its end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..clock import iso, parse
from ..operation import ApiError, Request
from ..store import Body
from .backup_states import OUTCOMES, UNFINISHED

Filter = Callable[[Body], bool]


def includes_all_branches(request: Request) -> bool:
    """Whether the list has the backups of all branches, not only of the one in the path."""
    return bool(flag(request, "all"))


def filter_of(request: Request) -> Filter:
    """Whether a backup passes every filter of the query. Raises ApiError if a filter is invalid."""
    state, policy = request.query.get("state"), request.query.get("policy")
    if state is not None and state not in UNFINISHED + OUTCOMES:
        raise _invalid_parameter("state", f"must be one of {', '.join(UNFINISHED + OUTCOMES)}")
    since, until, during = (moment(request, name) for name in ("from", "to", "running_at"))

    def matches(backup: Body) -> bool:
        if state is not None and backup["state"] != state:
            return False
        if policy is not None and (backup["backup_policy"] or {}).get("id") != policy:
            return False
        if (since and backup["created_at"] < since) or (until and backup["created_at"] > until):
            return False
        return during is None or _ran_at(backup, during)

    return matches


def flag(request: Request, name: str) -> bool | None:
    """True or false in the query. None if it is not there. Raises ApiError."""
    given = request.query.get(name)
    if given not in (None, "true", "false"):
        raise _invalid_parameter(name, "must be true or false")
    return None if given is None else given == "true"


def moment(request: Request, name: str) -> str | None:
    """A time in the query as a timestamp. None if it is not there. Raises ApiError."""
    return None if name not in request.query else timestamp(name, request.query[name])


def timestamp(name: str, given: str) -> str:
    """A time or a date as a timestamp. Without a zone it is UTC. Raises ApiError."""
    try:
        return iso(parse(given if datetime.fromisoformat(given).tzinfo else f"{datetime.fromisoformat(given)}+00:00"))
    except (ValueError, OverflowError) as error:
        raise _invalid_parameter(name, "must be a time such as 2026-01-31T09:00:00Z") from error


def _ran_at(backup: Body, when: str) -> bool:
    started, completed = backup["started_at"], backup["completed_at"]
    return started is not None and started <= when and (completed is None or when <= completed)


def _invalid_parameter(name: str, text: str) -> ApiError:
    return ApiError(422, "invalid_params", f"{name} {text}")
