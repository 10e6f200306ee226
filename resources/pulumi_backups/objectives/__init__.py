"""What backup settings promise, as pure arithmetic. It knows no vendor: each vendor's folder makes the rules."""

from pulumi_backups.objectives.objective import shortfalls
from pulumi_backups.objectives.promise import Promise, promise_of
from pulumi_backups.objectives.rule import BackupRule, Retention
from pulumi_backups.objectives.runs import Runs, at_times, every_days, every_hours, every_months, every_weeks

__all__ = [
    "BackupRule",
    "Promise",
    "Retention",
    "Runs",
    "at_times",
    "every_days",
    "every_hours",
    "every_months",
    "every_weeks",
    "promise_of",
    "shortfalls",
]
