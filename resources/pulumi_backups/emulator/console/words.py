"""How schedules, retentions and times read to a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..clock import parse
from ..store import Body

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
WEEKS = ("first", "second", "third", "fourth")
STEPS = ((timedelta(days=365), "y"), (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))


def policy_words(policy: Body) -> str:
    """When a backup policy runs; what somebody edited into nonsense is shown as it is."""
    every, unit, at = policy["frequency_value"], policy["frequency_unit"], policy["schedule_time"]
    often = f"every {unit}" if every == 1 else f"every {every} {unit}s"
    day, week = _named(DAYS, policy["schedule_day"]), _named(WEEKS, policy["schedule_week"])
    if unit == "hour":
        return f"{often} from {at}"
    if unit == "week":
        return f"{often}, {day} {at}"
    if unit == "month":
        return f"{often}, {week} {day} {at}"
    return f"{often} at {at}"


def schedule_words(schedule: Body) -> str:
    """When a backup schedule runs; its days begin with Monday."""
    scheduling = schedule.get("scheduling")
    if not isinstance(scheduling, dict):
        return f"{scheduling}"
    minutes, hours = _list(scheduling.get("minute")), _list(scheduling.get("hour"))
    if scheduling.get("interval") == "hourly":
        return f"hourly at minute {', '.join(minutes)}"
    times = ", ".join(f"{hour:0>2}:{minute:0>2}" for hour in hours for minute in minutes)
    if scheduling.get("interval") == "weekly":
        days = ", ".join(_named(DAYS[1:] + DAYS[:1], each) for each in scheduling.get("day") or ())
        return f"weekly, {days} {times}"
    return f"{scheduling.get('interval')} at {times}"


def kept_words(value: Any, unit: str) -> str:
    """How long backups are kept."""
    return f"{value} {unit}" if value == 1 else f"{value} {unit}s"


def time_words(stamp: Any) -> str:
    """A time to the minute, in UTC; "never" for none, anything else as it is."""
    moment = _moment(stamp)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else str(stamp or "never")


def distance(stamp: Any, now: datetime) -> str:
    """How far away a time is, to its greatest unit: "in 3 h", "2 d ago"; empty where there is none."""
    moment = _moment(stamp)
    if moment is None:
        return ""
    gap = abs(moment - now)
    size = next((f"{gap // step} {unit}" for step, unit in STEPS if gap >= step), "moments")
    return f"in {size}" if moment > now else f"{size} ago"


def _moment(stamp: Any) -> datetime | None:
    try:
        return parse(stamp)
    except (TypeError, ValueError):
        return None


def _named(names: tuple[str, ...], number: Any) -> str:
    return names[number] if type(number) is int and 0 <= number < len(names) else str(number)


def _list(values: Any) -> list[str]:
    return [str(each) for each in values] if isinstance(values, list) else [str(values)]
