"""When does something run, given when its first run was and what follows: the arithmetic that both vendors share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Timetable:
    """Runs in the order of time. No run is stepped over to find another, so a century costs what a day does."""

    at: Callable[[int], datetime]
    """The run of that number, from 0."""
    until: Callable[[datetime], int]
    """How many runs there are at or before a moment."""

    def next(self, after: datetime) -> datetime | None:
        """The first run after a moment; None where it would be beyond the year 9999."""
        try:
            return self.at(self.until(after))
        except (OverflowError, ValueError):
            return None

    def last(self, moment: datetime) -> datetime | None:
        """The last run at or before a moment; None before the first."""
        number = self.until(moment)
        return self.at(number - 1) if number else None

    def newest(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """The runs after one moment and not after another, the newest first."""
        for number in range(self.until(until) - 1, self.until(after) - 1, -1):
            yield self.at(number)


def at_regular_intervals(first: datetime, step: timedelta) -> Timetable:
    """A run at `first` and one every `step` from then on."""

    def until(moment: datetime) -> int:
        return max((moment - first) // step + 1, 0)

    return Timetable(lambda number: first + number * step, until)
