"""Values in the query of a request, by their types in the contract. A value of another type is refused."""

from __future__ import annotations

from datetime import datetime

from ..clock import iso, parse
from ..operation import ApiError, Request


def choice(request: Request, name: str, *choices: str) -> str | None:
    """One of the choices in the query. None if it is not there. Raises ApiError."""
    given = request.query.get(name)
    if given is not None and given not in choices:
        raise _invalid_parameter(name, f"must be one of {', '.join(choices)}")
    return given


def flag(request: Request, name: str) -> bool | None:
    """True or false in the query. None if it is not there. Raises ApiError."""
    given = choice(request, name, "true", "false")
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


def _invalid_parameter(name: str, text: str) -> ApiError:
    return ApiError(422, "invalid_params", f"{name} {text}")
