"""When a backup schedule runs. All times are UTC, because the contract names no zone. Day 0 is Monday.

A schedule runs at every combination of its minutes, hours and days after its creation. If it is created in the minute
of a run, that run does not happen.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from ..clock import iso, parse
from ..store import Body
from ..timetable import Timetable

MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
PERIODS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1)}


def timetable(schedule: Body) -> Timetable | None:
    """The schedule's runs. None if somebody edited the scheduling into nonsense."""
    try:
        return _timetable(schedule["scheduling"], parse(schedule["createdAt"]))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None


def max_unexpired(scheduling: Body, retention_days: int) -> int:
    """The most backups that are unexpired at one moment, if every run takes one.

    The count is highest at the moment of a run, and it repeats every week. If the retention is not a number of whole
    weeks, it contains more of the schedule's days at one moment than at another. 0 if the scheduling is invalid.
    """
    table = timetable({"scheduling": scheduling, "createdAt": iso(MONDAY)})
    if table is None:
        return 0
    retention = timedelta(days=retention_days)
    full = MONDAY + retention
    runs = range(table.until(full), table.until(full + timedelta(weeks=1)))
    return max(number + 1 - table.until(table.at(number) - retention) for number in runs)


def _timetable(scheduling: Body, created: datetime) -> Timetable:
    interval = scheduling["interval"]
    period = PERIODS[interval]
    hours = [0] if interval == "hourly" else _numbers(scheduling["hour"], 24)
    days = _numbers(scheduling["day"], 7) if interval == "weekly" else [0]
    minutes = _numbers(scheduling["minute"], 60)
    offsets = [timedelta(days=day, hours=hour, minutes=minute) for day, hour, minute in product(days, hours, minutes)]

    def since_monday(moment: datetime) -> int:
        whole, rest = divmod(moment - MONDAY, period)
        return whole * len(offsets) + bisect_right(offsets, rest)

    before = since_monday(created)

    def at(number: int) -> datetime:
        whole, index = divmod(before + number, len(offsets))
        return MONDAY + whole * period + offsets[index]

    return Timetable(at, lambda moment: max(since_monday(moment) - before, 0))


def _numbers(values: Any, count: int) -> list[int]:
    """The set in order. Raises ValueError if it is empty or has anything but whole numbers in range."""
    found = sorted(set(values))
    if not found or any(type(each) is not int or not 0 <= each < count for each in found):
        raise ValueError("these are not times")
    return found
