"""One drill: find a backup, restore it into a copy, wait, verify, and delete the copy whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pulumi_backups.drills.interrupts import Interrupted, Interrupts, interrupts
from pulumi_backups.drills.report import Backup, Outcome, Report
from pulumi_backups.drills.vendor import NoBackup, Original, Progress
from pulumi_backups.drills.verification import NAME as VERIFICATION
from pulumi_backups.drills.verification import verify
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.durations import duration
from pulumi_backups.http.polling import PollTimeout, poll

# Seconds until a copy is looked for again whose request was cut off. The vendor may still be carrying it out.
LATER = (2.0, 5.0, 10.0)
# Seconds by which an access to the copy outlives the command that uses it.
MARGIN = 60
CLEAN_UP = "It costs money until it is deleted: pulumi-backups drill --clean-up"


@dataclass(frozen=True)
class Request:
    """What a person asks for.

    backup: its id. None is the newest one. limit: of the wait for the copy, and then of the command, each.
    verify: a command line that checks the copy. hidden: variables of the environment that it does not get.
    """

    backup: str | None = None
    limit: timedelta = timedelta(minutes=60)
    verify: str | None = None
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)


def run(
    original: Original, request: Request, report: Report, agreed: Callable[[], bool], say: Callable[[str], None]
) -> None:
    """Makes a drill, and fills in the report. For the main thread, because it handles signals.

    agreed: asks the person, once the report has the backup and the copy's settings. say: shows a line.
    """
    with interrupts(say) as signals:
        drill = _Drill(original, request, report, say, signals)
        try:
            try:
                drill.restore_and_check(agreed)
            finally:
                signals.hold()
        except Interrupted as stop:
            report.add("drill", Outcome.FAILED, f"The drill was stopped by {stop}.")
        except Exception as mistake:
            report.add(
                "drill", Outcome.NOT_RUN, f"A mistake in pulumi-backups stopped the drill: {type(mistake).__name__}."
            )
            raise
        finally:
            drill.delete()
            report.ended_at = original.client.clock.now()


class _Drill:
    def __init__(
        self, original: Original, request: Request, report: Report, say: Callable[[str], None], signals: Interrupts
    ) -> None:
        self.original, self.request, self.report, self.say, self.signals = original, request, report, say, signals
        # Whether the vendor has confirmed the copy.
        self._confirmed = False

    def restore_and_check(self, agreed: Callable[[], bool]) -> None:
        """All steps but the deletion. What goes wrong is in the report."""
        backup = self._find()
        if backup and self._agreed(agreed) and self._restore(backup) and self._wait():
            self._check()
            if self.request.verify is not None:
                self._verify(self.request.verify)

    def _find(self) -> Backup | None:
        report = self.report
        try:
            report.backup = self.original.find(self.request.backup)
            report.copy_settings = self.original.prepare()
            return report.backup
        except NoBackup as none:
            report.tried = True
            report.add("backup", Outcome.FAILED, str(none))
        except BackupsError as error:
            report.add("backup", Outcome.NOT_RUN, str(error))
        finally:
            report.where = self.original.where
        return None

    def _agreed(self, agreed: Callable[[], bool]) -> bool:
        if agreed():
            return True
        self.report.add("drill", Outcome.NOT_RUN, "You did not agree, so nothing was made.")
        return False

    def _restore(self, backup: Backup) -> bool:
        report = self.report
        name = self.original.new_name(self.original.client.clock.now())
        # Set before the request: if its answer is lost, the copy is found by its name.
        report.copy = name
        self.say(f"restoring into the {self.original.noun} {name}")
        self._began = self.original.client.clock.monotonic()
        try:
            self.original.restore(backup, name)
        except BackupsError as error:
            report.add("restore", Outcome.NOT_RUN, str(error))
            return False
        self._confirmed = report.tried = True
        return True

    def _wait(self) -> bool:
        clock, name = self.original.client.clock, str(self.report.copy)

        def look() -> tuple[Progress | None, str]:
            found = self.original.look(name)
            return (None if found.state == "waiting" else found), f"the {self.original.noun} {name} is {found.words}"

        limit = self.request.limit.total_seconds()
        try:
            found = poll(self.original.client, look, limit)
        except PollTimeout:
            self._not_restored(f"It was not ready after {duration(limit)}. Allow more with --limit.")
            return False
        except BackupsError as error:
            self._not_restored(str(error))
            return False
        if found.state == "failed":
            self._not_restored(f"The {self.original.noun} {name} is {found.words}.")
            return False
        passed = clock.monotonic() - self._began
        self.report.restored_in = timedelta(seconds=passed)
        self.report.add("restore", Outcome.PASSED, f"The copy was ready after {duration(passed)}.")
        self.say(f"restored in {duration(passed)}")
        return True

    def _not_restored(self, words: str) -> None:
        self.report.add("restore", Outcome.FAILED, words)

    def _check(self) -> None:
        try:
            for check in self.original.checks(str(self.report.copy)):
                self.report.checks.append(check)
                self.say(f"{check.name}: {check.outcome}. {check.words}")
        except BackupsError as error:
            self.report.add("content", Outcome.NOT_RUN, str(error))

    def _verify(self, command: str) -> None:
        seconds = self.request.limit.total_seconds()
        try:
            credentials = self.original.credentials(str(self.report.copy), round(seconds) + MARGIN)
        except BackupsError as error:
            self.report.add(VERIFICATION, Outcome.NOT_RUN, str(error))
            return
        self.say("running the command of --verify")
        check, self.report.output = verify(command, credentials, seconds, self.request.hidden, self.signals.wait())
        self.report.checks.append(check)

    def delete(self) -> None:
        """Deletes the copy, if there may be one."""
        name, report = self.report.copy, self.report
        if name is None:
            return
        # Until it is certain that there is no copy, the report must not say so.
        tried, report.tried = report.tried, True
        try:
            with self.signals.deletion():
                self.say(f"deleting the {self.original.noun} {name}")
                deleted = self.original.delete(name)
                for seconds in () if deleted or self._confirmed else LATER:
                    self.original.client.clock.sleep(seconds)
                    deleted = self.original.delete(name) or deleted
        except (BackupsError, Interrupted) as error:
            self._may_still_be_there(f"{error} stopped it." if isinstance(error, Interrupted) else str(error))
            return
        except Exception as mistake:
            self._may_still_be_there(f"A mistake in pulumi-backups stopped the deletion: {type(mistake).__name__}.")
            raise
        report.tried = tried or deleted
        if deleted:
            report.add("deletion", Outcome.PASSED, f"The copy {name} is deleted.")
        elif self._confirmed:
            # It may have another name, and cost money under that.
            words = f"The copy {name} was gone before the drill deleted it. Look whether somebody has renamed it."
            report.add("deletion", Outcome.NOT_RUN, words)

    def _may_still_be_there(self, reason: str) -> None:
        words = f"The copy {self.report.copy} may still be there. {reason} {CLEAN_UP}"
        self.report.add("deletion", Outcome.FAILED, words)
