"""Backup schedules of Newvendor, through their provider, against the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Schedules = Callable[[], list[dict[str, Any]]]
Declared = dict[str, Any]
BY_HAND = {"cluster": "main", "name": "nightly", "window": {"days": [0, 3], "hour": 2}, "retention_days": 14}


def test_create_sends_one_put(schedule: Stack, emulator: Emulator, schedules: Schedules, nightly: Declared) -> None:
    assert schedule.up(**nightly) == "created"
    assert (schedule.id, schedule.recorded) == ("main/nightly", nightly)
    assert schedules() == [BY_HAND]
    assert emulator.bodies("putSchedule") == [{"window": {"days": [0, 3], "hour": 2}, "retention_days": 14}]


def test_order_of_days_is_no_change(schedule: Stack, nightly: Declared) -> None:
    schedule.up(**nightly)
    assert schedule.up(**{**nightly, "window": {"days": [3, 0, 3], "hour": 2}}) == "same"


def test_update_changes_the_schedule_in_place(schedule: Stack, schedules: Schedules, nightly: Declared) -> None:
    schedule.up(**nightly)
    assert schedule.up(**{**nightly, "window": {"days": 5, "hour": 4}}) == "updated"
    assert schedules() == [{**BY_HAND, "window": {"days": [5], "hour": 4}}]


def test_other_name_replaces_the_schedule(schedule: Stack, schedules: Schedules, nightly: Declared) -> None:
    schedule.up(**nightly)
    assert schedule.up(**{**nightly, "name": "weekly"}) == "replaced"
    assert schedules() == [{**BY_HAND, "name": "weekly"}]


def test_refresh_without_drift_changes_nothing(schedule: Stack, nightly: Declared) -> None:
    schedule.up(**nightly)
    before = (dict(schedule.state), dict(schedule.inputs))
    assert schedule.refresh()
    assert (schedule.state, schedule.inputs) == before
    assert schedule.up(**nightly) == "same"


def test_refresh_detects_drift_and_up_corrects_it(
    schedule: Stack, emulator: Emulator, schedules: Schedules, nightly: Declared
) -> None:
    schedule.up(**nightly)
    emulator.call("PATCH", "/newvendor/schedules/nightly", {"window": {"days": [3, 0], "hour": 9}})
    assert schedule.refresh()
    assert schedule.inputs["window"] == {"days": [0, 3], "hour": 9}
    assert schedule.up(**nightly) == "updated"
    assert schedules() == [BY_HAND]


def test_refresh_detects_a_deletion_and_up_creates_the_schedule_again(
    schedule: Stack, emulator: Emulator, schedules: Schedules, nightly: Declared
) -> None:
    schedule.up(**nightly)
    emulator.call("DELETE", "/newvendor/schedules/nightly")
    assert not schedule.refresh()
    assert schedule.up(**nightly) == "created"
    assert schedules() == [BY_HAND]


def test_existing_schedule_is_an_error_without_adopt(schedule: Stack, emulator: Emulator, nightly: Declared) -> None:
    emulator.call("POST", "/newvendor/schedules", BY_HAND)
    with pytest.raises(BackupsError, match=r"could not create the backup schedule main/nightly: it exists already"):
        schedule.up(**nightly)
    assert emulator.bodies("putSchedule") == []


def test_adopt_takes_an_equal_schedule_and_sends_nothing(
    schedule: Stack, emulator: Emulator, nightly: Declared
) -> None:
    emulator.call("POST", "/newvendor/schedules", BY_HAND)
    schedule.up(**nightly, adopt=True)
    assert schedule.id == "main/nightly"
    assert emulator.bodies("putSchedule") == []


def test_adopt_refuses_a_schedule_with_other_settings(schedule: Stack, emulator: Emulator, nightly: Declared) -> None:
    emulator.call("POST", "/newvendor/schedules", {**BY_HAND, "window": {"days": [0, 3], "hour": 5}})
    with pytest.raises(BackupsError, match=r"window\.hour: there 5, declared 2"):
        schedule.up(**nightly, adopt=True)
    assert emulator.bodies("putSchedule") == []


def test_overwrite_adopts_a_schedule_and_changes_it(
    schedule: Stack, emulator: Emulator, schedules: Schedules, nightly: Declared
) -> None:
    emulator.call("POST", "/newvendor/schedules", {**BY_HAND, "retention_days": 3})
    schedule.up(**nightly, adopt="overwrite")
    assert schedules() == [BY_HAND]


def test_destroy_deletes_the_schedule(schedule: Stack, schedules: Schedules, nightly: Declared) -> None:
    schedule.up(**nightly)
    schedule.destroy()
    assert schedules() == []


def test_wrong_window_is_refused_by_the_name_of_the_input(schedule: Stack, nightly: Declared) -> None:
    assert schedule.problems(**{**nightly, "window": {"days": [], "hour": 24}}) == {
        "window.days": "must be one or more whole numbers from 0 to 6, not []",
        "window.hour": "must be a whole number from 0 to 23, not 24",
    }


@pytest.mark.parametrize("name", ["", "..", "a/b", "a?b"])
def test_name_that_would_change_the_path_is_refused(schedule: Stack, nightly: Declared, name: str) -> None:
    assert set(schedule.problems(**{**nightly, "name": name})) == {"name"}
