"""What Northflank's functions return: every field of the contract with Python's names, times as datetimes (UTC)."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_backups.http.parse import Id, Moment


@dataclass(frozen=True)
class ListedScheduling:
    """When backups are taken; days are counted from 0, Monday."""

    interval: str
    minute: list[int]
    hour: list[int] | None = None
    day: list[int] | None = None


@dataclass(frozen=True)
class ListedDestination:
    """Another place to which each snapshot is copied; its retention is in days."""

    destination_id: str
    type: str = "custom"
    retention_time: int | None = None


@dataclass(frozen=True)
class BackupScheduleResult:
    """A backup schedule of an add-on or volume; its retention is in days."""

    id: Id
    backup_type: str
    scheduling: ListedScheduling
    retention_time: int
    created_at: Moment
    updated_at: Moment
    backup_compression_type: str | None = None
    additional_destinations: list[ListedDestination] | None = None
    custom_destination_id: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What there is one of in each add-on or volume."""
        return self.backup_type, self.scheduling.interval
