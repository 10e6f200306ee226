"""Stacks of one add-on backup schedule against the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.settings import NORTHFLANK

from tests.emulator_clock import EmulatorClock

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack


@pytest.fixture
def daily() -> dict[str, Any]:
    return {
        "project_id": "shop",
        "addon_id": "orders-db",
        "backup_type": "dump",
        "scheduling": {"interval": "daily", "hour": [2, 14], "minute": [30]},
        "retention_time": 30,
    }


@pytest.fixture
def snapshot(daily: dict[str, Any]) -> dict[str, Any]:
    return {**daily, "backup_type": "snapshot"}


@pytest.fixture
def copied(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Snapshots with copies at other destinations."""
    destinations = [{"destination_id": "offsite-archive", "retention_time": 60}, {"destination_id": "cold-store"}]
    return {**snapshot, "additional_destinations": destinations}


@pytest.fixture
def stack(new_stack: Callable[..., Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(AddonBackupScheduleProvider, config())


@pytest.fixture
def schedules(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The schedules of an add-on, at the vendor."""

    def find(addon: str = "orders-db") -> list[dict[str, Any]]:
        return list(emulator.call("GET", f"/northflank/schedules?addon_id={addon}")["schedules"])

    return find


@pytest.fixture
def clock(emulator: Emulator) -> EmulatorClock:
    return EmulatorClock(emulator)


@pytest.fixture
def timed(config: Callable[..., dict[str, str]], clock: EmulatorClock) -> Callable[..., dict[str, str]]:
    """Makes the stack config of a run of Pulumi whose waits take no real time."""

    def make(**changes: str) -> dict[str, str]:
        made = config(**changes)
        connect(Settings.of(NORTHFLANK, made.get)).clock = clock
        return made

    return make
