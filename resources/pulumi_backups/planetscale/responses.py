"""What the resources read of PlanetScale's answers; whatever else an answer holds may be missing, or odd.

Not imported where resources are only declared: so many classes take their time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulumi_backups.http.parse import Id, Moment

UNFINISHED = ("pending", "running")


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """What is sent and read back under one name, here and there; None where one is not set."""

    name: str
    target: str
    frequency_value: int
    frequency_unit: str
    schedule_time: str
    schedule_day: int | None
    schedule_week: int | None
    retention_value: int
    retention_unit: str


@dataclass(frozen=True, kw_only=True)
class Policy(PolicySettings):
    """A policy as the vendor shows it."""

    id: Id
    display_name: str
    created_at: Moment
    required: bool


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What it takes to know one backup from another.

    backup_policy: what took it; None where that was a person or a program.
    """

    id: Id
    name: str
    state: str
    created_at: Moment
    protected: bool
    deleted_at: Moment | None = None
    backup_policy: Any = None

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


@dataclass(frozen=True, kw_only=True)
class FinishedBackup(Backup):
    """A backup with its facts; sizes are bytes."""

    size: int
    pvc_size: int
    uncompressed_size: int
    estimated_storage_cost: float
    started_at: Moment | None = None
    completed_at: Moment | None = None
    expires_at: Moment | None = None
