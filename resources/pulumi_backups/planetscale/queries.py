"""How PlanetScale's functions ask: about which organization, for one object or a whole list, with which filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, get_args

import pulumi

from pulumi_backups.bridge.functions import functions_of, program_settings
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.parse import parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.pagination import paginate
from pulumi_backups.planetscale.settings import PLANETSCALE

T = TypeVar("T")
Opts = pulumi.InvokeOutputOptions

# The modules with the types of results, which load late.
RESULTS = ("results", "deployment_results", "service_token_results", "estate_results")

function = functions_of(PLANETSCALE, *(f"pulumi_backups.planetscale.{module}" for module in RESULTS))


def organization_of(given: str | None) -> str:
    """The organization that a function asks about. Raises BackupsError if there is none."""
    settings = program_settings(PLANETSCALE)
    found = given or settings.get("organization")
    if not found:
        raise BackupsError(
            f"PlanetScale: no organization: give it to the function, or set {settings.named('organization')}."
        )
    return found


def database_path(organization: str, database: str, *rest: str) -> str:
    """The path of a database, or of something in it."""
    return path_of("organizations", organization, "databases", database, *rest)


def get_one(cls: type[T], doing: str, path: str) -> T:
    """One object. `doing` completes "could not …" in errors."""
    call = ApiCall(connect(program_settings(PLANETSCALE)), doing)
    return parse(cls, call.get(path), call)


def get_all(
    cls: type[T], doing: str, path: str, query: Mapping[str, Any] | None = None, *, anonymous: bool = False
) -> list[T]:
    """The objects of a list, to its last page. The filters that are None are left out.

    anonymous: whether the list needs no credential.
    """
    call = ApiCall(connect(program_settings(PLANETSCALE), anonymous=anonymous), doing)
    given = {name: value for name, value in (query or {}).items() if value is not None}
    return [parse(cls, row, call) for row in paginate(call, path, given)]


def choice(name: str, given: Any, choices: Any) -> Any:
    """A filter that is None or one of the values of a Literal. With a wrong one, the list would only look empty."""
    allowed = get_args(choices)
    if given is None or given in allowed:
        return given
    *others, last = (f'"{value}"' if isinstance(value, str) else str(value) for value in allowed)
    raise BackupsError(f"PlanetScale: {name} must be {', '.join(others)} or {last}.")


def moment(name: str, given: Any) -> str | None:
    """A filter that is None, a datetime, or the API's own text."""
    try:
        if given is None or isinstance(given, str):
            return given
        if isinstance(given, datetime):
            return timestamp(given)
    except OverflowError:
        pass
    raise BackupsError(f"PlanetScale: {name} must be a datetime, or the API's own text for a time.")


def span(name: str, given: Any) -> str | None:
    """A filter that is None, two datetimes, or the API's own text."""
    if given is None or isinstance(given, str):
        return given
    try:
        start, end = given
        if isinstance(start, datetime) and isinstance(end, datetime):
            return f"{timestamp(start)}..{timestamp(end)}"
    except (TypeError, ValueError, OverflowError):
        pass
    raise BackupsError(f"PlanetScale: {name} must be two datetimes, or the API's own text for a time.")
