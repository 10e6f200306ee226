"""Stacks of one add-on backup schedule, against a served emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider

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
def copied(daily: dict[str, Any]) -> dict[str, Any]:
    """Snapshots that are copied elsewhere."""
    destinations = [{"destination_id": "offsite-archive", "retention_time": 60}, {"destination_id": "cold-store"}]
    return {**daily, "backup_type": "snapshot", "additional_destinations": destinations}


@pytest.fixture
def stack(new_stack: Callable[..., Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(AddonBackupScheduleProvider, config())


@pytest.fixture
def schedules(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The schedules that the vendor has, by add-on."""

    def find(addon: str = "orders-db") -> list[dict[str, Any]]:
        return list(emulator.call("GET", f"/northflank/schedules?addon_id={addon}")["schedules"])

    return find
