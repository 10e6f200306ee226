"""What Northflank's functions return: every field of the contract in snake case, times as datetimes in UTC.

Only the credentials of a backup destination are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pulumi_backups.bridge.result import Result
from pulumi_backups.http.parse import CAMEL_CASE, Id, LaterMoment, Moment, PydanticConfig


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


@dataclass(frozen=True)
class ProjectResult(Result):
    """A project."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    description: str | None = None


@dataclass(frozen=True)
class AddonSpec(Result):
    """What an add-on is: postgresql, mongodb, mysql, redis, minio, rabbitmq or another type."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    type: str


@dataclass(frozen=True)
class AddonResult(Result):
    """An add-on of a project."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    app_id: str
    spec: AddonSpec
    status: str
    tags: list[str] | None = None
    description: str | None = None


@dataclass(frozen=True)
class VolumeSpec(Result):
    """How a volume is stored. Its size is in megabytes."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    storage_size: int
    access_mode: str | None = None
    storage_class_name: str | None = None


@dataclass(frozen=True)
class AttachedObject(Result):
    """What a volume is attached to. `type` is service or job."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: str
    type: str


@dataclass(frozen=True)
class VolumeResult(Result):
    """A volume of a project."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    status: str
    created_at: Moment
    updated_at: Moment
    tags: list[str] | None = None
    spec: VolumeSpec | None = None
    attached_objects: list[AttachedObject] | None = None


@dataclass(frozen=True)
class BackupSource(Result):
    """What a backup was made from: fileUpload, liveInstance, snapshot, externalDump or sameAddon."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    type: str | None = None


@dataclass(frozen=True)
class BackupConfig(Result):
    """What is in a backup. Its size is in bytes."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    size: int
    source: BackupSource | None = None
    compression_type: str | None = None
    additional_destinations: list[ListedDestination] | None = None
    addon_version: str | None = None


@dataclass(frozen=True)
class AddonBackupResult(Result):
    """A backup of an add-on.

    `status` is scheduled, in-progress, completed, aborting, aborted, failed or not-supported. Until the backup ends,
    `completed_at` is None.
    """

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    uid: str
    status: str
    created_at: Moment
    config: BackupConfig
    completed_at: LaterMoment = None
    custom_destination_id: str | None = None


@dataclass(frozen=True)
class VolumeBackupSpec(Result):
    """The size of a backup in megabytes."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    storage_size: int | None = None


@dataclass(frozen=True)
class VolumeOfBackup(Result):
    """The volume that a backup was made from, and how it was stored."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: str | None = None
    spec: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class VolumeBackupSource(Result):
    """What a backup of a volume was made from."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    type: str | None = None
    source_object: VolumeOfBackup | None = None


@dataclass(frozen=True)
class VolumeBackupResult(Result):
    """A backup of a volume. The contract names no values of `status`, and no time when it was completed."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    status: str
    description: str | None = None
    spec: VolumeBackupSpec | None = None
    source: VolumeBackupSource | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


@dataclass(frozen=True)
class BackupDestinationResult(Result):
    """Another place for backups, without its credentials.

    `id` is None if the response has none: see `get_backup_destinations`.
    """

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    name: str
    type: str
    id: str | None = None
    prefix: str | None = None
    description: str | None = None
