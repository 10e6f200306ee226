"""What PlanetScale takes as a branch backup, and as a change to one."""

from __future__ import annotations

from typing import Any

from ..durations import UNITS
from ..fields import Check, FieldError, boolean, integer, json_object, one_of, string
from ..operation import ApiError, Request, json_body
from ..store import Body

DEFAULT_RETENTION = (7, "day")
"""The contract names no default; expires_at shows that there is one."""


def _protection(value: Any) -> bool | None:
    """None is a JSON false, which the vendor takes and ignores."""
    if value in ("true", "false"):
        return bool(value == "true")
    return True if boolean(value) else None


NEW_BACKUP = json_object(
    {
        "name": string(min_length=1),
        "retention_unit": one_of(*UNITS),
        "retention_value": integer(1, 1000),
        "emergency": boolean,
    }
)
BACKUP_CHANGES = json_object({"protected": _protection})


def new_backup(request: Request, kind: str) -> Body:
    """The fields of a backup to be taken of a database of that kind, with its retention; raises ApiError."""
    fields = _checked(request, NEW_BACKUP)
    lacking = [name for name in ("retention_value", "retention_unit") if name not in fields]
    if len(lacking) == 1:
        raise ApiError(422, "unprocessable", f"{lacking[0]} is required: a retention is a value and its unit")
    if fields.get("emergency") and kind != "postgresql":
        raise ApiError(422, "unprocessable", f"emergency is not supported for {kind} databases")
    value, unit = DEFAULT_RETENTION
    return {"retention_value": value, "retention_unit": unit, **fields}


def protection(request: Request) -> bool | None:
    """What becomes of `protected`; None leaves it as it is. Raises ApiError."""
    wanted: bool | None = _checked(request, BACKUP_CHANGES).get("protected")
    return wanted


def _checked(request: Request, check: Check) -> Body:
    # The document does not require a body: none at all says no more than an empty object.
    body = json_body(request) if request.raw_body else {}
    try:
        fields: Body = check(body)
    except FieldError as wrong:
        raise ApiError(422, "unprocessable", str(wrong), wrong.errors) from wrong
    return fields
