"""Which backups a list shows: the filters of the query.

The contract has only their names and types. The documents of the vendor's Terraform provider say what they mean: `all`
adds deleted backups, `production` is about the branch, `policy` is a policy's id, `from` and `to` are about the time
when a backup started, and `running_at` is a range of time in which it was running. The emulator keeps deleted backups
only with the switch planetscale.gone_backups, and includes both ends of a range.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..clock import iso, parse
from ..operation import ApiError, Request
from ..store import Body
from .backup_states import OUTCOMES, UNFINISHED

Filter = Callable[[Body], bool]


def filter_of(request: Request) -> Filter:
    """Whether a backup passes every filter of the query. Raises ApiError if a filter is invalid."""
    state, policy = request.query.get("state"), request.query.get("policy")
    if state is not None and state not in UNFINISHED + OUTCOMES:
        raise _invalid_parameter("state", f"must be one of {', '.join(UNFINISHED + OUTCOMES)}")
    since, until = (moment(request, name) for name in ("from", "to"))
    during = time_range(request, "running_at")

    def matches(backup: Body) -> bool:
        if state is not None and backup["state"] != state:
            return False
        if policy is not None and (backup["backup_policy"] or {}).get("id") != policy:
            return False
        if not _started_in(backup, since, until):
            return False
        return during is None or _ran_in(backup, *during)

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


def time_range(request: Request, name: str) -> tuple[str, str] | None:
    """Two times with .. between them as timestamps. None if they are not there. Raises ApiError."""
    if name not in request.query:
        return None
    since, separator, until = request.query[name].partition("..")
    if not separator:
        raise _invalid_parameter(name, "must be two times with .. between them")
    first, last = timestamp(name, since), timestamp(name, until)
    if last < first:
        raise _invalid_parameter(name, "must not end before it begins")
    return first, last


def _started_in(backup: Body, since: str | None, until: str | None) -> bool:
    started = backup["started_at"]
    if started is None:
        return since is None and until is None
    return (since is None or since <= started) and (until is None or started <= until)


def _ran_in(backup: Body, since: str, until: str) -> bool:
    started, completed = backup["started_at"], backup["completed_at"]
    return started is not None and started <= until and (completed is None or completed >= since)


def _invalid_parameter(name: str, text: str) -> ApiError:
    return ApiError(422, "invalid_params", f"{name} {text}")
