"""What moment is some hours, days, weeks, months or years later: calendar arithmetic, in UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

UNITS = ("hour", "day", "week", "month", "year")


def later(moment: datetime, value: int, unit: str) -> datetime | None:
    """The moment that is `value` units later. None if that is after the year 9999.

    Months and years later it is the same day of the month, or the last day of a shorter month.
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
