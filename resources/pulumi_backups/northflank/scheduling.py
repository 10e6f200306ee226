"""When backups of add-ons and volumes are taken and how long they are kept: inputs and their rules."""

from __future__ import annotations

from bisect import bisect_right
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
        # A longer retention never keeps fewer.
        longest = bisect_right(range(1, 121), MAX_UNEXPIRED, key=lambda days: unexpired_backups(scheduling, days))
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
    """The most backups that are unexpired at one moment."""
    # A program that only declares resources does not pay for the import.
    from pulumi_backups.northflank.promises import rule_of
    from pulumi_backups.objectives import promise_of

    return promise_of([rule_of({"scheduling": scheduling, "retention_time": retention_days})]).kept_backups
