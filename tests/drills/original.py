"""An original without a vendor: it does what a test says, and records what it is asked."""

# ruff: noqa: ARG002 - the arguments are those of the interface

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pulumi_backups.drills import Backup, Check, Credentials, Original, Outcome, Progress, Report, Request, run
from pulumi_backups.http.client import Client

from tests.http.conftest import FakeClock

BACKUP = Backup("b1", "nightly", datetime(2026, 1, 31, 3, 0, tzinfo=UTC), 454_000_000)
ACCESS = Credentials("sql://me:s3cr%2Ft@host:1/shop", "host", 1, "me", "s3cr/t", "shop")
READY = Progress("ready", "ready")
COPY = "drill-20260131-000000000000"


class FakeOriginal(Original):
    """`steps` maps the name of a method to what happens in it before it answers: an error, or a call."""

    place, where, noun = "acme/storefront", "acme/storefront/main", "branch"

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.client = Client("Vendor", "https://api.example.test", None, clock=self.clock)
        self.asked: list[str] = []
        self.copies: set[str] = set()
        self.steps: dict[str, Exception | Callable[[], Any]] = {}
        self.progress = [Progress("waiting", "pending"), READY]
        self.found = [Check("tables", Outcome.PASSED, "All tables are there.")]

    def _happens(self, step: str) -> None:
        self.asked.append(step)
        event = self.steps.get(step)
        if isinstance(event, Exception):
            raise event
        if event is not None:
            event()

    def find(self, id: str | None) -> Backup:
        self._happens("find")
        return BACKUP

    def prepare(self) -> str:
        self._happens("prepare")
        return "size S"

    def new_name(self, today: datetime) -> str:
        return COPY

    def restore(self, backup: Backup, name: str) -> None:
        self.copies.add(name)
        self._happens("restore")

    def look(self, name: str) -> Progress:
        self._happens("look")
        return self.progress.pop(0) if len(self.progress) > 1 else self.progress[0]

    def checks(self, name: str) -> Iterator[Check]:
        self._happens("checks")
        yield from self.found

    def credentials(self, name: str, seconds: int) -> Credentials:
        self._happens("credentials")
        return ACCESS

    def delete(self, name: str) -> bool:
        self._happens("delete")
        there = name in self.copies
        self.copies.discard(name)
        return there


def report_of(original: FakeOriginal) -> Report:
    """The report of a drill that has not begun."""
    return Report("fake", "Vendor", original.place, original.where, original.clock.now(), "ada@host", {"tool": "1"})


def drilled(
    original: FakeOriginal,
    *,
    agreed: bool = True,
    said: list[str] | None = None,
    into: Report | None = None,
    **request: Any,
) -> Report:
    """Makes a drill, and returns its report."""
    report = into or report_of(original)
    given = {"limit": timedelta(minutes=10), **request}
    run(original, Request(**given), report, lambda: agreed, (said if said is not None else []).append)
    return report


def outcomes(report: Report) -> dict[str, str]:
    """The outcome of each check."""
    return {each.name: each.outcome.value for each in report.checks}
