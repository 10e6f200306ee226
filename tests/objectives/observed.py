"""What can be observed of backups when the emulator's timetables run. They read the same settings on their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

from pulumi_backups.emulator.durations import later
from pulumi_backups.emulator.timetable import Timetable
from pulumi_backups.objectives import Runs

DAY_0 = datetime(2001, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Life(NamedTuple):
    """From when to when a backup exists."""

    begin: datetime
    end: datetime


class Rule(NamedTuple):
    """A policy or schedule in the emulator."""

    created: datetime
    table: Timetable
    value: int
    unit: str

    def lives(self, until: datetime) -> list[Life]:
        """Those of the backups that it takes until a moment."""
        runs = map(self.table.at, range(self.table.until(until)))
        return [Life(run, end) for run in runs if (end := later(run, self.value, self.unit))]


class Observed(NamedTuple):
    """The figures of a promise, and the fewest backups from when all rules have run for their whole retention."""

    recovery_point_hours: float
    reach_days: float
    kept_backups: int
    fewest_backups: int | None


def moments_of(runs: Runs, first: datetime, last: datetime) -> list[datetime]:
    """The moments of runs from one time to another, both included."""
    after, until = ((moment - DAY_0) // MINUTE for moment in (first - MINUTE, last))
    return [DAY_0 + minute * MINUTE for minute in runs.moments(after, until)]


def observe(rules: Sequence[Rule], until: datetime) -> Observed:
    """What happens while all rules exist, until a moment."""
    lives = [rule.lives(until) for rule in rules]
    begin = max(rule.created for rule in rules)
    runs = sorted({life.begin for each in lives for life in each if life.begin > begin})
    alive = _alive(life for each in lives for life in each)
    full = [count for moment, count in alive.items() if all(each and each[0].end <= moment <= until for each in lives)]
    return Observed(
        max((after - before for before, after in pairwise(runs)), default=timedelta()) / HOUR,
        max(min(life.end - life.begin for life in each) for each in lives if each) / DAY,
        max(alive.values()),
        min(full, default=None),
    )


def _alive(lives: Iterable[Life]) -> dict[datetime, int]:
    """The number of backups from each moment on at which it changes."""
    changes: Counter[datetime] = Counter()
    for begin, end in lives:
        changes[begin] += 1
        changes[end] -= 1
    moments = sorted(changes)
    return dict(zip(moments, accumulate(changes[moment] for moment in moments), strict=True))
