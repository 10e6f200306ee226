"""Whether backup rules meet an objective, in the words that a person reads."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_backups.objectives.promise import lasting, promise_of
from pulumi_backups.objectives.rule import BackupRule


def shortfalls(
    rules: Iterable[BackupRule],
    noun: str,
    *,
    recovery_point_hours: float | None = None,
    reach_days: float | None = None,
) -> dict[str, str]:
    """The parts of an objective that rules do not meet: the name of each, and the sentence that follows it.

    noun: what the vendor calls its backup rules, such as "policies". A part that is None is no objective.

        >>> nightly = BackupRule(every_days(1, time(3, 0)), Retention(14, "day"))
        >>> shortfalls([nightly], "policies", recovery_point_hours=4, reach_days=7)
        {'recovery_point_hours': 'is 4, and these policies leave up to 24 hours between two backups'}
    """
    rules, found = tuple(rules), {}
    if recovery_point_hours is not None and (problem := _beyond_recovery_point(rules, recovery_point_hours)):
        found["recovery_point_hours"] = f"is {recovery_point_hours:g}, and these {noun} leave {problem}"
    promised = promise_of(rules).reach_days
    if reach_days is not None and promised < reach_days:
        reach = _amount(promised, "day")
        found["reach_days"] = f"is {reach_days:g}, and these {noun} guarantee only {reach}"
    return found


def _beyond_recovery_point(rules: tuple[BackupRule, ...], hours: float) -> str | None:
    """What more than so many hours of data can be lost by. None if it cannot."""
    gap = promise_of(rules).recovery_point_hours
    if gap > hours:
        return f"up to {_amount(gap, 'hour')} between two backups"
    kept = lasting(rules)
    if not kept:
        return "times without any backup: each one expires before the next is taken"
    gap = promise_of(kept).recovery_point_hours
    if gap > hours:
        return f"up to {_amount(gap, 'hour')} between two backups that are kept until the next one"
    return None


def _amount(number: float, unit: str) -> str:
    """`24 hours`, `1 day`, `1.67 hours`."""
    return f"{round(number, 2):.12g} {unit}{'' if number == 1 else 's'}"
