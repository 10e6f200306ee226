"""The life of an add-on's backup schedule: create, update, replace and delete, against the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.schedules import request_body

from tests.conftest import visible

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Schedules = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

KEY = "shop/orders-db/dump/daily"


def test_creation_sends_the_declared_inputs_and_records_the_outputs(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    assert stack.up(**daily) == "created"
    (schedule,) = schedules()
    assert emulator.bodies("createAddonBackupSchedule") == [
        {
            "backupType": "dump",
            "scheduling": {"interval": "daily", "hour": [2, 14], "minute": [30]},
            "retentionTime": 30,
            "compressionType": "gz",
        }
    ]
    assert stack.id == KEY
    assert stack.recorded == {
        **daily,
        "compression_type": "gz",
        "schedule_id": schedule["id"],
        "created_at": schedule["createdAt"],
    }


def test_team_is_in_the_path_and_in_the_id(stack: Stack, emulator: Emulator, daily: Declared) -> None:
    stack.up(**{**daily, "team_id": "acme-team", "project_id": "platform", "addon_id": "audit-db"})
    assert stack.id == "acme-team/platform/audit-db/dump/daily"
    paths = {entry["path"] for entry in emulator.call("GET", "/requests")["requests"]}
    assert paths == {"/northflank/v1/teams/acme-team/projects/platform/addons/audit-db/backup-schedules"}


def test_destinations_are_sent_and_read_back(stack: Stack, emulator: Emulator, copied: Declared) -> None:
    stack.up(**copied)
    assert emulator.bodies("createAddonBackupSchedule")[0]["additionalDestinations"] == [
        {"destinationId": "cold-store", "type": "custom"},
        {"destinationId": "offsite-archive", "retentionTime": 60, "type": "custom"},
    ]
    assert stack.refresh()
    assert stack.up(**copied) == "same"


@pytest.mark.parametrize("order", ["keep", "sorted", "reversed"])
@pytest.mark.parametrize(
    "scheduling",
    [
        {"interval": "daily", "hour": [14, 2, 2], "minute": 30},
        {"interval": "daily", "hour": [2, 14], "minute": [30]},
    ],
)
def test_order_of_sets_is_no_drift(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, order: str, scheduling: Declared
) -> None:
    emulator.switch(northflank__array_order=order)
    stack.up(**daily)
    inputs = dict(stack.inputs)
    stack.start(config())
    assert stack.refresh()
    assert stack.inputs == inputs
    assert stack.up(**{**daily, "scheduling": scheduling}) == "same"


@pytest.mark.parametrize(
    "change",
    [
        {"retention_time": 7},
        {"compression_type": "zstd"},
        {"scheduling": {"interval": "daily", "hour": [3], "minute": [0, 30]}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_update_keeps_the_physical_id_and_leaves_one_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, change: Declared
) -> None:
    stack.up(**daily)
    before = stack.state["schedule_id"]
    stack.start(config())
    assert stack.preview(**{**daily, **change}).replaces == []
    assert stack.up(**{**daily, **change}) == "updated"
    (schedule,) = schedules()
    assert stack.id == KEY
    assert stack.state["schedule_id"] == schedule["id"] != before
    assert emulator.sent()[-4:] == [
        "listAddonBackupSchedules",
        "deleteAddonBackupSchedule",
        "createAddonBackupSchedule",
        "listAddonBackupSchedules",
    ]
    stack.start(config())
    assert stack.refresh()
    assert stack.up(**{**daily, **change}) == "same"


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"addon_id": "reports-db"}, ["addon_id"]),
        ({"project_id": "other"}, ["project_id"]),
        ({"team_id": "acme-team"}, ["team_id"]),
        ({"backup_type": "snapshot"}, ["backup_type"]),
        ({"scheduling": {"interval": "hourly", "minute": [30]}}, ["scheduling.interval"]),
    ],
)
def test_change_of_the_identity_creates_the_replacement_first(
    stack: Stack, daily: Declared, change: Declared, replaces: list[str]
) -> None:
    stack.up(**daily)
    found = stack.preview(**{**daily, "retention_time": 5, **change})
    assert found.replaces == replaces
    assert found.delete_before_replace is False


def test_replacement_leaves_one_schedule(stack: Stack, schedules: Schedules, daily: Declared) -> None:
    stack.up(**daily)
    hourly = {**daily, "scheduling": {"interval": "hourly", "minute": [30]}, "retention_time": 5}
    assert stack.up(**hourly) == "replaced"
    assert [schedule["scheduling"]["interval"] for schedule in schedules()] == ["hourly"]
    assert stack.id == "shop/orders-db/dump/hourly"


def test_custom_destination_of_a_snapshot_is_not_sent(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, copied: Declared
) -> None:
    stack.up(**copied)
    emulator.call("PATCH", f"/northflank/schedules/{stack.state['schedule_id']}", {"customDestinationId": "own-bucket"})
    stack.start(config())
    assert stack.up(**{**copied, "retention_time": 8}) == "updated"
    assert [schedule["retentionTime"] for schedule in schedules()] == [8]


def test_custom_destination_is_sent_read_back_changed_and_cleared(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    elsewhere = {**daily, "custom_destination_id": "own-bucket"}
    stack.up(**elsewhere)
    assert emulator.bodies("createAddonBackupSchedule")[0]["customDestinationId"] == "own-bucket"
    stack.start(config())
    assert stack.refresh()
    assert stack.up(**elsewhere) == "same"
    assert stack.up(**{**elsewhere, "custom_destination_id": "cold-store"}) == "updated"
    assert schedules()[0]["customDestinationId"] == "cold-store"
    assert stack.up(**daily) == "updated"
    assert "customDestinationId" not in schedules()[0]
    assert stack.up(**daily) == "same"


@pytest.mark.parametrize(
    ("settings", "field", "there"),
    [
        ("daily", "custom_destination_id", "own-bucket"),
        (
            "snapshot",
            "additional_destinations",
            [{"destination_id": "cold-store", "retention_time": 9, "type": "custom"}],
        ),
    ],
)
def test_update_keeps_what_no_refresh_has_shown_and_after_a_refresh_an_up_removes_it(
    request: pytest.FixtureRequest,
    stack: Stack,
    emulator: Emulator,
    schedules: Schedules,
    config: Config,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    field: str,
    there: Any,
) -> None:
    declared = request.getfixturevalue(settings)
    stack.up(**declared)
    edit = request_body({field: there})
    emulator.call("PATCH", f"/northflank/schedules/{stack.state['schedule_id']}", edit)
    stack.start(config())
    shorter = {**declared, "retention_time": 8}
    assert stack.up(**shorter) == "updated"
    (schedule,) = schedules()
    assert schedule["retentionTime"] == 8
    assert edit.items() <= schedule.items()
    assert f"the backup schedule {stack.id} keeps {field}=" in capsys.readouterr().err
    assert stack.up(**shorter) == "same"

    stack.start(config())
    assert stack.refresh()
    assert stack.preview(**shorter).changes
    assert not stack.preview(**{**shorter, field: there}).changes
    assert stack.up(**shorter) == "updated"
    assert not schedules()[0].get(next(iter(edit)))


def test_optional_fields_that_are_no_longer_declared_are_cleared(
    stack: Stack, schedules: Schedules, copied: Declared
) -> None:
    stack.up(**copied)
    without = {name: value for name, value in copied.items() if name != "additional_destinations"}
    assert stack.up(**without) == "updated"
    assert schedules()[0]["additionalDestinations"] == []
    assert stack.up(**without) == "same"


def test_compression_that_is_no_longer_declared_gets_its_default(
    stack: Stack, schedules: Schedules, daily: Declared
) -> None:
    stack.up(**daily, compression_type="zstd")
    assert stack.up(**daily) == "updated"
    assert schedules()[0]["backupCompressionType"] == "gz"


def test_refresh_of_an_unchanged_schedule_returns_the_recorded_inputs(
    stack: Stack, emulator: Emulator, config: Config, copied: Declared
) -> None:
    stack.up(**copied)
    inputs, state = dict(stack.inputs), dict(stack.state)
    emulator.call("PATCH", f"/northflank/schedules/{stack.state['schedule_id']}", {"updatedAt": "2030-01-01T00:00:00Z"})
    stack.start(config())
    assert stack.refresh()
    assert (stack.inputs, stack.state) == (inputs, state)


@pytest.mark.parametrize(
    ("edit", "drift"),
    [
        ({"retentionTime": 60}, {"retention_time": 60}),
        ({"backupCompressionType": "zstd"}, {"compression_type": "zstd"}),
        ({"customDestinationId": "own-bucket"}, {"custom_destination_id": "own-bucket"}),
        (
            {"scheduling": {"interval": "daily", "hour": [5], "minute": [30]}},
            {"scheduling": {"interval": "daily", "hour": [5], "minute": [30]}},
        ),
    ],
)
def test_drift_is_shown_and_the_next_up_repairs_it(
    stack: Stack,
    emulator: Emulator,
    schedules: Schedules,
    config: Config,
    daily: Declared,
    edit: Declared,
    drift: Declared,
) -> None:
    stack.up(**daily)
    (before,) = schedules()
    emulator.call("PATCH", f"/northflank/schedules/{before['id']}", edit)
    stack.start(config())
    assert stack.refresh()
    assert visible(stack.inputs) == {**daily, "compression_type": "gz", **drift}
    assert stack.up(**daily) == "updated"
    (after,) = schedules()
    own = ("id", "createdAt", "updatedAt")
    assert {k: v for k, v in after.items() if k not in own} == {k: v for k, v in before.items() if k not in own}


def test_schedule_that_was_created_again_outside_is_the_same_object(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    old = emulator.call("GET", f"/northflank/schedules/{stack.state['schedule_id']}")
    emulator.call("DELETE", f"/northflank/schedules/{old['id']}")
    kept = {k: old[k] for k in ("project_id", "addon_id", "backupType", "scheduling", "retentionTime")}
    emulator.call("POST", "/northflank/schedules", kept)
    stack.start(config())
    assert stack.refresh()
    assert stack.state["schedule_id"] == schedules()[0]["id"] != old["id"]
    assert stack.up(**daily) == "same"
    stack.destroy()
    assert schedules() == []


@pytest.mark.parametrize("status", [404, 200, 400, 410])
def test_destroy_of_a_deleted_object_succeeds(stack: Stack, emulator: Emulator, daily: Declared, status: int) -> None:
    emulator.switch(northflank__delete_missing=status)
    stack.up(**daily)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.destroy()


def test_addon_is_listed_once_for_any_number_of_schedules(
    new_stack: type[Stack], emulator: Emulator, config: Config, daily: Declared
) -> None:
    shapes: list[Declared] = [
        {"backup_type": kind, "scheduling": scheduling, "retention_time": 3}
        for kind in ("dump", "snapshot")
        for scheduling in (
            {"interval": "hourly", "minute": [0]},
            {"interval": "daily", "hour": [1], "minute": [0]},
            {"interval": "weekly", "day": [1], "hour": [1], "minute": [0]},
        )
    ]
    run = config()
    stacks = [new_stack(AddonBackupScheduleProvider, run) for _ in shapes]
    for each, shape in zip(stacks, shapes, strict=True):
        each.up(**{**daily, **shape})
    emulator.sent()
    run = config()
    for each in stacks:
        each.start(run)
        assert each.refresh()
    assert emulator.sent() == ["listAddonBackupSchedules"]


def test_existing_schedule_is_an_error_with_its_id_and_advice_to_adopt(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    place = {"project_id": "shop", "addon_id": "orders-db", "backupType": "dump", "compressionType": "zstd"}
    id = emulator.call("POST", "/northflank/schedules", {**place, "customDestinationId": "own-bucket"})["id"]
    with pytest.raises(BackupsError, match=rf"{KEY}: it exists already \(id {id}\), with other settings"):
        stack.up(**daily)
    assert stack.up(**daily, adopt="overwrite") == "created"
    (schedule,) = schedules()
    assert (schedule["retentionTime"], schedule["backupCompressionType"]) == (30, "gz")
    assert "customDestinationId" not in schedule
    stack.start(config())
    assert stack.refresh()
    assert stack.up(**daily) == "same"


def test_adoption_of_a_schedule_with_an_undeclared_custom_destination_lists_it(
    stack: Stack, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily, custom_destination_id="own-bucket")
    before = schedules()
    stack.id, stack.inputs, stack.state = None, {}, {}
    stack.start(config())
    with pytest.raises(BackupsError, match=r"custom_destination_id: there own-bucket, declared nothing\."):
        stack.up(**daily, adopt=True)
    assert schedules() == before


def test_adoption_of_an_equal_schedule_changes_nothing(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared
) -> None:
    daily = {**daily, "custom_destination_id": "own-bucket"}
    stack.up(**daily)
    state = stack.recorded
    stack.id, stack.inputs, stack.state = None, {}, {}
    stack.start(config())
    emulator.sent()
    assert stack.up(**daily, adopt=True) == "created"
    assert stack.recorded == {**state, "adopt": True}
    assert emulator.sent() == ["listAddonBackupSchedules"]


def test_two_resources_with_one_identity_are_an_error(stack: Stack, schedules: Schedules, daily: Declared) -> None:
    other = stack.beside("other")
    stack.up(**daily)
    with pytest.raises(BackupsError, match=r"the resource 'example' of this program declares it too"):
        other.up(**{**daily, "retention_time": 3}, adopt=True)
    assert len(schedules()) == 1


def test_schedule_that_another_resource_adopted_is_kept(
    stack: Stack, schedules: Schedules, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    stack.start(config())
    stack.beside("successor").up(**daily, adopt=True)
    stack.destroy()
    assert len(schedules()) == 1
