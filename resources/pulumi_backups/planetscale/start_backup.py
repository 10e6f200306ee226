"""How a backup is taken: after any other manual one of its branch, exactly once; or the one of its name is adopted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge.host import warn
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import Refused
from pulumi_backups.http.polling import PollTimeout, poll

if TYPE_CHECKING:
    from pulumi_backups.planetscale.backups import Backups
    from pulumi_backups.planetscale.branch_backup_inputs import BranchBackupInputs
    from pulumi_backups.planetscale.responses import Backup


@dataclass
class StartBackup:
    """Takes one backup of a branch.

    replaced: the ids of backups that are just being replaced; one of them may have the name.
    """

    backups: Backups[Backup]
    call: ApiCall
    inputs: BranchBackupInputs
    replaced: AbstractSet[str]

    def take(self, body: dict[str, Any]) -> tuple[Backup, bool]:
        """Takes the backup once the branch is free, and again where somebody else's began in between; or adopts.

        Gives the backup, and whether it was adopted.
        """
        give_up_at = self.backups.client.clock.monotonic() + self.inputs.wait_minutes * 60
        while True:
            manual = self._free_branch(give_up_at)
            if same_name := self._same_name(manual):
                return self._adopt(same_name), True
            try:
                return self._create_once(body, {backup.id for backup in manual}), False
            except Refused:
                if not _running(self.backups.manual(self.call.with_new_deadline())):
                    raise

    def _same_name(self, manual: list[Backup]) -> list[Backup]:
        """The backups that have the name already, but for those that failed or are just being replaced."""
        return [
            backup
            for backup in manual
            if backup.name == self.inputs.name
            and (backup.is_unfinished or backup.state == "success")
            and not backup.deleted_at
            and backup.id not in self.replaced
        ]

    def _adopt(self, same_name: list[Backup]) -> Backup:
        found = "; ".join(f"id {backup.id}, {backup.state}" for backup in same_name)
        if len(same_name) > 1:
            raise self.call.error(
                f"{len(same_name)} manual backups of this name are there already ({found})",
                "Choose another name; or delete all but one at PlanetScale, then set adopt=True to take that one over.",
            )
        if not self.inputs.adopt:
            raise self.call.error(
                f"a manual backup of this name is there already ({found})",
                "If an earlier run was cut off, it is that one: set adopt=True to take it over. "
                "To take another one, choose another name.",
            )
        if self.inputs.retention_value is not None or self.inputs.emergency:
            warn(
                f"PlanetScale: the backup {self.inputs.name!r} of {self.backups.place} is adopted as it was taken: its "
                "retention cannot be changed any more, whatever is declared. How long it is kept shows in expires_at."
            )
        return same_name[0]

    def _free_branch(self, give_up_at: float) -> list[Backup]:
        """The branch's manual backups, once none of them is running, as the vendor runs one at a time; at once where
        one has the name already."""
        other: Backup | None = None

        def look() -> tuple[list[Backup] | None, str]:
            nonlocal other
            # While it runs it is read by itself: a branch may have thousands of backups.
            other = other and self.backups.find(other.id)
            if other is None or not other.is_unfinished:
                manual = self.backups.manual(self.call.with_new_deadline())
                running = _running(manual)
                if not running or self._same_name(manual):
                    return manual, ""
                other = running[0]
            named = f"the manual backup {other.name!r} (id {other.id})"
            if not self.inputs.wait:
                raise self.call.error(f"{named} is {other.state} on the branch", "Run pulumi up again afterwards.")
            return None, f"{named} of {self.backups.place} has to finish first; it is {other.state}"

        try:
            return poll(self.backups.client, look, give_up_at - self.backups.client.clock.monotonic())
        except PollTimeout:
            raise self.call.error(
                f"another manual backup of the branch was still running after {self.inputs.wait_minutes} minutes",
                "Run pulumi up again, or allow more with wait_minutes.",
            ) from None

    def _create_once(self, body: dict[str, Any], before: set[str]) -> Backup:
        call = self.call.with_new_deadline()

        def send() -> Backup:
            return self.backups.parse(call, call.post(self.backups.path(), body))

        def find_created() -> Backup | None:
            fresh = [backup for backup in self.backups.manual(call) if backup.id not in before]
            made = [backup for backup in fresh if backup.name == self.inputs.name]
            if len(made) > 1:
                raise call.error(
                    f"it was taken {len(made)} times (id {', '.join(backup.id for backup in made)})",
                    "Delete all but one at PlanetScale; then set adopt=True to take that one over.",
                )
            return made[0] if made else None

        return create_once(call, send, find_created)


def _running(backups: list[Backup]) -> list[Backup]:
    return [backup for backup in backups if backup.is_unfinished and not backup.deleted_at]
