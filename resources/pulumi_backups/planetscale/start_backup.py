"""How a backup is started: after every other manual one of its branch, exactly once, unless one of its name exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge.adoption import similar_name
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.durations import duration
from pulumi_backups.http.errors import Refused
from pulumi_backups.http.polling import PollTimeout, poll

if TYPE_CHECKING:
    from pulumi_backups.planetscale.backups import Backups
    from pulumi_backups.planetscale.branch_backup_inputs import BranchBackupInputs
    from pulumi_backups.planetscale.responses import Backup


@dataclass
class StartBackup:
    """Starts one backup of a branch.

    replaced_id: the backup that this one replaces, if there is one. It may have the same name.
    similar: once it has run, the name of an existing backup that differs only in case or blanks.
    """

    backups: Backups[Backup]
    call: ApiCall
    inputs: BranchBackupInputs
    replaced_id: str | None
    similar: str | None = None

    def run(self, body: dict[str, Any]) -> tuple[Backup, bool]:
        """Starts the backup once the branch is free. Starts it again if somebody else's backup began in between.

        Returns the backup, and whether it existed before.
        """
        give_up_at = self.backups.client.clock.monotonic() + self.inputs.wait_minutes * 60
        while True:
            manual = self._wait_for_free_branch(give_up_at)
            same_name = self._same_name(manual)
            if len(same_name) > 1:
                raise self._duplicates("exist already", same_name)
            if same_name:
                return same_name[0], True
            self.similar = similar_name(self.inputs.name, (backup.name for backup in manual if not backup.deleted_at))
            try:
                return self._create_once(body, {backup.id for backup in manual}), False
            except Refused:
                if not _unfinished(self.backups.manual(self.call.with_new_deadline())):
                    raise

    def _same_name(self, manual: list[Backup]) -> list[Backup]:
        """The backups that have the name already, without those that failed and the one that is being replaced."""
        return [
            backup
            for backup in manual
            if backup.name == self.inputs.name
            and (backup.is_unfinished or backup.state == "success")
            and not backup.deleted_at
            and backup.id != self.replaced_id
        ]

    def _wait_for_free_branch(self, give_up_at: float) -> list[Backup]:
        """The manual backups of the branch, once none of them is running, because PlanetScale runs one at a time.

        It does not wait if a backup of the declared name exists already.
        """
        other: Backup | None = None

        def look() -> tuple[list[Backup] | None, str]:
            nonlocal other
            # While another backup runs, only that one is read: a branch may have thousands.
            other = other and self.backups.find(other.id)
            if other is None or not other.is_unfinished:
                manual = self.backups.manual(self.call.with_new_deadline())
                unfinished = _unfinished(manual)
                if not unfinished or self._same_name(manual):
                    return manual, ""
                other = unfinished[0]
            named = f"the manual backup {other.name!r} (id {other.id})"
            if not self.inputs.wait:
                raise self.call.error(f"{named} is {other.state} on the branch", "Run pulumi up again afterwards.")
            return None, f"{named} of {self.backups.place} must finish first; it is {other.state}"

        try:
            return poll(self.backups.client, look, give_up_at - self.backups.client.clock.monotonic())
        except PollTimeout:
            waited = duration(self.inputs.wait_minutes * 60)
            raise self.call.error(
                f"another manual backup of the branch was still running after {waited}",
                "Run pulumi up again, or allow more with wait_minutes.",
            ) from None

    def _create_once(self, body: dict[str, Any], before: set[str]) -> Backup:
        call = self.call.with_new_deadline()

        def send() -> Backup:
            return self.backups.parse(call, call.post(self.backups.path(), body))

        def find_created() -> Backup | None:
            new = [backup for backup in self.backups.manual(call) if backup.id not in before]
            created = [backup for backup in new if backup.name == self.inputs.name]
            if len(created) > 1:
                raise self._duplicates("were started", created)
            return created[0] if created else None

        return create_once(call, send, find_created)

    def _duplicates(self, verb: str, backups: list[Backup]) -> Exception:
        found = "; ".join(f"id {backup.id}, {backup.state}" for backup in backups)
        return self.call.error(
            f"{len(backups)} manual backups of this name {verb} ({found})",
            "Choose another name; or delete all but one at PlanetScale, then set adopt=True to adopt that one.",
        )


def _unfinished(backups: list[Backup]) -> list[Backup]:
    return [backup for backup in backups if backup.is_unfinished and not backup.deleted_at]
