"""A backup rule: when backups run and how long each is kept, as a policy or a schedule says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from pulumi_backups.objectives.calendar import longest_span, shortest_span
from pulumi_backups.objectives.runs import DAY, HOUR, WEEK, Runs

MINUTES = {"hour": HOUR, "day": DAY, "week": WEEK}
MONTHS = {"month": 1, "year": 12}


class Retention(NamedTuple):
    """How long a backup is kept. Months and years are those of the calendar, so their length differs."""

    value: int
    unit: Literal["hour", "day", "week", "month", "year"]

    @property
    def shortest(self) -> int:
        """The minutes for which every backup is kept at least."""
        return self._minutes(shortest_span)

    @property
    def longest(self) -> int:
        """The minutes for which a backup is kept at most."""
        return self._minutes(longest_span)

    def _minutes(self, days_of_months: Callable[[int], int]) -> int:
        if self.unit in MONTHS:
            return days_of_months(self.value * MONTHS[self.unit]) * DAY
        return self.value * MINUTES[self.unit]


class BackupRule(NamedTuple):
    """One policy or schedule. Rules with equal values are equal, and can be keys."""

    runs: Runs
    retention: Retention

    @property
    def fewest_backups(self) -> int:
        """The fewest unexpired backups at any moment, once the rule has run for its whole retention.

        It counts every run as a backup. 0 means that the last backup can expire before the next one is taken.
        """
        return self.runs.fewest_within(self.retention.shortest)
