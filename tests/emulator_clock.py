"""A clock for clients of the emulator: waiting takes no real time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pulumi_backups.http.clock import Clock

if TYPE_CHECKING:
    from tests.conftest import Emulator

START = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


class EmulatorClock(Clock):
    """Time passes only when somebody sleeps, and passes at the emulator as well.

    at: what happens meanwhile, by seconds since the start.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.elapsed = 0.0
        self.at: dict[float, Callable[[], object]] = {}
        self._emulator = emulator
        emulator.call("POST", "/clock", {"now": START.isoformat(), "frozen": True})

    def monotonic(self) -> float:
        return 5000.0 + self.elapsed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds
        self._emulator.call("POST", "/clock", {"now": self.now().isoformat()})
        for moment in sorted(moment for moment in self.at if moment <= self.elapsed):
            self.at.pop(moment)()

    def random(self) -> float:
        return 1.0
