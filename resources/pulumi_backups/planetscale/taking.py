"""How a backup is taken: after any other manual one of its branch, exactly once; or the one of its name is adopted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge.host import warn
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import Refused
from pulumi_backups.http.operation import Operation
from pulumi_backups.http.polling import OutOfTime, poll

if TYPE_CHECKING:
    from pulumi_backups.planetscale.answers import Backup
    from pulumi_backups.planetscale.backups import Backups
    from pulumi_backups.planetscale.branch_backup import BranchBackupInputs


@dataclass
class Taking:
    """Takes one backup of a branch.

    replaced: the ids of backups that are just being replaced; one of them may have the name.
    """

    backups: Backups[Backup]
    operation: Operation
    inputs: BranchBackupInputs
    replaced: AbstractSet[str]

    def take(self, body: dict[str, Any]) -> tuple[Backup, bool]:
        """Takes the backup once the branch is free, and again where somebody else's began in between; or adopts.

        Gives the backup, and whether it was adopted.
        """
        give_up_at = self.backups.client.time.monotonic() + self.inputs.wait_minutes * 60
        while True:
            by_hand = self._free_branch(give_up_at)
            if namesakes := self._namesakes(by_hand):
                return self._adopt(namesakes), True
            try:
                return self._create_once(body, {backup.id for backup in by_hand}), False
            except Refused:
                if not _running(self.backups.by_hand(self.operation.again())):
                    raise

    def _namesakes(self, by_hand: list[Backup]) -> list[Backup]:
        """The backups that have the name already, but for those that failed or are just being replaced."""
        return [
            backup
            for backup in by_hand
            if backup.name == self.inputs.name
            and (backup.is_unfinished or backup.state == "success")
            and not backup.deleted_at
            and backup.id not in self.replaced
        ]

    def _adopt(self, namesakes: list[Backup]) -> Backup:
        found = "; ".join(f"id {backup.id}, {backup.state}" for backup in namesakes)
        if len(namesakes) > 1:
            raise self.operation.error(
                f"{len(namesakes)} manual backups of this name are there already ({found})",
                "Choose another name; or delete all but one at PlanetScale, then set adopt=True to take that one over.",
            )
        if not self.inputs.adopt:
            raise self.operation.error(
                f"a manual backup of this name is there already ({found})",
                "If an earlier run was cut off, it is that one: set adopt=True to take it over. "
                "To take another one, choose another name.",
            )
        if self.inputs.retention_value is not None or self.inputs.emergency:
            warn(
                f"PlanetScale: the backup {self.inputs.name!r} of {self.backups.place} is adopted as it was taken: its "
                "retention cannot be changed any more, whatever is declared. How long it is kept shows in expires_at."
            )
        return namesakes[0]

    def _free_branch(self, give_up_at: float) -> list[Backup]:
        """The branch's manual backups, once none of them is running, as the vendor runs one at a time; at once where
        one has the name already."""
        other: Backup | None = None

        def look() -> tuple[list[Backup] | None, str]:
            nonlocal other
            # While it runs it is read by itself: a branch may have thousands of backups.
            other = other and self.backups.find(other.id)
            if other is None or not other.is_unfinished:
                by_hand = self.backups.by_hand(self.operation.again())
                running = _running(by_hand)
                if not running or self._namesakes(by_hand):
                    return by_hand, ""
                other = running[0]
            named = f"the manual backup {other.name!r} (id {other.id})"
            if not self.inputs.wait:
                raise self.operation.error(f"{named} is {other.state} on the branch", "Run pulumi up again afterwards.")
            return None, f"{named} of {self.backups.place} has to finish first; it is {other.state}"

        try:
            return poll(self.backups.client, look, give_up_at - self.backups.client.time.monotonic())
        except OutOfTime:
            raise self.operation.error(
                f"another manual backup of the branch was still running after {self.inputs.wait_minutes} minutes",
                "Run pulumi up again, or allow more with wait_minutes.",
            ) from None

    def _create_once(self, body: dict[str, Any], before: set[str]) -> Backup:
        operation = self.operation.again()

        def send() -> Backup:
            return self.backups.parse(operation, operation.post(self.backups.path(), body))

        def find_made() -> Backup | None:
            fresh = [backup for backup in self.backups.by_hand(operation) if backup.id not in before]
            made = [backup for backup in fresh if backup.name == self.inputs.name]
            if len(made) > 1:
                raise operation.error(
                    f"it was taken {len(made)} times (id {', '.join(backup.id for backup in made)})",
                    "Delete all but one at PlanetScale; then set adopt=True to take that one over.",
                )
            return made[0] if made else None

        return create_once(operation, send, find_made)


def _running(backups: list[Backup]) -> list[Backup]:
    return [backup for backup in backups if backup.is_unfinished and not backup.deleted_at]
