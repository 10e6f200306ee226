"""How many unexpired backups a schedule keeps, and its limit of 500: checked in the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider

if TYPE_CHECKING:
    from tests.conftest import Stack

SIXTY_A_DAY = {"minute": list(range(20)), "hour": [1, 2, 3]}


@pytest.fixture
def offline(new_stack: type[Stack]) -> Stack:
    """A stack without a server."""
    return new_stack(VolumeBackupScheduleProvider, {})


def problems(offline: Stack, scheduling: dict[str, Any], days: int) -> dict[str, str]:
    return offline.problems(project_id="shop", volume_id="uploads", scheduling=scheduling, retention_time=days)


@pytest.mark.parametrize(
    ("weekdays", "days", "kept", "longest"),
    [
        # Four weeks, and the fullest three days in a row: two of the weekdays.
        ([0, 2], 31, 600, 28),
        # One of them.
        ([0, 3], 31, 540, 28),
        # The fullest days in a row may span two weeks.
        ([0, 6], 30, 600, 28),
        # Whole weeks only.
        ([0, 3], 35, 600, 28),
        # Less than a week.
        ([0, 1, 2, 3, 4, 5, 6], 9, 540, 8),
    ],
)
def test_weekly_schedule_keeps_the_backups_of_its_fullest_days(
    offline: Stack, weekdays: list[int], days: int, kept: int, longest: int
) -> None:
    scheduling = {"interval": "weekly", "day": weekdays, **SIXTY_A_DAY}
    found = problems(offline, scheduling, days)
    assert list(found) == ["retention_time"]
    assert f"of {days} days would keep {kept} backups" in found["retention_time"]
    assert f"at most {longest} " in found["retention_time"]
    assert problems(offline, scheduling, longest) == {}


@pytest.mark.parametrize(
    ("scheduling", "days"),
    [
        ({"interval": "hourly", "minute": list(range(50))}, 1),
        ({"interval": "daily", "minute": list(range(60)), "hour": list(range(9))}, 1),
    ],
)
def test_scheduling_that_no_retention_fits_says_so(offline: Stack, scheduling: dict[str, Any], days: int) -> None:
    assert "no retention" in problems(offline, scheduling, days)["retention_time"]


@pytest.mark.parametrize(("minutes", "fits"), [(25, True), (26, False)])
def test_limit_is_500_backups(offline: Stack, minutes: int, fits: bool) -> None:
    scheduling = {"interval": "daily", "minute": list(range(minutes)), "hour": list(range(20))}
    assert (problems(offline, scheduling, 1) == {}) == fits
    assert ("at most 1 " in problems(offline, scheduling, 2)["retention_time"]) == fits


@pytest.mark.parametrize(
    ("interval", "days", "warns"),
    [("hourly", 7, False), ("hourly", 8, True), ("daily", 60, False), ("daily", 61, True)],
)
def test_retention_above_the_older_limit_is_a_warning(
    offline: Stack, interval: str, days: int, warns: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = {"hour": [1]} if interval == "daily" else {}
    declared = {"scheduling": {"interval": interval, "minute": [0], **hours}, "retention_time": days}
    # A warning is shown once in a process, so the volume is another one than in other tests.
    assert offline.problems(project_id="shop", volume_id="older-limit", **declared) == {}
    assert (f"retention_time of {days} days" in capsys.readouterr().err) == warns
