"""Nested arguments and outputs, typed. The arguments are plain dicts; their classes only tell the type checker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Required, TypedDict

import pulumi

WholeNumbers = int | Sequence[pulumi.Input[int]]


class SchedulingArgs(TypedDict, total=False):
    """When backups are taken: `SchedulingArgs(interval="weekly", day=[0, 3], hour=2, minute=30)`.

    interval: "hourly", "daily" or "weekly"; another one replaces the backup schedule.
    minute: minutes of the hour, 0 to 59.
    hour: hours of the day, 0 to 23; required for daily and weekly, only there.
    day: days of the week, 0, Monday, to 6, Sunday; required for weekly, only there.
    """

    interval: Required[pulumi.Input[str]]
    minute: Required[pulumi.Input[WholeNumbers]]
    hour: pulumi.Input[WholeNumbers]
    day: pulumi.Input[WholeNumbers]


class AdditionalDestinationArgs(TypedDict, total=False):
    """Another place to which each snapshot is copied: `AdditionalDestinationArgs(destination_id="offsite")`.

    destination_id: id of the backup destination.
    retention_time: days for which the copy is kept there, 1 to 120.
    type: "custom", the only kind there is.
    """

    destination_id: Required[pulumi.Input[str]]
    retention_time: pulumi.Input[int]
    type: pulumi.Input[str]


@pulumi.output_type
class SchedulingResult:
    """When backups are taken."""

    interval: str
    minute: Sequence[int]
    hour: Sequence[int] | None
    day: Sequence[int] | None


@pulumi.output_type
class AdditionalDestinationResult:
    """Another place to which each snapshot is copied."""

    destination_id: str
    retention_time: int | None
    type: str
