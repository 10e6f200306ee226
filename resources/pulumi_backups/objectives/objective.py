"""Whether a promise meets an objective, in the words that a person reads."""

from __future__ import annotations

from pulumi_backups.objectives.promise import Promise


def shortfalls(
    promise: Promise, rules: str, *, recovery_point_hours: float | None = None, reach_days: float | None = None
) -> dict[str, str]:
    """The parts of an objective that a promise does not meet: the name of each, and the sentence that follows it.

    rules: what the vendor calls its backup rules, such as "policies". A part that is None is no objective.

        >>> shortfalls(Promise(24.0, 14.0, 14), "policies", recovery_point_hours=4, reach_days=7)
        {'recovery_point_hours': 'is 4, and these policies leave up to 24 hours between two backups'}
    """
    found = {}
    if recovery_point_hours is not None and promise.recovery_point_hours > recovery_point_hours:
        gap = _amount(promise.recovery_point_hours, "hour")
        found["recovery_point_hours"] = (
            f"is {recovery_point_hours:g}, and these {rules} leave up to {gap} between two backups"
        )
    if reach_days is not None and promise.reach_days < reach_days:
        reach = _amount(promise.reach_days, "day")
        found["reach_days"] = f"is {reach_days:g}, and these {rules} guarantee only {reach}"
    return found


def _amount(number: float, unit: str) -> str:
    """`24 hours`, `1 day`, `1.67 hours`."""
    return f"{round(number, 2):.12g} {unit}{'' if number == 1 else 's'}"
