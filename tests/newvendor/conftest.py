"""A stack of one backup schedule of Newvendor, and the fixtures of the real engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.newvendor.backup_schedule import BackupScheduleProvider

from tests.engine.conftest import blank, stack, vendors
from tests.newvendor.kinds import VENDOR

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

__all__ = ["blank", "stack", "vendors"]


@pytest.fixture
def nightly() -> dict[str, Any]:
    """The inputs of a schedule."""
    return dict(VENDOR.kinds["BackupSchedule"].declared)


@pytest.fixture
def schedule(new_stack: Callable[..., Stack], config: Callable[..., dict[str, str]]) -> Stack:
    """A stack of one schedule, before its first pulumi up."""
    return new_stack(BackupScheduleProvider, config())


@pytest.fixture
def schedules(emulator: Emulator) -> Callable[[], list[dict[str, Any]]]:
    """Lists the schedules at the vendor."""
    return lambda: list(emulator.call("GET", "/newvendor/schedules")["schedules"])
