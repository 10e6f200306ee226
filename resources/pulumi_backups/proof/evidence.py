"""What a vendor shows of the backups that were promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from pulumi_backups.objectives import BackupRule


class Run(NamedTuple):
    """A run of a policy or schedule, with the backup that it took, if it did.

    at: when it began, so the backup is of this moment.
    outcome: "good" if a backup can be restored from it, "bad" if it ended without one.
    status: the vendor's word. expires_at: when the backup is deleted, if the vendor says it.
    """

    at: datetime
    outcome: Literal["good", "bad", "unfinished"]
    status: str
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Evidence:
    """What there is of one policy or schedule, on one branch, add-on or volume.

    runs: those on record, the newest first. unread: the number of older ones that are on record too.
    rule: the settings that the vendor has now, as a rule. None if they are not compared.
    next_run: when the next one is due, if the vendor says it.
    notes: what the evidence cannot tell, as sentences.
    """

    runs: tuple[Run, ...]
    rule: BackupRule | None = None
    unread: int = 0
    next_run: datetime | None = None
    notes: tuple[str, ...] = ()

    def at(self, moment: datetime) -> Evidence:
        """What there is at a moment: without later runs, and without backups that have expired."""
        there = (run for run in self.runs if run.at <= moment and (run.expires_at is None or run.expires_at > moment))
        return replace(self, runs=tuple(sorted(there, key=lambda run: run.at, reverse=True)))
