"""When a backup policy runs. All times are UTC, because the contract names no zone.

The first run is after the policy's creation. If it is created in the minute of its schedule_time, that run does not
happen. The contract leaves the rest open, and the emulator decides:

    hour    every N hours, counted from the last schedule_time before the creation, across midnight
    day     at the first schedule_time after the creation, then every N days
    week    on the first schedule_day (0 is Sunday) at schedule_time, then every N weeks
    month   on the schedule_day in the schedule_week (0 is the days 1 to 7 of the month, 3 the days 22 to 28) at
            schedule_time, in the first month in which that is after the creation, then every N months
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from ..clock import iso_or_none, parse
from ..store import Body
from ..timetable import Timetable, at_regular_intervals

SCHEDULE_FIELDS = ("frequency_value", "frequency_unit", "schedule_time", "schedule_day", "schedule_week", "created_at")
"""The fields that the runs depend on."""


def next_run(policy: Body, after: datetime) -> str | None:
    """The timestamp of the next run. None if there is none."""
    table = timetable(policy)
    moment = table.next(after) if table else None
    return iso_or_none(moment)


def timetable(policy: Body) -> Timetable | None:
    """The policy's runs. None if somebody edited a field into nonsense."""
    try:
        return _timetable(policy)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None


def _timetable(policy: Body) -> Timetable:
    created, every = parse(policy["created_at"]), policy["frequency_value"]
    if type(every) is not int or every < 1:
        raise ValueError("frequency_value is not a number of units")
    at = time.fromisoformat(policy["schedule_time"]).replace(tzinfo=UTC)
    today = datetime.combine(created.date(), at)
    if policy["frequency_unit"] == "hour":
        begin, step = today if today <= created else today - timedelta(days=1), timedelta(hours=every)
        return at_regular_intervals(begin + ((created - begin) // step + 1) * step, step)
    if policy["frequency_unit"] == "day":
        return at_regular_intervals(today if today > created else today + timedelta(days=1), timedelta(days=every))
    day, week = _of(policy, "schedule_day", 7), _of(policy, "schedule_week", 4)
    if policy["frequency_unit"] == "week":
        first = today + timedelta(days=(day - today.isoweekday()) % 7)
        return at_regular_intervals(first if first > created else first + timedelta(weeks=1), timedelta(weeks=every))
    if policy["frequency_unit"] == "month":
        return _monthly(created, every, week, day, at)
    raise ValueError("frequency_unit is not a unit")


def _of(policy: Body, name: str, count: int) -> int:
    """schedule_day or schedule_week. 0 if it is null."""
    value = policy[name] or 0
    if type(value) is not int or not 0 <= value < count:
        raise ValueError(f"{name} is out of range")
    return value


def _monthly(created: datetime, every: int, week: int, day: int, at: time) -> Timetable:
    first = _month(created)
    if _in_month(first, week, day, at) <= created:
        first += 1

    def run(number: int) -> datetime:
        return _in_month(first + number * every, week, day, at)

    def until(moment: datetime) -> int:
        number = (_month(moment) - first) // every
        return 0 if number < 0 else number + (run(number) <= moment)

    return Timetable(run, until)


def _month(moment: datetime) -> int:
    """Months since the year 0."""
    return moment.year * 12 + moment.month - 1


def _in_month(month: int, week: int, day: int, at: time) -> datetime:
    """The weekday in the week of a month. Weeks of seven days from the 1st have every weekday once."""
    begin = datetime.combine(datetime(month // 12, month % 12 + 1, 1 + 7 * week, tzinfo=UTC).date(), at)
    return begin + timedelta(days=(day - begin.isoweekday()) % 7)
