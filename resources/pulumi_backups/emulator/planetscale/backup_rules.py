"""What PlanetScale accepts as a new branch backup, and as a change to one."""

from __future__ import annotations

from typing import Any

from ..durations import UNITS
from ..fields import boolean, integer, json_object, one_of, string
from ..operation import ApiError, Request
from ..store import Body
from .request_body import checked_body

DEFAULT_RETENTION = (7, "day")
"""The contract names no default, but every new backup has an expires_at."""


def _boolean_or_text(value: Any) -> bool | str:
    return value if isinstance(value, str) and value in ("true", "false") else boolean(value)


NEW_BACKUP = json_object(
    {
        "name": string(min_length=1),
        "retention_unit": one_of(*UNITS),
        "retention_value": integer(1, 1000),
        "emergency": boolean,
    }
)
BACKUP_CHANGES = {
    "refuse": json_object({"protected": boolean}),
    "accept": json_object({"protected": _boolean_or_text}),
}
"""By the switch planetscale.protected_text."""


def new_backup(request: Request, kind: str) -> Body:
    """The fields of a new backup, its retention included. `kind` is the database's. Raises ApiError."""
    fields = checked_body(request, NEW_BACKUP)
    missing = [name for name in ("retention_value", "retention_unit") if name not in fields]
    if len(missing) == 1:
        raise ApiError(422, "unprocessable", f"{missing[0]} is required: a retention is a value and its unit")
    if fields.get("emergency") and kind != "postgresql":
        raise ApiError(422, "unprocessable", f"emergency is not supported for {kind} databases")
    value, unit = DEFAULT_RETENTION
    return {"retention_value": value, "retention_unit": unit, **fields}


def protection(request: Request) -> bool | None:
    """The new value of `protected`. None means no change. Raises ApiError."""
    body = checked_body(request, BACKUP_CHANGES[request.switches["planetscale.protected_text"]])
    value: bool | str | None = body.get("protected")
    if value is False and request.switches["planetscale.protected_false"] == "ignore":
        return None
    return value == "true" if isinstance(value, str) else value
