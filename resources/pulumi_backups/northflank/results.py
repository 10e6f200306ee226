"""What Northflank's functions return: every field of the contract in snake case, times as datetimes in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import CAMEL_CASE, Id, Moment, PydanticConfig


@dataclass(frozen=True)
class ListedScheduling(Result):
    """When backups are taken. Days count from 0, Monday."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    interval: str
    minute: list[int]
    hour: list[int] | None = None
    day: list[int] | None = None


@dataclass(frozen=True)
class ListedDestination(Result):
    """Another place to which each snapshot is copied. Its retention is in days."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    destination_id: str
    type: str = "custom"
    retention_time: int | None = None


@dataclass(frozen=True)
class BackupScheduleResult(Result):
    """A backup schedule of an add-on or volume. Its retention is in days."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

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
        """Backup type and interval. An add-on or volume has at most one schedule for each."""
        return self.backup_type, self.scheduling.interval
