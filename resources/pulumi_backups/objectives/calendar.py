"""The calendar as numbers: which days a weekday of the month is, and how many days some months have.

Day 0 is 1 January 2001, a Monday. From 1901 to 2099 every fourth year is a leap year, so the calendar repeats after 28
years, which are whole weeks. Up to 36 months in a row, these 28 years have every sequence of months that the Gregorian
calendar ever has. For longer times, what is counted here holds until 2099.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, islice

YEARS = 28
MONTHS = YEARS * 12
DAYS = YEARS * 365 + 7
"""After so many years, months or days the calendar repeats."""

DAY_0 = datetime(2001, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> int:
    """The minute in which a moment is, counted from day 0 in UTC."""
    return (moment - DAY_0) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """When a minute begins, in UTC."""
    return DAY_0 + timedelta(minutes=minute)


@cache
def weekday_of_months(weekday: int, week: int) -> tuple[int, ...]:
    """The day of each month that is this weekday (0 is Monday) of this week (0 is the days 1 to 7 of the month)."""
    weeks = (first + 7 * week for first in _first_days())
    return tuple(begin + (weekday - begin) % 7 for begin in weeks)


@cache
def shortest_span(months: int) -> int:
    """The days that so many calendar months in a row certainly have: 28 for one, 59 for two, 365 for twelve.

    Each year is counted with 365 days, so it holds around 2100 too.
    """
    years, rest = divmod(months, 12)
    return 365 * years + min(_spans(rest))


@cache
def longest_span(months: int) -> int:
    """The most days that so many calendar months in a row have: 31 for one, 62 for two, 366 for twelve."""
    cycles, rest = divmod(months, MONTHS)
    return DAYS * cycles + max(_spans(rest))


def _spans(months: int) -> Iterator[int]:
    """The days from the start of each month to the start of the one that is so many months later."""
    begins = _first_days()
    ends = islice(chain(begins, (day + DAYS for day in begins)), months, months + MONTHS)
    return (end - begin for begin, end in zip(begins, ends, strict=True))


@cache
def _first_days() -> tuple[int, ...]:
    """The first day of each month until the calendar repeats."""
    months = ((DAY_0.year + year, month + 1) for year in range(YEARS) for month in range(12))
    return tuple((datetime(year, month, 1, tzinfo=UTC) - DAY_0).days for year, month in months)
