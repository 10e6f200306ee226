"""What Northflank shows of one add-on or volume: its schedules, and its backups.

The list of backups does not say which schedule took a backup, only whether it is a dump or a snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pulumi_backups.bridge.times import utc
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.northflank.functions import (
    get_addon_backup_schedules,
    get_addon_backups,
    get_volume_backup_schedules,
    get_volume_backups,
)
from pulumi_backups.proof import Once, Run

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import AddonBackupResult, BackupScheduleResult, VolumeBackupResult

# The contract names no statuses of volumes' backups, so they must be those of add-ons' backups.
OUTCOMES: dict[str, Literal["good", "bad", "unfinished"]] = {
    "scheduled": "unfinished",
    "in-progress": "unfinished",
    "aborting": "unfinished",
    "completed": "good",
    "aborted": "bad",
    "failed": "bad",
    "not-supported": "bad",
}
# What a backup was made from. An import is none of the add-on itself.
TYPES: dict[str | None, Literal["dump", "snapshot", "import"]] = {
    "snapshot": "snapshot",
    "liveInstance": "dump",
    "sameAddon": "dump",
    "fileUpload": "import",
    "externalDump": "import",
}


class Backup(NamedTuple):
    """A backup. `type` is None if the list does not say it."""

    type: Literal["dump", "snapshot", "import"] | None
    run: Run


class BackupRecord:
    """What Northflank shows of one add-on or volume. Each list is requested once. All methods raise BackupsError."""

    def __init__(self, team_id: str | None, project_id: str, collection: str, id: str) -> None:
        self.place = "/".join(filter(None, (team_id, project_id, id)))
        self.is_volume = collection == "volumes"
        where = {"team_id": team_id, "project_id": project_id, "volume_id" if self.is_volume else "addon_id": id}
        self._where: dict[str, Any] = where
        self.schedules = Once(self._list_schedules)
        self.backups = Once(lambda: list(self._list_backups()))

    def schedule(self, key: tuple[str, str]) -> BackupScheduleResult | None:
        """The schedule of a backup type and interval. None if it is gone: a second list confirms that."""
        return _find(self.schedules(), key) or _find(self._list_schedules(), key)

    def runs(self, type: str, since: datetime) -> list[Run]:
        """The backups of a type that began since a moment."""
        found = []
        for backup in self.backups():
            if backup.run.at < since:
                continue
            if backup.type is None:
                raise BackupsError(
                    f"Northflank does not say whether the backup of {self.place} at {backup.run.at:%Y-%m-%d %H:%M} UTC "
                    "is a dump or a snapshot."
                )
            if backup.type == type:
                found.append(backup.run)
        return found

    def _list_schedules(self) -> list[BackupScheduleResult]:
        list_all: Callable[..., list[BackupScheduleResult]] = (
            get_volume_backup_schedules if self.is_volume else get_addon_backup_schedules
        )
        return list_all(**self._where)

    def _list_backups(self) -> Iterator[Backup]:
        if self.is_volume:
            for of_volume in get_volume_backups(**self._where):
                yield Backup("snapshot", self._run(of_volume))
        else:
            for of_addon in get_addon_backups(**self._where):
                yield Backup(_type(of_addon), self._run(of_addon))

    def _run(self, backup: AddonBackupResult | VolumeBackupResult) -> Run:
        outcome = OUTCOMES.get(backup.status.lower())
        if outcome is None:
            raise BackupsError(
                f"Northflank: a backup of {self.place} has the status {one_line(backup.status, 40)!r}, "
                "which the API's contract does not explain."
            )
        if backup.created_at is None:
            raise BackupsError(f"Northflank does not say when a backup of {self.place} was taken.")
        return Run(utc(backup.created_at), outcome, backup.status)


def _type(backup: AddonBackupResult) -> Literal["dump", "snapshot", "import"] | None:
    return TYPES.get(backup.config.source.type) if backup.config.source else None


def _find(schedules: Iterable[BackupScheduleResult], key: tuple[str, str]) -> BackupScheduleResult | None:
    return next((each for each in schedules if each.key == key), None)
