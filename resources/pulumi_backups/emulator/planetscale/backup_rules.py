"""What PlanetScale takes as a branch backup, and as a change to one."""

from __future__ import annotations

from typing import Any

from ..call import Call, RefusalError, json_body
from ..fields import Check, FieldError, flag, one_of, record, text, whole
from ..store import Body
from .retention import UNITS

DEFAULT_RETENTION = (7, "day")
"""The contract names no default; expires_at shows that there is one."""


def _protection(value: Any) -> bool | None:
    """None is a JSON false, which the vendor takes and ignores."""
    if value in ("true", "false"):
        return bool(value == "true")
    return True if flag(value) else None


NEW_BACKUP = record(
    {
        "name": text(shortest=1),
        "retention_unit": one_of(*UNITS),
        "retention_value": whole(1, 1000),
        "emergency": flag,
    }
)
BACKUP_CHANGES = record({"protected": _protection})


def new_backup(call: Call, kind: str) -> Body:
    """The fields of a backup to be taken of a database of that kind, with its retention; raises RefusalError."""
    fields = _checked(call, NEW_BACKUP)
    lacking = [name for name in ("retention_value", "retention_unit") if name not in fields]
    if len(lacking) == 1:
        raise RefusalError(422, "unprocessable", f"{lacking[0]} is required: a retention is a value and its unit")
    if fields.get("emergency") and kind != "postgresql":
        raise RefusalError(422, "unprocessable", f"emergency is not supported for {kind} databases")
    value, unit = DEFAULT_RETENTION
    return {"retention_value": value, "retention_unit": unit, **fields}


def protection(call: Call) -> bool | None:
    """What becomes of `protected`; None leaves it as it is. Raises RefusalError."""
    wanted: bool | None = _checked(call, BACKUP_CHANGES).get("protected")
    return wanted


def _checked(call: Call, check: Check) -> Body:
    # The document does not require a body: none at all says no more than an empty object.
    body = json_body(call) if call.raw_body else {}
    try:
        fields: Body = check(body)
    except FieldError as wrong:
        raise RefusalError(422, "unprocessable", str(wrong), wrong.faults) from wrong
    return fields
