"""When does a backup expire: calendar arithmetic, in UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

UNITS = ("hour", "day", "week", "month", "year")


def expiry(moment: datetime, value: int, unit: str) -> datetime | None:
    """The moment so many units later; None beyond the year 9999, where nothing expires any more.

    A month or a year ends on the same day of its month, or on the month's last where it has no such day.
    """
    try:
        if unit in ("month", "year"):
            return _months_later(moment, value * (12 if unit == "year" else 1))
        return moment + timedelta(**{f"{unit}s": value})
    except (OverflowError, ValueError):
        return None


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
