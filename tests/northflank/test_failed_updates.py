"""Failures of a create, and of the delete and the create of an update: nothing is lost or duplicated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Schedules = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

CREATE = {"operation": "createAddonBackupSchedule"}
DELETE = {"operation": "deleteAddonBackupSchedule"}
LIST = {"operation": "listAddonBackupSchedules"}
REFUSAL = {"status": 400, "body": {"error": {"status": 400, "message": "Not today", "id": "bad_request"}}}
LOST: list[tuple[str, Declared]] = [
    ("cut_after", {}),
    ("status_after", {"status": 500}),
    ("status_after", {"status": 524}),
    ("truncated", {}),
    ("broken_json", {}),
    ("html", {"commit": True}),
    ("redirect", {"commit": True}),
]


@pytest.mark.parametrize(("kind", "rule"), LOST)
def test_lost_response_creates_no_second_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared, kind: str, rule: Declared
) -> None:
    emulator.fail(kind, times=1, **CREATE, **rule)
    stack.up(**daily)
    assert [schedule["id"] for schedule in schedules()] == [stack.state["schedule_id"]]
    assert emulator.sent().count("createAddonBackupSchedule") == 1


@pytest.mark.parametrize("kind", ["cut_before", "refuse", "status", "html"])
def test_creation_is_retried_if_the_vendor_did_nothing(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, kind: str
) -> None:
    stack.start(config(northflank__retrySeconds="5"))
    emulator.fail(kind, times=1, **CREATE)
    stack.up(**daily)
    assert [schedule["id"] for schedule in schedules()] == [stack.state["schedule_id"]]


def test_schedule_with_other_settings_is_not_mistaken_for_the_new_one(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    place = {"project_id": "shop", "addon_id": "orders-db", "backupType": "dump"}
    emulator.call("POST", "/northflank/schedules", {**place, "retentionTime": 3})
    # Somebody creates it after the list.
    emulator.fail("empty_list", times=1, **LIST)
    emulator.fail("status", status=500, times=1, **CREATE)
    with pytest.raises(BackupsError, match="500 Internal Server Error"):
        stack.up(**daily)
    assert [schedule["retentionTime"] for schedule in schedules()] == [3]


@pytest.mark.parametrize("duplicate_status", [409, 400])
def test_stale_list_after_a_lost_response_creates_no_second_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, duplicate_status: int
) -> None:
    emulator.switch(northflank__duplicate_status=duplicate_status)
    stack.start(config(northflank__retrySeconds="5"))
    emulator.fail("cut_after", times=1, **CREATE)
    emulator.fail("empty_list", skip=1, times=1, **LIST)
    stack.up(**daily)
    assert [schedule["id"] for schedule in schedules()] == [stack.state["schedule_id"]]


@pytest.mark.parametrize(("kind", "rule"), [*LOST, ("status_after", {"status": 404})])
def test_lost_response_of_the_delete_does_not_stop_the_update(
    stack: Stack,
    emulator: Emulator,
    schedules: Schedules,
    config: Config,
    daily: Declared,
    kind: str,
    rule: Declared,
) -> None:
    stack.up(**daily)
    stack.start(config(northflank__retrySeconds="5"))
    emulator.fail(kind, times=1, **DELETE, **rule)
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


@pytest.mark.parametrize(("kind", "rule"), LOST)
def test_lost_response_of_the_create_leaves_one_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared, kind: str, rule: Declared
) -> None:
    stack.up(**daily)
    emulator.fail(kind, times=1, **CREATE, **rule)
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


def test_refused_delete_leaves_the_schedule_unchanged(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    stack.up(**daily)
    before = schedules()
    emulator.fail("status", status=403, **DELETE)
    with pytest.raises(BackupsError, match=r"could not update the backup schedule shop/orders-db/dump/daily: .*403"):
        stack.up(**{**daily, "retention_time": 7})
    assert schedules() == before


def test_refused_create_restores_the_old_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily, compression_type="zstd", custom_destination_id="own-bucket")
    (before,) = schedules()
    emulator.fail("status", times=1, **CREATE, **REFUSAL)
    with pytest.raises(BackupsError, match=r"400 Bad Request: Not today.*The old schedule is restored. Run pulumi up"):
        stack.up(**{**daily, "retention_time": 7})
    (after,) = schedules()
    assert {k: v for k, v in after.items() if k not in ("id", "createdAt", "updatedAt")} == {
        k: v for k, v in before.items() if k not in ("id", "createdAt", "updatedAt")
    }
    stack.start(config())
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


def test_failed_restore_is_an_error_with_the_old_settings(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.fail("status", **CREATE, **REFUSAL)
    with pytest.raises(BackupsError) as caught:
        stack.up(**{**daily, "retention_time": 7})
    text = str(caught.value)
    assert "could not be restored either" in text
    assert "There is now NO such schedule. Run pulumi up --refresh, or create it in the console" in text
    for part in (
        '"backupType": "dump"',
        '"scheduling": {"interval": "daily", "minute": [30], "hour": [2, 14]}',
        '"retentionTime": 30',
        '"compressionType": "gz"',
    ):
        assert part in text
    assert schedules() == []
    emulator.heal()
    stack.start(config())
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


def test_next_up_repairs_a_run_that_was_killed_between_delete_and_create(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.start(config())
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]
    assert stack.up(**{**daily, "retention_time": 7}) == "same"


def test_next_up_accepts_the_update_of_a_run_that_was_killed_after_the_create(
    stack: Stack, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    id, inputs, state = stack.id, stack.inputs, stack.state
    stack.up(**{**daily, "retention_time": 7})
    done = schedules()
    stack.id, stack.inputs, stack.state = id, inputs, state
    stack.start(config())
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert schedules() == done
    assert stack.state["schedule_id"] == done[0]["id"]


@pytest.mark.parametrize("update", [False, True])
def test_schedule_that_cannot_be_read_back_is_an_error_and_the_next_up_finds_it(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, update: bool
) -> None:
    if update:
        stack.up(**daily)
    changed = {**daily, "retention_time": 7}
    emulator.fail("status", skip=0 if update else 1, status=503, **LIST)
    with pytest.raises(BackupsError, match=r"it was created, but could not be read back .*pulumi up again") as caught:
        stack.up(**changed)
    assert "NO such schedule" not in str(caught.value)
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]
    emulator.heal()
    stack.start(config())
    stack.up(**changed, adopt=True)
    assert [schedule["id"] for schedule in schedules()] == [stack.state["schedule_id"]]


def test_error_of_an_update_that_cannot_be_checked_does_not_claim_a_deletion(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    changed = {**daily, "retention_time": 7}
    emulator.fail("cut_after", times=1, **CREATE)
    emulator.fail("status", status=503, **LIST)
    with pytest.raises(BackupsError, match="Run pulumi up again") as caught:
        stack.up(**changed)
    assert "There is now NO such schedule" not in str(caught.value)
    emulator.heal()
    stack.start(config())
    assert stack.up(**changed) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


def test_error_does_not_claim_a_restore_if_the_new_schedule_exists(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.fail("cut_after", times=1, **CREATE)
    emulator.fail("status", times=1, status=503, **LIST)
    with pytest.raises(BackupsError) as caught:
        stack.up(**{**daily, "retention_time": 7})
    assert "is restored" not in str(caught.value)
    assert schedules()[0]["id"] in str(caught.value)
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]


def test_create_of_an_update_has_a_deadline_of_its_own(
    stack: Stack, emulator: Emulator, schedules: Schedules, timed: Config, daily: Declared, clock: EmulatorClock
) -> None:
    stack.up(**daily)
    stack.start(timed(northflank__retrySeconds="10"))
    # Four retries of each take 7.5 seconds.
    emulator.fail("status", status=503, times=4, **DELETE)
    emulator.fail("cut_before", times=4, **CREATE)
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]
    assert clock.elapsed >= 15


def test_update_does_not_start_without_capacity_for_all_its_requests(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    before = schedules()
    emulator.switch(northflank__rate_limit=5)
    # No other test has this limit, so the client is this test's own.
    stack.start(config(northflank__maxWaitSeconds="0.25"))
    with pytest.raises(BackupsError, match=r"could not update .*: it accepts no more requests until .*maxWaitSeconds"):
        stack.up(**{**daily, "retention_time": 9})
    assert schedules() == before


def test_error_of_an_unanswered_delete_says_that_it_may_have_been_carried_out(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.fail("cut_after", operation="deleteAddonBackupSchedule")
    emulator.fail("status", status=503, method="DELETE")
    with pytest.raises(BackupsError, match=r"Perhaps it is deleted already\. Run pulumi up --refresh"):
        stack.up(**{**daily, "retention_time": 7})
    emulator.heal()
    stack.start(config())
    assert stack.up(**{**daily, "retention_time": 7}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [7]
