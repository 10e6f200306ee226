"""What a backup policy promises: its settings as a rule of `objectives`.

The contract leaves open when exactly a policy runs. Here an hourly policy counts hours from schedule_time on through
midnight, schedule_week 0 is the days 1 to 7 of a month, and months and years of retention are those of the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from pulumi_backups.objectives import BackupRule, Retention, Runs, every_days, every_hours, every_months, every_weeks


def rule_of(settings: Mapping[str, Any]) -> BackupRule:
    """The rule of a policy, from its inputs in canonical form.

    It is about one branch, and a policy backs up only the branches of its `target`. So only policies of the same target
    promise something together.
    """
    return BackupRule(_runs(settings), Retention(settings["retention_value"], settings["retention_unit"]))


def _runs(settings: Mapping[str, Any]) -> Runs:
    every, unit = settings["frequency_value"], settings["frequency_unit"]
    at = time.fromisoformat(settings["schedule_time"])
    if unit == "hour":
        return every_hours(every, at)
    if unit == "day":
        return every_days(every, at)
    # The vendor's weekday 0 is Sunday.
    weekday = (settings["schedule_day"] - 1) % 7
    if unit == "week":
        return every_weeks(every, weekday, at)
    return every_months(every, weekday, settings["schedule_week"], at)
