"""What Northflank accepts as a backup schedule: fields, ranges, conditions, and how many backups it may keep."""

from __future__ import annotations

from ..fields import Check, FieldError, array, integer, json_object, one_of, string
from ..operation import ApiError, Request, json_body
from ..store import Body
from .timetable import max_unexpired

DUMPABLE = ("postgresql", "mongodb", "mysql")
MAX_RETENTION_DAYS = {"hourly": 7, "daily": 60, "weekly": 120}
MAX_UNEXPIRED = 500
SPECIFIC = {"dump": ("compressionType", "customDestinationId"), "snapshot": ("additionalDestinations",)}

NAME = string(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", 3, 100)
RETENTION = integer(1, 120)


def _times(highest: int) -> Check:
    return array(integer(0, highest), unique=True, min_length=1)


SCHEDULING = json_object(
    {
        "interval": one_of("hourly", "daily", "weekly"),
        "minute": _times(59),
        "hour": _times(23),
        "day": _times(6),
    },
    required=("interval", "minute"),
)
DESTINATION = json_object(
    {"destinationId": NAME, "retentionTime": RETENTION, "type": one_of("custom")}, required=("destinationId", "type")
)
ADDON_SCHEDULE = json_object(
    {
        "scheduling": SCHEDULING,
        "backupType": one_of("dump", "snapshot"),
        "customDestinationId": NAME,
        "additionalDestinations": array(DESTINATION),
        "compressionType": one_of("gz", "zstd"),
        "retentionTime": RETENTION,
    },
    required=("scheduling", "backupType", "retentionTime"),
)
VOLUME_SCHEDULE = json_object(
    {"scheduling": SCHEDULING, "retentionTime": RETENTION}, required=("scheduling", "retentionTime")
)


def addon_schedule(request: Request, addon_type: str) -> Body:
    """The requested schedule of an addon. Raises ApiError with all errors."""
    return applicable(request, checked_body(request, ADDON_SCHEDULE), addon_type)


def applicable(request: Request, fields: Body, addon_type: str) -> Body:
    """A schedule without the fields that do not apply to an addon of that type. Raises ApiError with all errors."""
    errors = scheduling_errors(fields["scheduling"]) | retention_errors(fields)
    kind = fields["backupType"]
    if kind == "dump" and addon_type not in DUMPABLE:
        errors["backupType"] = f"dump is not supported by addons of type {addon_type}"
    for other in SPECIFIC["snapshot" if kind == "dump" else "dump"]:
        if other not in fields:
            continue
        if request.switches["northflank.not_applicable"] == "refuse":
            errors[other] = f"is not applicable to {kind} backups"
        else:
            fields = {name: value for name, value in fields.items() if name != other}
    errors |= _switched_errors(request, fields)
    if errors:
        raise bad_request(errors)
    return fields


def volume_schedule(request: Request) -> Body:
    """The requested schedule of a volume, which takes snapshots. Raises ApiError with all errors."""
    fields = {**checked_body(request, VOLUME_SCHEDULE), "backupType": "snapshot"}
    errors = scheduling_errors(fields["scheduling"]) | retention_errors(fields) | _switched_errors(request, fields)
    if errors:
        raise bad_request(errors)
    return fields


def scheduling_errors(scheduling: Body) -> dict[str, str]:
    """Errors if hour or day is missing or not allowed for the interval."""
    interval = scheduling["interval"]
    needed = {"hourly": (), "daily": ("hour",), "weekly": ("hour", "day")}[interval]
    errors = {}
    for name in ("hour", "day"):
        if name in needed and name not in scheduling:
            errors[f"scheduling.{name}"] = f"is required for {interval} backups"
        elif name not in needed and name in scheduling:
            errors[f"scheduling.{name}"] = f"is not available for {interval} backups"
    return errors


def retention_errors(fields: Body) -> dict[str, str]:
    """An error if the schedule would keep too many unexpired backups."""
    kept = max_unexpired(fields["scheduling"], fields["retentionTime"])
    if kept <= MAX_UNEXPIRED:
        return {}
    return {"retentionTime": f"would keep {kept} backups, of which {MAX_UNEXPIRED} are allowed"}


def bad_request(errors: dict[str, str]) -> ApiError:
    """Status 400 with all errors by field."""
    return ApiError(400, "bad_request", "; ".join(f"{name} {text}" for name, text in errors.items()), errors)


def _switched_errors(request: Request, fields: Body) -> dict[str, str]:
    """Errors of rules that switches turn on."""
    errors = {}
    extra = fields.get("additionalDestinations", [])
    if request.switches["northflank.interval_retention_limits"]:
        interval = fields["scheduling"]["interval"]
        limit = MAX_RETENTION_DAYS[interval]
        if max([fields["retentionTime"], *(each.get("retentionTime", 0) for each in extra)]) > limit:
            errors["retentionTime"] = f"must be at most {limit} days for {interval} backups"
    if request.switches["northflank.destinations_exist"]:
        named = [each["destinationId"] for each in extra]
        if "customDestinationId" in fields:
            named.append(fields["customDestinationId"])
        scope = request.path.get("teamId", "")
        unknown = [each for each in named if request.store.get("northflank.destination", scope, each) is None]
        if unknown:
            errors["destinationId"] = f"{unknown[0]} does not exist"
    return errors


def checked_body(request: Request, check: Check) -> Body:
    """The fields of the body. Raises ApiError with all errors."""
    body = json_body(request)
    try:
        fields: Body = check(body)
    except FieldError as error:
        raise bad_request(error.errors) from error
    return fields
