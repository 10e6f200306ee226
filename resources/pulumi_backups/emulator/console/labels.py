"""How schedules, retentions and times are written for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from ..clock import parse_or_none

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
UNITS = ((timedelta(days=365), "y"), (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))


def count_label(count: Any, noun: str) -> str:
    """How many there are of something."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def time_label(timestamp: Any) -> str:
    """A time to the minute, in UTC: "never" if there is none. A value that is no time is written as it is."""
    moment = parse_or_none(timestamp)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else str(timestamp or "never")


def distance_label(timestamp: Any, now: datetime) -> str:
    """How far away a time is, in its greatest unit: "in 3 h", "2 d ago". Empty if there is none."""
    moment = parse_or_none(timestamp)
    if moment is None:
        return ""
    gap = abs(moment - now)
    size = next((f"{gap // step} {unit}" for step, unit in UNITS if gap >= step), "moments")
    return f"in {size}" if moment > now else f"{size} ago"


def choice_label(labels: Sequence[str], number: Any) -> str:
    """The label of a number from 0. A value that has none is written as it is."""
    return labels[number] if type(number) is int and 0 <= number < len(labels) else str(number)
