"""When something runs, again and again: the arithmetic that vendors share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Timetable:
    """Numbered runs in the order of time. Each is computed directly, so a century takes as long as a day."""

    at: Callable[[int], datetime]
    """The time of the run with that number, from 0."""
    until: Callable[[datetime], int]
    """How many runs there are at or before a moment."""

    def next(self, after: datetime) -> datetime | None:
        """The first run after a moment. None if it is after the year 9999."""
        try:
            return self.at(self.until(after))
        except (OverflowError, ValueError):
            return None

    def last(self, moment: datetime) -> datetime | None:
        """The last run at or before a moment. None before the first run."""
        number = self.until(moment)
        return self.at(number - 1) if number else None

    def newest(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """The runs after `after` and until `until`, the newest first."""
        for number in range(self.until(until) - 1, self.until(after) - 1, -1):
            yield self.at(number)


def at_regular_intervals(first: datetime, step: timedelta) -> Timetable:
    """A run at `first`, and then one after every `step`."""

    def until(moment: datetime) -> int:
        return max((moment - first) // step + 1, 0)

    return Timetable(lambda number: first + number * step, until)
