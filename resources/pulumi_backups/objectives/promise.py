"""What backup rules promise together: the longest gap between backups, how far they reach back, how many there are.

    nightly = BackupRule(every_days(1, time(3, 0)), Retention(30, "day"))
    hourly = BackupRule(every_hours(4, time(0, 0)), Retention(2, "day"))
    promise_of([nightly, hourly])      # Promise(recovery_point_hours=4.0, reach_days=30.0, kept_backups=42)

No setting says in which weeks a rule of "every 2 weeks" runs. The promise holds for all of them, and for each rule
independently, because rules can be created at different times. This worst case is exact: a stretch of time can be
without a backup if it can be without a run of each single rule. It can be without a run of "every N" if it has fewer
than N of the moments that the rule names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import inf, lcm
from typing import NamedTuple, TypeVar

from pulumi_backups.objectives.rule import BackupRule
from pulumi_backups.objectives.runs import CYCLE, DAY, HOUR, WEEK, Runs

V = TypeVar("V")


class Promise(NamedTuple):
    """What rules promise together, if every run takes a backup.

    recovery_point_hours: the longest time between two backups in a row, of whichever rules. It does not depend on
        retention. Exact: it happens for some moments at which the rules are created, and nothing longer for any. It
        happens for all moments if `every` is 1 for each of the rules' runs.
    reach_days: the longest retention, in days that are certain: a month has 28, two have 59, a year has 365.
    kept_backups: the most unexpired backups at one moment. Exact in the same sense if retentions are in hours, days or
        weeks. It is a bound if some are in months or years, which are counted with the most days that they can have.
    """

    recovery_point_hours: float
    reach_days: float
    kept_backups: int


def promise_of(rules: Iterable[BackupRule]) -> Promise:
    """The promise of all rules together. Raises ValueError without a rule, because nothing is promised then.

    It takes less than a millisecond, and a few if a rule is monthly. Equal rules are computed once in a process.
    """
    return _promise_of(tuple(rules))


def lasting(rules: Iterable[BackupRule]) -> list[BackupRule]:
    """The rules whose every backup is kept until the next one is taken, by whichever of these rules.

    With them alone there is a backup at any time, and none is older than the longest time between two of their backups.
    The others can be counted on only for a while after each run: a weekly backup that is kept for a day is no backup on
    six days of the week.
    """
    found = list(rules)
    while found:
        gap = _promise_of(tuple(found)).recovery_point_hours * HOUR
        kept = [rule for rule in found if rule.retention.shortest >= gap]
        if kept == found:
            break
        found = kept
    return found


@cache
def _promise_of(rules: tuple[BackupRule, ...]) -> Promise:
    if not rules:
        raise ValueError("without a rule there is no promise")
    return Promise(
        recovery_point_hours=_longest_gap([rule.runs for rule in rules]) / HOUR,
        reach_days=max(rule.retention.shortest for rule in rules) / DAY,
        kept_backups=_most_kept([(rule.runs, rule.retention.longest) for rule in rules]),
    )


def _longest_gap(all_runs: Sequence[Runs]) -> float:
    """The most minutes between two runs in a row.

    A gap ends at the latest when one of the rules must run again. Its begin is a moment of one of them.
    """
    monthly = [runs for runs in all_runs if runs.depends_on_calendar]
    weekly = [runs for runs in all_runs if not runs.depends_on_calendar]
    # More runs make no gap longer.
    longest_possible = _longest_gap(weekly) if weekly and monthly else inf

    def until_next(runs: Iterable[Runs], minute: int) -> float:
        return min((each.next(minute) for each in runs), default=inf) - minute

    longest = 0.0
    breaks = {minute for runs in monthly for minute in runs.moments(-1, CYCLE - 1)}
    for begin, end, monthly_gap in _stretches(breaks, weekly, lambda minute: until_next(monthly, minute)):
        for minute in _starts(begin, end, weekly):
            longest = max(longest, min(until_next(weekly, minute), begin + monthly_gap - minute))
        if longest == longest_possible:
            break
    return longest


def _most_kept(rules: Sequence[tuple[Runs, int]]) -> int:
    """The most backups at one moment. Each rule is its runs, and the minutes for which it keeps a backup."""
    monthly = [(runs, kept) for runs, kept in rules if runs.depends_on_calendar]
    weekly = [(runs, kept) for runs, kept in rules if not runs.depends_on_calendar]
    most_weekly = _most_kept(weekly) if weekly and monthly else inf

    def backups(rules: Iterable[tuple[Runs, int]], minute: int) -> int:
        return sum(runs.most(minute - kept, minute) for runs, kept in rules)

    # Their number only grows at a run.
    most = 0
    weekly_runs = [runs for runs, _ in weekly]
    breaks = {
        (minute + age) % CYCLE for runs, kept in monthly for minute in runs.moments(-1, CYCLE - 1) for age in (0, kept)
    }
    for begin, end, of_monthly in _stretches(breaks, weekly_runs, lambda minute: backups(monthly, minute)):
        if of_monthly + most_weekly > most:
            most = max(most, *(of_monthly + backups(weekly, minute) for minute in _starts(begin, end, weekly_runs)))
    return most


def _stretches(breaks: set[int], weekly: Iterable[Runs], value: Callable[[int], V]) -> Iterator[tuple[int, int, V]]:
    """The calendar in stretches from one break to the next, as begin, end and the value at the begin.

    For weekly runs, stretches differ only by the time of week at which they begin. So each is moved into the first
    week, and those that are then the same come once. Without breaks, the only stretch is the time after which all
    weekly runs repeat.
    """
    if not breaks:
        yield 0, lcm(*(runs.period for runs in weekly)), value(0)
        return
    in_order = sorted(breaks)
    seen = set()
    for begin, end in pairwise([*in_order, in_order[0] + CYCLE]):
        moved = begin % WEEK
        stretch = (moved, moved + end - begin, value(begin))
        if stretch not in seen:
            seen.add(stretch)
            yield stretch


def _starts(begin: int, end: int, weekly: Iterable[Runs]) -> set[int]:
    """The begin of a stretch, and the moments of weekly runs within it."""
    return {begin, *(minute for runs in weekly for minute in runs.moments(begin, end - 1))}
