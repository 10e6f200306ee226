"""A schedule that another resource of the stack created or found is never deleted.

A resource finds its schedule by backup type and interval, and its successor has the same ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Schedules = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

KEY = "shop/orders-db/dump/daily"


def ids(schedules: Schedules) -> list[str]:
    return [schedule["id"] for schedule in schedules()]


def create_successor(
    stack: Stack, emulator: Emulator, config: Config, then: Declared, first: Declared
) -> dict[str, Any]:
    """Creates a successor in a new run, after the schedule of the first was deleted outside. Returns the first's state.

    So it is where the engine replaces of its own accord, as with --replace: it compares nothing, and creates first.
    """
    stack.up(**first)
    old = dict(stack.state)
    emulator.call("DELETE", f"/northflank/schedules/{old['schedule_id']}")
    stack.start(config())
    stack.id = None
    assert stack.up(**then) == "created"
    return old


def test_schedule_of_a_successor_in_this_run_is_kept(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    old = create_successor(stack, emulator, config, daily, daily)
    stack.provider.delete(KEY, old)
    assert ids(schedules) == [stack.state["schedule_id"]]


@pytest.mark.parametrize("refreshing", [False, True])
def test_schedule_of_a_successor_in_an_earlier_run_is_kept(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, refreshing: bool
) -> None:
    old = create_successor(stack, emulator, config, daily, daily)
    # That run was killed here, so this run has to delete the old resource.
    stack.start(config())
    if refreshing:
        stack.refresh()
        old = dict(stack.provider.read(KEY, old).outs or {})
    assert stack.up(**daily) == "same"
    stack.provider.delete(KEY, old)
    assert ids(schedules) == [stack.state["schedule_id"]]


def test_daily_schedule_after_a_weekly_one_is_kept_when_the_first_daily_one_is_deleted(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    weekly = {**daily, "scheduling": {"interval": "weekly", "day": 0, "hour": 2, "minute": 0}}
    old = create_successor(stack, emulator, config, weekly, daily)
    # The first resource is still to be deleted.
    stack.start(config())
    assert stack.up(**daily) == "replaced"
    stack.provider.delete(KEY, old)
    assert ids(schedules) == [stack.state["schedule_id"]]


def test_schedule_that_an_update_created_before_the_run_was_killed_is_deleted(
    stack: Stack, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    before = dict(stack.state)
    stack.up(**{**daily, "retention_time": 7})
    # The run was killed before it wrote the state, so the state has the id of the old schedule.
    stack.start(config())
    stack.provider.delete(KEY, before)
    assert ids(schedules) == []


def test_schedule_is_deleted_with_the_last_resource_that_has_it(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    old = create_successor(stack, emulator, config, daily, daily)
    stack.start(config())
    # pulumi destroy --refresh
    stack.refresh()
    old = dict(stack.provider.read(KEY, old).outs or {})
    stack.provider.delete(KEY, old)
    assert len(ids(schedules)) == 1
    stack.destroy()
    assert ids(schedules) == []


def test_adoption_that_created_its_object_again_is_no_second_owner(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.up(**daily, adopt=True)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    # It was deleted for a replacement that failed: the engine compares it, and then creates it again.
    stack.start(config())
    assert stack.preview(**daily, adopt=True).changes is False
    stack.id = None
    stack.up(**daily, adopt=True)
    assert "two resources of this program have" not in capsys.readouterr().err
