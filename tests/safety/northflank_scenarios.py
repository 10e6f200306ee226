"""What a user of Northflank's resources sees under each choice of a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

from tests.safety.scenarios import (
    DUMP,
    SNAPSHOT,
    World,
    under,
)

if TYPE_CHECKING:
    pass

# --- Northflank -----------------------------------------------------------------------------------------------


@under("northflank.backup_seconds", 0, 600)
@under("northflank.backup_outcome", "completed", "failed", "aborted", "in-progress")
def backups_of_a_schedule_are_no_drift(world: World, _choice: Any) -> None:
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    recorded = dict(stack.recorded)
    world.clock.sleep(2 * 86400)
    assert world.emulator.call("GET", "/northflank/backups")["backups"]
    stack.start(world.run())
    assert stack.refresh()
    assert stack.recorded == recorded
    assert stack.up(**DUMP) == "same"


@under("northflank.interval_retention_limits", False)
def long_retention_is_a_warning(world: World, _choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    assert stack.up(**{**DUMP, "retention_time": 113}) == "created"
    assert "retention_time of 113 days" in world.warnings()


@under("northflank.interval_retention_limits", True)
def long_retention_is_a_warning_and_then_an_error(world: World, _choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    with pytest.raises(BackupsError, match=r"^Northflank: could not create .* 400 .*retentionTime must be at most 60"):
        stack.up(**{**DUMP, "retention_time": 114})
    assert "retention_time of 114 days" in world.warnings()
    assert world.schedules() == []


@under("northflank.not_applicable", "refuse", "ignore")
def field_that_the_backup_type_does_not_use_is_refused_in_the_preview(world: World, _choice: str) -> None:
    stack = world.stack("AddonBackupSchedule")
    assert list(stack.problems(**SNAPSHOT, compression_type="gz")) == ["compression_type"]
    copies = [{"destination_id": "offsite-archive"}]
    assert list(stack.problems(**DUMP, additional_destinations=copies)) == ["additional_destinations"]
    # Nothing that does not apply is filled in and sent.
    for declared in (SNAPSHOT, DUMP):
        stack = world.stack("AddonBackupSchedule")
        assert stack.up(**declared) == "created"
        assert stack.up(**declared) == "same"


@under("northflank.destinations_exist", True, False)
def unknown_destination(world: World, choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    declared = {**SNAPSHOT, "additional_destinations": [{"destination_id": "nowhere"}]}
    if choice:
        with pytest.raises(BackupsError, match=r"^Northflank: could not create .* 400 .*nowhere does not exist"):
            stack.up(**declared)
    else:
        assert stack.up(**declared) == "created"
    assert len(world.schedules()) == (0 if choice else 1)
    assert world.stack("AddonBackupSchedule").up(**DUMP) == "created"


@under("northflank.schedule_pages", True, False)
def schedule_is_found_among_many(world: World, choice: bool) -> None:
    many = [{"scheduling": {"interval": f"other-{number}", "minute": [0]}} for number in range(205)]
    seed = {"projects": {"shop": {"addons": {"orders-db": {"schedules": many}}}}}
    world.emulator.call("POST", "/seed", {"northflank": seed})
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    stack.start(world.run())
    world.emulator.sent()
    assert stack.refresh()
    assert len(world.emulator.sent()) == (3 if choice else 1)
    assert stack.up(**DUMP) == "same"


@under("northflank.array_order", "keep", "sorted", "reversed")
def order_of_minutes_and_hours_is_no_drift(world: World, _choice: str) -> None:
    declared = {**DUMP, "scheduling": {"interval": "daily", "hour": [14, 2, 20], "minute": [30, 0]}}
    stack = world.stack("AddonBackupSchedule")
    stack.up(**declared)
    inputs = dict(stack.inputs)
    stack.start(world.run())
    assert stack.refresh()
    assert stack.inputs == inputs
    assert stack.up(**declared) == "same"


@under("northflank.delete_missing", 404, 200, 400, 410)
def schedule_that_is_gone_can_be_destroyed(world: World, _choice: int) -> None:
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    world.emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.destroy()
    assert world.emulator.sent().count("deleteAddonBackupSchedule") == 1


@under("northflank.duplicate_status", 409, 400)
def lost_response_creates_no_second_schedule(world: World, _choice: int) -> None:
    world.emulator.fail("cut_after", operation="createAddonBackupSchedule", times=1)
    world.emulator.fail("empty_list", operation="listAddonBackupSchedules", skip=1, times=1)
    stack = world.stack("AddonBackupSchedule", northflank__retrySeconds="60")
    stack.up(**DUMP)
    assert [schedule["id"] for schedule in world.schedules()] == [stack.state["schedule_id"]]
    assert world.emulator.sent().count("createAddonBackupSchedule") == 2
