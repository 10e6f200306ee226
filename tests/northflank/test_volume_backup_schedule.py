"""A volume's backup schedule. Most of its code is that of an add-on's schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Schedules = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

KEY = "shop/uploads/snapshot/daily"
PLACE = {"project_id": "shop", "volume_id": "uploads"}
CREATE = {"operation": "createVolumeBackupSchedule"}


@pytest.fixture
def daily() -> Declared:
    return {**PLACE, "scheduling": {"interval": "daily", "hour": [1, 13], "minute": [0]}, "retention_time": 14}


@pytest.fixture
def stack(new_stack: type[Stack], config: Config) -> Stack:
    return new_stack(VolumeBackupScheduleProvider, config())


@pytest.fixture
def schedules(emulator: Emulator) -> Schedules:
    """The schedules of a volume, at the vendor."""

    def find(volume: str = "uploads") -> list[dict[str, Any]]:
        return list(emulator.call("GET", f"/northflank/schedules?volume_id={volume}")["schedules"])

    return find


def test_creation_sends_the_declared_inputs_and_records_the_outputs(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    assert stack.up(**daily) == "created"
    (schedule,) = schedules()
    assert emulator.bodies("createVolumeBackupSchedule") == [
        {"scheduling": {"interval": "daily", "hour": [1, 13], "minute": [0]}, "retentionTime": 14}
    ]
    assert stack.id == KEY
    assert stack.recorded == {**daily, "schedule_id": schedule["id"], "created_at": schedule["createdAt"]}
    emulator.sent()
    assert stack.up(**daily) == "same"
    assert emulator.sent() == []


def test_team_is_in_the_path_and_in_the_id(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    projects: Declared = {"platform": {"volumes": {"files": {}}}}
    emulator.call("POST", "/seed", {"northflank": {"teams": {"acme-team": {"projects": projects}}}})
    stack.up(**{**daily, "team_id": "acme-team", "project_id": "platform", "volume_id": "files"})
    assert stack.id == "acme-team/platform/files/snapshot/daily"
    paths = {entry["path"] for entry in emulator.call("GET", "/requests")["requests"]}
    assert paths == {"/northflank/v1/teams/acme-team/projects/platform/volumes/files/backup-schedules"}
    assert len(schedules("files")) == 1


@pytest.mark.parametrize(
    "change",
    [{"retention_time": 7}, {"scheduling": {"interval": "daily", "hour": [3], "minute": [0, 30]}}],
    ids=lambda change: next(iter(change)),
)
def test_update_keeps_the_physical_id_and_leaves_one_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, change: Declared
) -> None:
    stack.up(**daily)
    before = stack.state["schedule_id"]
    stack.start(config())
    assert stack.up(**{**daily, **change}) == "updated"
    (schedule,) = schedules()
    assert (stack.id, stack.state["schedule_id"]) == (KEY, schedule["id"])
    assert schedule["id"] != before
    assert emulator.sent()[-4:] == [
        "listVolumeBackupSchedules",
        "deleteVolumeBackupSchedule",
        "createVolumeBackupSchedule",
        "listVolumeBackupSchedules",
    ]
    stack.start(config())
    assert stack.refresh()
    assert stack.up(**{**daily, **change}) == "same"


def test_refused_update_restores_the_old_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.fail("status", status=400, times=1, **CREATE)
    with pytest.raises(BackupsError, match=r"could not update .*The schedule of before is back in its place"):
        stack.up(**{**daily, "retention_time": 7})
    assert [schedule["retentionTime"] for schedule in schedules()] == [14]


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"volume_id": "other"}, ["volume_id"]),
        ({"project_id": "other"}, ["project_id"]),
        ({"team_id": "acme-team"}, ["team_id"]),
        ({"scheduling": {"interval": "hourly", "minute": [30]}}, ["scheduling.interval"]),
    ],
)
def test_change_of_the_identity_creates_the_replacement_first(
    stack: Stack, daily: Declared, change: Declared, replaces: list[str]
) -> None:
    stack.up(**daily)
    found = stack.preview(**{**daily, "retention_time": 5, **change})
    assert (found.replaces, found.delete_before_replace) == (replaces, False)


def test_replacement_leaves_one_schedule(stack: Stack, schedules: Schedules, daily: Declared) -> None:
    stack.up(**daily)
    weekly = {**daily, "scheduling": {"interval": "weekly", "day": 6, "hour": 3, "minute": 30}}
    assert stack.up(**weekly) == "replaced"
    assert [schedule["scheduling"]["interval"] for schedule in schedules()] == ["weekly"]


@pytest.mark.parametrize("order", ["keep", "sorted", "reversed"])
def test_refresh_of_an_unchanged_schedule_shows_no_change(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, order: str
) -> None:
    emulator.switch(northflank__array_order=order)
    stack.up(**daily)
    inputs, state = dict(stack.inputs), dict(stack.state)
    stack.start(config())
    assert stack.refresh()
    assert (stack.inputs, stack.state) == (inputs, state)


@pytest.mark.parametrize(
    ("edit", "drift"),
    [
        ({"retentionTime": 60}, {"retention_time": 60}),
        (
            {"scheduling": {"interval": "daily", "hour": [5], "minute": [30]}},
            {"scheduling": {"interval": "daily", "hour": [5], "minute": [30]}},
        ),
    ],
)
def test_drift_is_shown_and_the_next_up_repairs_it(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared, edit: Any, drift: Declared
) -> None:
    stack.up(**daily)
    emulator.call("PATCH", f"/northflank/schedules/{stack.state['schedule_id']}", edit)
    stack.start(config())
    assert stack.refresh()
    assert stack.inputs == {**daily, **drift}
    assert stack.up(**daily) == "updated"
    (after,) = schedules()
    assert (after["scheduling"], after["retentionTime"]) == (daily["scheduling"], 14)


def test_schedule_of_an_addon_with_the_same_name_is_another_object(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared
) -> None:
    emulator.call("POST", "/seed", {"northflank": {"projects": {"shop": {"addons": {"uploads": {}}}}}})
    emulator.call("POST", "/northflank/schedules", {"project_id": "shop", "addon_id": "uploads"})
    assert stack.up(**daily) == "created"
    stack.destroy()
    assert schedules() == []
    assert len(emulator.call("GET", "/northflank/schedules?addon_id=uploads")["schedules"]) == 1


def test_schedule_deleted_outside_is_created_again(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.start(config())
    assert not stack.refresh()
    assert stack.up(**daily) == "created"


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_failed_refresh_is_never_a_deletion(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, status: int
) -> None:
    stack.up(**daily)
    stack.start(config())
    emulator.fail("status", status=status)
    with pytest.raises(
        BackupsError, match=rf"could not list the backup schedules of shop/uploads: it answered {status}"
    ):
        stack.refresh()
    assert stack.id == KEY


def test_forbidden_request_names_the_permissions_for_volumes(stack: Stack, emulator: Emulator, daily: Declared) -> None:
    emulator.fail("status", status=403)
    with pytest.raises(BackupsError, match="Project > Volumes > Backups > Read, Create and Delete"):
        stack.up(**daily)


@pytest.mark.parametrize("kind", ["cut_after", "status_after", "truncated", "broken_json"])
def test_lost_response_creates_no_second_schedule(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared, kind: str
) -> None:
    emulator.fail(kind, times=1, **CREATE)
    stack.up(**daily)
    assert [schedule["id"] for schedule in schedules()] == [stack.state["schedule_id"]]


@pytest.mark.parametrize("status", [404, 200, 400, 410])
def test_destroy_of_a_deleted_object_succeeds(stack: Stack, emulator: Emulator, daily: Declared, status: int) -> None:
    emulator.switch(northflank__delete_missing=status)
    stack.up(**daily)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.destroy()


def test_existing_schedule_is_an_error_with_advice_to_adopt(
    stack: Stack, emulator: Emulator, schedules: Schedules, config: Config, daily: Declared
) -> None:
    id = emulator.call("POST", "/northflank/schedules", PLACE)["id"]
    with pytest.raises(BackupsError, match=rf"{KEY}: there is one .* already \(id {id}\). Set adopt=True"):
        stack.up(**daily)
    assert stack.up(**daily, adopt=True) == "created"
    assert [schedule["retentionTime"] for schedule in schedules()] == [14]
    stack.start(config())
    assert stack.refresh()
    assert stack.up(**daily) == "same"


def test_two_resources_with_one_identity_are_an_error(stack: Stack, schedules: Schedules, daily: Declared) -> None:
    stack.up(**daily)
    stack.id = None
    with pytest.raises(BackupsError, match=r"two resources of this program declare it"):
        stack.up(**daily, adopt=True)
    assert len(schedules()) == 1
