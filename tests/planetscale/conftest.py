"""Stacks of one resource, against a served emulator; where they wait, time passes at the emulator alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.http.clock import Clock
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.settings import PLANETSCALE, connect

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

START = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


class EmulatorTime(Clock):
    """Time that passes only where somebody sleeps, and then at the emulator as well.

    At `at`, by seconds from the start, things happen meanwhile.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.passed = 0.0
        self.at: dict[float, Callable[[], object]] = {}
        self._emulator = emulator
        emulator.call("POST", "/clock", {"now": START.isoformat(), "frozen": True})

    def monotonic(self) -> float:
        return 5000.0 + self.passed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        self._emulator.call("POST", "/clock", {"now": self.now().isoformat()})
        for moment in sorted(moment for moment in self.at if moment <= self.passed):
            self.at.pop(moment)()

    def random(self) -> float:
        return 1.0


@pytest.fixture
def nightly() -> dict[str, Any]:
    return {
        "database": "storefront",
        "name": "nightly",
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "03:00",
        "retention_value": 14,
        "retention_unit": "day",
    }


@pytest.fixture
def weekly(nightly: dict[str, Any]) -> dict[str, Any]:
    return {**nightly, "name": "weekly", "frequency_unit": "week", "schedule_day": 0}


@pytest.fixture
def stack(new_stack: Callable[..., Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(BackupPolicyProvider, config())


@pytest.fixture
def policies(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The policies that the vendor has and that it may do without, by database."""

    def find(database: str = "storefront") -> list[dict[str, Any]]:
        found = emulator.call("GET", f"/planetscale/policies?database={database}&required=false")["policies"]
        return list(found)

    return find


@pytest.fixture
def time(emulator: Emulator) -> EmulatorTime:
    return EmulatorTime(emulator)


@pytest.fixture
def timed(config: Callable[..., dict[str, str]], time: EmulatorTime) -> Callable[..., dict[str, str]]:
    """Makes the stack config of one run of Pulumi whose waiting takes no real time."""

    def make(**changes: str) -> dict[str, str]:
        made = config(**changes)
        connect(Settings.of(PLANETSCALE, made.get)).clock = time
        return made

    return make


@pytest.fixture
def before() -> dict[str, Any]:
    """What is declared of a backup before a migration."""
    return {
        "database": "storefront",
        "branch": "main",
        "name": "before",
        "retention_value": 30,
        "retention_unit": "day",
    }


@pytest.fixture
def backups(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The manual backups of a branch, the oldest first."""

    def find(branch: str = "main", database: str = "storefront") -> list[dict[str, Any]]:
        found = emulator.call("GET", f"/planetscale/backups?database={database}&branch={branch}")["backups"]
        return [backup for backup in found if backup["backup_policy"] is None]

    return find
