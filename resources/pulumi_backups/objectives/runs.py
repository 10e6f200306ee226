"""When backups run. Every timetable is reduced to moments that repeat, in minutes.

    every_hours(4, time(0, 0))              # at 00:00, 04:00, 08:00 and so on
    every_days(2, time(3, 0))               # at 03:00 of every second day
    every_weeks(1, 6, time(3, 0))           # on Sundays at 03:00
    every_months(1, 6, 0, time(3, 0))       # on the Sunday among the days 1 to 7 of each month, at 03:00
    at_times([0, 30], [3, 15], [0, 4])      # on Mondays and Fridays at 03:00, 03:30, 15:00 and 15:30

Weekdays are 0, Monday, to 6, Sunday. All functions raise ValueError if a number is out of range. Times are in one zone
without daylight saving time, such as UTC: a vendor whose clocks change leaves a gap that is an hour longer once a year.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import product
from math import gcd
from typing import NamedTuple

from pulumi_backups.objectives.calendar import DAYS, minute_of, moment_of, weekday_of_months

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
CYCLE = DAYS * DAY
"""Minutes after which the calendar repeats: a whole number of weeks."""


# Each preview makes these classes, and a NamedTuple is made in a fifth of the time of a dataclass.
class Runs(NamedTuple):
    """Every `every`-th of some moments. If `every` is more than 1, no setting says which ones.

    For example, "every 2 weeks, on Sunday at 03:00" names every Sunday at 03:00 and runs at every second of these.
    Which ones depends on when the policy was created.

    period: minutes after which the moments repeat.
    offsets: the moments of a period, in order, in minutes from its start.
    start: when a period starts, in minutes from the calendar's day 0.
    """

    period: int
    offsets: tuple[int, ...]
    every: int = 1
    start: int = 0

    @property
    def depends_on_calendar(self) -> bool:
        """Whether the moments are not the same in each week."""
        return self.period == CYCLE

    def until(self, minute: int) -> int:
        """The number of the first moment after a minute. Moments are numbered through, from the calendar's day 0."""
        periods, rest = divmod(minute - self.start, self.period)
        return periods * len(self.offsets) + bisect_right(self.offsets, rest)

    def at(self, number: int) -> int:
        """The moment with this number."""
        periods, index = divmod(number, len(self.offsets))
        return self.start + periods * self.period + self.offsets[index]

    def moments(self, after: int, until: int) -> Iterator[int]:
        """The moments after one minute and until another."""
        return (self.at(number) for number in range(self.until(after), self.until(until)))

    def next(self, minute: int) -> int:
        """When the next run after a minute is at the latest."""
        return self.at(self.until(minute) + self.every - 1)

    def next_run(self, after: datetime) -> datetime | None:
        """When the next run after a moment is. None if no setting says at which of the moments, and after year 9999."""
        try:
            return moment_of(self.at(self.until(minute_of(after)))) if self.every == 1 else None
        except OverflowError:
            return None

    def most(self, after: int, until: int) -> int:
        """The most runs that there can be after one minute and until another."""
        return -((self.until(after) - self.until(until)) // self.every)

    def fewest(self, after: int, until: int) -> int:
        """The fewest runs that there can be after one minute and until another."""
        return (self.until(until) - self.until(after)) // self.every

    def fewest_within(self, minutes: int) -> int:
        """The fewest runs that there can be in so many minutes, whenever these begin."""
        return min(self.fewest(minute, minute + minutes) for minute in self.moments(-1, self.period - 1))


def every_hours(every: int, at: time) -> Runs:
    """A run every so many hours, counted from a time of day and on through midnight.

    If a day has a whole number of these intervals, the runs are at the same times each day. Otherwise they can be at
    more times: every 10 hours from 03:00 comes to 13:00, 23:00, 09:00, and so to all odd hours.
    """
    step = gcd(every, 24)
    return Runs(step * HOUR, (0,), _positive(every) // step, _minute(at) % (step * HOUR))


def every_days(every: int, at: time) -> Runs:
    """A run every so many days, at a time of day."""
    return Runs(DAY, (0,), _positive(every), _minute(at))


def every_weeks(every: int, weekday: int, at: time) -> Runs:
    """A run every so many weeks, on a weekday at a time of day."""
    return Runs(WEEK, (0,), _positive(every), _in_range(weekday, 7) * DAY + _minute(at))


def every_months(every: int, weekday: int, week: int, at: time) -> Runs:
    """A run every so many months, on the weekday in a week of the month: 0 is the days 1 to 7, 3 the days 22 to 28."""
    days = weekday_of_months(_in_range(weekday, 7), _in_range(week, 4))
    return Runs(CYCLE, tuple(day * DAY for day in days), _positive(every), _minute(at))


def at_times(minutes: Iterable[int], hours: Iterable[int] | None = None, weekdays: Iterable[int] | None = None) -> Runs:
    """A run at each combination of minutes of the hour, hours of the day and weekdays. None means all of them."""
    if weekdays is not None:
        period, parts = WEEK, (weekdays, range(24) if hours is None else hours, minutes)
    elif hours is not None:
        period, parts = DAY, ([0], hours, minutes)
    else:
        period, parts = HOUR, ([0], [0], minutes)
    days, hours, minutes = (_set(part, count) for part, count in zip(parts, (7, 24, 60), strict=True))
    return Runs(period, tuple(day * DAY + hour * HOUR + minute for day, hour, minute in product(days, hours, minutes)))


def _set(numbers: Iterable[int], count: int) -> list[int]:
    """The numbers in order, each once."""
    found = sorted({_in_range(number, count) for number in numbers})
    if not found:
        raise ValueError("a set of times is not empty")
    return found


def _positive(every: int) -> int:
    if every < 1:
        raise ValueError(f"{every} is no frequency")
    return every


def _in_range(number: int, count: int) -> int:
    if not 0 <= number < count:
        raise ValueError(f"{number} is not from 0 to {count - 1}")
    return number


def _minute(at: time) -> int:
    return at.hour * HOUR + at.minute
