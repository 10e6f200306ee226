"""The fields of PlanetScale's responses that the resources need. All other fields may be missing or wrong.

A program that only declares resources does not import this module, because so many classes take time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulumi_backups.http.parse import Id, Moment

UNFINISHED = ("pending", "running")


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """The settings of a policy. Requests and responses use the same names. None means not set."""

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
    """A policy as the vendor returns it."""

    id: Id
    display_name: str
    created_at: Moment
    required: bool


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup, finished or not.

    backup_policy: the policy that took it, or None for a manual backup.
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
    """A backup with all that is known once it is finished. Sizes are in bytes."""

    size: int
    pvc_size: int
    uncompressed_size: int
    estimated_storage_cost: float
    started_at: Moment | None = None
    completed_at: Moment | None = None
    expires_at: Moment | None = None
