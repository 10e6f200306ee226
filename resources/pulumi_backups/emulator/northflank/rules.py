"""What Northflank takes as a backup schedule: fields, ranges, conditions, and how many backups it may keep."""

from __future__ import annotations

from ..call import Call, RefusalError, json_body
from ..fields import Check, FieldError, list_of, one_of, record, text, whole
from ..store import Body
from .timetable import max_unexpired

DUMPABLE = ("postgresql", "mongodb", "mysql")
LONGEST = {"hourly": 7, "daily": 60, "weekly": 120}
MAX_UNEXPIRED = 500
SPECIFIC = {"dump": ("compressionType", "customDestinationId"), "snapshot": ("additionalDestinations",)}

NAME = text(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", 3, 100)
RETENTION = whole(1, 120)


def _times(highest: int) -> Check:
    return list_of(whole(0, highest), unique=True, shortest=1)


SCHEDULING = record(
    {
        "interval": one_of("hourly", "daily", "weekly"),
        "minute": _times(59),
        "hour": _times(23),
        "day": _times(6),
    },
    required=("interval", "minute"),
)
DESTINATION = record(
    {"destinationId": NAME, "retentionTime": RETENTION, "type": one_of("custom")}, required=("destinationId", "type")
)
ADDON_SCHEDULE = record(
    {
        "scheduling": SCHEDULING,
        "backupType": one_of("dump", "snapshot"),
        "customDestinationId": NAME,
        "additionalDestinations": list_of(DESTINATION),
        "compressionType": one_of("gz", "zstd"),
        "retentionTime": RETENTION,
    },
    required=("scheduling", "backupType", "retentionTime"),
)
VOLUME_SCHEDULE = record(
    {"scheduling": SCHEDULING, "retentionTime": RETENTION}, required=("scheduling", "retentionTime")
)


def addon_schedule(call: Call, addon_type: str) -> Body:
    """The schedule asked for, as far as it is sound by itself; raises RefusalError with every fault."""
    fields = _checked(call, ADDON_SCHEDULE)
    faults = scheduling_faults(fields["scheduling"]) | retention_faults(fields)
    kind = fields["backupType"]
    if kind == "dump" and addon_type not in DUMPABLE:
        faults["backupType"] = f"dump is not supported by addons of type {addon_type}"
    for other in SPECIFIC["snapshot" if kind == "dump" else "dump"]:
        if other not in fields:
            continue
        if call.switches["northflank.not_applicable"] == "refuse":
            faults[other] = f"is not applicable to {kind} backups"
        else:
            fields = {name: value for name, value in fields.items() if name != other}
    faults |= _switched_faults(call, fields)
    if faults:
        raise refusal(faults)
    return fields


def volume_schedule(call: Call) -> Body:
    """The schedule asked for, as a snapshot; raises RefusalError."""
    fields = {**_checked(call, VOLUME_SCHEDULE), "backupType": "snapshot"}
    faults = scheduling_faults(fields["scheduling"]) | retention_faults(fields) | _switched_faults(call, fields)
    if faults:
        raise refusal(faults)
    return fields


def scheduling_faults(scheduling: Body) -> dict[str, str]:
    """Which of hour and day is missing or too much for the interval."""
    interval = scheduling["interval"]
    needed = {"hourly": (), "daily": ("hour",), "weekly": ("hour", "day")}[interval]
    faults = {}
    for name in ("hour", "day"):
        if name in needed and name not in scheduling:
            faults[f"scheduling.{name}"] = f"is required for {interval} backups"
        elif name not in needed and name in scheduling:
            faults[f"scheduling.{name}"] = f"is not available for {interval} backups"
    return faults


def retention_faults(fields: Body) -> dict[str, str]:
    """More unexpired backups than a schedule may keep."""
    kept = max_unexpired(fields["scheduling"], fields["retentionTime"])
    if kept <= MAX_UNEXPIRED:
        return {}
    return {"retentionTime": f"would keep {kept} backups, of which {MAX_UNEXPIRED} are allowed"}


def refusal(faults: dict[str, str]) -> RefusalError:
    """400 with every fault by field."""
    return RefusalError(400, "bad_request", "; ".join(f"{name} {text}" for name, text in faults.items()), faults)


def _switched_faults(call: Call, fields: Body) -> dict[str, str]:
    """What only some versions of the documents forbid."""
    faults = {}
    extra = fields.get("additionalDestinations", [])
    if call.switches["northflank.interval_retention_limits"]:
        interval = fields["scheduling"]["interval"]
        longest = LONGEST[interval]
        if max([fields["retentionTime"], *(each.get("retentionTime", 0) for each in extra)]) > longest:
            faults["retentionTime"] = f"must be at most {longest} days for {interval} backups"
    if call.switches["northflank.destinations_exist"]:
        named = [each["destinationId"] for each in extra]
        if "customDestinationId" in fields:
            named.append(fields["customDestinationId"])
        scope = call.path.get("teamId", "")
        unknown = [each for each in named if call.store.get("northflank.destination", scope, each) is None]
        if unknown:
            faults["destinationId"] = f"{unknown[0]} does not exist"
    return faults


def _checked(call: Call, check: Check) -> Body:
    body = json_body(call)
    try:
        fields: Body = check(body)
    except FieldError as wrong:
        raise refusal(wrong.faults) from wrong
    return fields
