"""What a drill found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """Of one check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    """It could not run, so it proves nothing."""


class Result(StrEnum):
    """Of a whole drill. The exit status is the position in this list."""

    PROVEN = "proven"
    """The backup was restored, and every check passed."""
    NOT_PROVEN = "not proven"
    """There is no backup, it was not restored, or a check did not pass."""
    NOT_TRIED = "not tried"
    """No copy was made."""

    @property
    def exit_status(self) -> int:
        return list(Result).index(self)


@dataclass(frozen=True)
class Check:
    """One thing that a drill checked. `words` is a sentence that says what was found, or why it could not run."""

    name: str
    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Backup:
    """A backup that can be restored. `taken_at`: the moment to which it leads back. `size`: in bytes, if known."""

    id: str
    name: str
    taken_at: datetime
    size: int | None = None


@dataclass
class Report:
    """A drill, from its beginning to its end.

    vendor: its key. title: its name in sentences.
    place: what resources are about: "acme/storefront". where: the place, with the branch: "acme/storefront/main".
    tried: whether the vendor began a copy, or has no backup to begin with.
    copy: the name of the copy. None if none was asked for. copy_settings: what the copy was: "size PS_10".
    restored_in: from the request to the copy that is ready. The wait looks at intervals, so it is up to 15% too long.
    output: what the command of the verification wrote.
    """

    vendor: str
    title: str
    place: str
    where: str
    started_at: datetime
    asked_by: str
    versions: dict[str, str]
    ended_at: datetime | None = None
    tried: bool = False
    backup: Backup | None = None
    copy: str | None = None
    copy_settings: str = ""
    restored_in: timedelta | None = None
    checks: list[Check] = field(default_factory=list)
    output: str = ""

    def add(self, name: str, outcome: Outcome, words: str) -> None:
        """Records a check."""
        self.checks.append(Check(name, outcome, words))

    @property
    def result(self) -> Result:
        if not self.tried:
            return Result.NOT_TRIED
        proven = self.restored_in is not None and not self.problems
        return Result.PROVEN if proven else Result.NOT_PROVEN

    @property
    def age(self) -> timedelta | None:
        """How old the backup was when the drill began: what a real restore would have lost.

        If the vendor's clock is ahead of ours, a new backup seems to be of the future. It counts as just taken.
        """
        return None if self.backup is None else max(self.started_at - self.backup.taken_at, timedelta())

    @property
    def problems(self) -> list[str]:
        """Why the result is not good, as sentences."""
        return [check.words for check in self.checks if check.outcome is not Outcome.PASSED]
