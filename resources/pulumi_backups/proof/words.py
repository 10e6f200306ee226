"""Times and amounts as the audit's sentences say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def span(time: timedelta) -> str:
    """A length of time, short: `45 min`, `26 h`, `3.5 days`."""
    if time < HOUR:
        return f"{time / timedelta(minutes=1):.0f} min"
    if time < 3 * DAY:
        return f"{_number(time / HOUR)} h"
    return f"{_number(time / DAY)} days"


def moment(when: datetime) -> str:
    """A moment, to the minute."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def count(number: int, one: str, many: str) -> str:
    """`1 backup`, `2 backups`."""
    return f"{number} {one if number == 1 else many}"


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
