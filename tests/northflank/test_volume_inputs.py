"""Inputs of a volume's backup schedule: which are valid, and the message for each violation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.output import UNKNOWN
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]

HOURLY = {"interval": "hourly", "minute": [0]}
DAILY = {"interval": "daily", "hour": [1], "minute": [0]}
PLACE = {"project_id": "shop", "volume_id": "uploads"}
DECLARED = {**PLACE, "scheduling": DAILY, "retention_time": 14}


@pytest.fixture
def stack(new_stack: type[Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(VolumeBackupScheduleProvider, config())


def test_canonical_form_is_that_of_an_addon_schedule(stack: Stack) -> None:
    loose = {"interval": "daily", "hour": [13.0, 1, 1], "minute": 30}
    checked = stack.check(**{**DECLARED, "scheduling": loose})
    assert checked.failures == []
    assert checked.inputs == {**DECLARED, "scheduling": {"interval": "daily", "hour": [1, 13], "minute": [30]}}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"volume_id": None}, ["volume_id"]),
        ({"volume_id": "a/b"}, ["volume_id"]),
        ({"project_id": ".."}, ["project_id"]),
        ({"retention_time": 0}, ["retention_time"]),
        ({"retention_time": 121}, ["retention_time"]),
        ({"scheduling": {"interval": "monthly", "minute": [0]}}, ["scheduling.interval"]),
        ({"scheduling": {"interval": "daily", "minute": [0]}}, ["scheduling.hour"]),
        ({"scheduling": {**HOURLY, "hour": [1]}}, ["scheduling.hour"]),
        ({"scheduling": {**DAILY, "day": [1]}}, ["scheduling.day"]),
        ({"scheduling": {**DAILY, "minute": [60]}}, ["scheduling.minute[0]"]),
        ({"backup_type": "snapshot"}, ["backup_type"]),
        ({"compression_type": "gz"}, ["compression_type"]),
        ({"additional_destinations": []}, ["additional_destinations"]),
        ({"scheduling": UNKNOWN, "retention_time": 0}, ["retention_time"]),
        ({"scheduling": UNKNOWN, "volume_id": UNKNOWN}, []),
    ],
)
def test_violation_names_its_input(stack: Stack, change: Declared, found: list[str]) -> None:
    assert list(stack.problems(**{**DECLARED, **change})) == found


@pytest.mark.parametrize(("days", "fits"), [(20, True), (21, False)])
def test_more_than_500_unexpired_snapshots_are_a_violation(
    stack: Stack, emulator: Emulator, days: int, fits: bool
) -> None:
    declared = {**DECLARED, "scheduling": HOURLY, "retention_time": days}
    if fits:
        assert stack.up(**declared) == "created", "and the vendor counts the same"
        return
    assert stack.problems(**declared) == {
        "retention_time": "of 21 days would keep 504 backups at once, more than the 500 that a schedule may keep: at "
        "most 20 with this scheduling"
    }
    assert emulator.sent() == []


def test_retention_above_the_older_limit_is_a_warning(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert stack.problems(**{**DECLARED, "retention_time": 61}) == {}
    assert "warning: Northflank: shop/uploads: retention_time of 61 days" in capsys.readouterr().err
