"""The inputs that say when a policy takes backups and how long it keeps them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pulumi_backups.bridge import Expected, Interval, OnlyWhen, Predicate, argument, inputs


def _is_time_of_day(text: str) -> bool:
    return re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", text) is not None


TimeOfDay = Annotated[
    str, Predicate(_is_time_of_day), Expected("a time of day as HH:MM on 24 hours, from 00:00 to 23:59")
]
Weekday = Annotated[int, Interval(0, 6), Expected("a whole number from 0, Sunday, to 6, Saturday")]
WeekOfMonth = Annotated[int, Interval(0, 3), Expected("a whole number from 0, the first week, to 3, the fourth")]
Count = Annotated[int, Interval(1, 999)]


@inputs()
class PolicySettings:
    """The settings of a policy, by themselves or as an entry of a plan."""

    target: Literal["production", "development"] = argument("Which branches of the database are backed up.")
    frequency_value: Count = argument("Number of frequency units from one backup to the next.")
    frequency_unit: Literal["hour", "day", "week", "month"] = argument("Unit of the frequency.")
    schedule_time: TimeOfDay = argument("Time of day of the backup; of the first one for hourly policies.")
    schedule_day: Weekday | None = argument(
        "Day of the week.", default=None, only_when=OnlyWhen("frequency_unit", ("week", "month"))
    )
    schedule_week: WeekOfMonth | None = argument(
        "Week of the month.", default=None, only_when=OnlyWhen("frequency_unit", ("month",))
    )
    retention_value: Count = argument("Number of retention units for which a backup is kept.")
    retention_unit: Literal["hour", "day", "week", "month", "year"] = argument("Unit of the retention.")
