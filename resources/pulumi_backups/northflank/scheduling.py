"""When backups of add-ons and volumes are taken and how long they are kept: inputs and their rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pulumi_backups.bridge import (
    AsSet,
    Expected,
    InputWarning,
    Interval,
    MinLen,
    OnlyWhen,
    Violation,
    Violations,
    argument,
    inputs,
)

MAX_UNEXPIRED = 500
# Days, by interval. The vendor's older documents have these limits, its newest do not.
OLDER_RETENTION_LIMITS = {"hourly": 7, "daily": 60, "weekly": 120}

Minutes = Annotated[list[Annotated[int, Interval(0, 59)]], AsSet(), MinLen(1)]
Hours = Annotated[list[Annotated[int, Interval(0, 23)]], AsSet(), MinLen(1)]
Days = Annotated[
    list[Annotated[int, Interval(0, 6)]],
    AsSet(),
    MinLen(1),
    Expected("one or more whole numbers from 0, Monday, to 6, Sunday"),
]
RetentionDays = Annotated[int, Interval(1, 120)]


@inputs()
class Scheduling:
    """When backups are taken. The vendor does not say in which time zone. Its console shows UTC."""

    interval: Literal["hourly", "daily", "weekly"] = argument("How often backups are taken.", replaces=True)
    minute: Minutes = argument("Minutes of the hour.")
    hour: Hours | None = argument(
        "Hours of the day.", default=None, only_when=OnlyWhen("interval", ("daily", "weekly"))
    )
    day: Days | None = argument("Days of the week.", default=None, only_when=OnlyWhen("interval", ("weekly",)))


def unexpired_backups_are_within_the_limit(scheduling: Mapping[str, Any], retention_time: int) -> Violations:
    """A schedule may keep at most 500 backups that have not expired."""
    kept = unexpired_backups(scheduling, retention_time)
    if kept > MAX_UNEXPIRED:
        longest = max(
            (days for days in range(1, 121) if unexpired_backups(scheduling, days) <= MAX_UNEXPIRED), default=0
        )
        remedy = f"at most {longest} with this scheduling" if longest else "no retention fits this scheduling"
        yield Violation(
            "retention_time",
            f"of {retention_time} days would keep {kept} backups at once, more than the {MAX_UNEXPIRED} "
            f"that a schedule may keep: {remedy}",
        )


def retention_is_documented(scheduling: Mapping[str, Any], retention_time: int) -> Violations:
    """Warns if the vendor's documents disagree. The server decides."""
    yield from warn_about_retention("retention_time", scheduling["interval"], retention_time)


def warn_about_retention(name: str, interval: str, days: int) -> Violations:
    """Warns about a retention that the older documents forbid."""
    most = OLDER_RETENTION_LIMITS[interval]
    if days > most:
        yield InputWarning(
            name,
            f"of {days} days: the vendor's older documents allow at most {most} for {interval} backups, its newest "
            "do not say; the server may refuse it",
        )


def unexpired_backups(scheduling: Mapping[str, Any], retention_days: int) -> int:
    """The most backups that are unexpired at one moment: those of the `retention_days` in a row with most backups."""
    a_day = len(scheduling["minute"]) * (len(scheduling["hour"]) if "hour" in scheduling else 24)
    if "day" not in scheduling:
        return a_day * retention_days
    weeks, rest = divmod(retention_days, 7)
    days = scheduling["day"]
    fullest = max(sum((start + offset) % 7 in days for offset in range(rest)) for start in range(7))
    return a_day * (weeks * len(days) + fullest)
