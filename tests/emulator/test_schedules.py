"""Backup schedules by Northflank's contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Make = Callable[..., httpx.Response]
VOLUME = "/projects/shop/volumes/uploads/backup-schedules"
HOURLY = {"interval": "hourly", "minute": [0]}
WEEKLY = {"interval": "weekly", "minute": [0], "hour": [1], "day": [0]}


def listed(northflank: httpx.Client, at: str) -> Any:
    return northflank.get(at).json()["data"]["schedules"]


def test_create_returns_an_id_that_is_in_the_list(new_schedule: Make, northflank: httpx.Client, schedules: str) -> None:
    response = new_schedule(compressionType="zstd")
    assert response.status_code == 200
    id = response.json()["data"]["id"]
    assert re.fullmatch("[0-9a-f]{24}", id)
    (schedule,) = listed(northflank, schedules)
    assert schedule["id"] == id
    assert schedule["backupCompressionType"] == "zstd"
    assert "compressionType" not in schedule
    assert schedule["scheduling"] == {"interval": "daily", "hour": [3], "minute": [15]}


def test_default_compression_is_gz_for_snapshots_too(
    new_schedule: Make, northflank: httpx.Client, schedules: str
) -> None:
    new_schedule()
    new_schedule(backupType="snapshot")
    assert [each["backupCompressionType"] for each in listed(northflank, schedules)] == ["gz", "gz"]


def test_second_schedule_with_the_same_type_and_interval_is_refused(new_schedule: Make) -> None:
    assert new_schedule().status_code == 200
    assert new_schedule(scheduling=WEEKLY).status_code == 200
    assert new_schedule(backupType="snapshot").status_code == 200
    second = new_schedule(retentionTime=1)
    assert second.status_code == 409
    assert "already" in second.json()["error"]["message"]


def test_deleted_schedule_can_be_created_again(new_schedule: Make, northflank: httpx.Client, schedules: str) -> None:
    id = new_schedule().json()["data"]["id"]
    deleted = northflank.delete(f"{schedules}/{id}")
    assert (deleted.status_code, deleted.json()) == (200, {"data": {}})
    again = northflank.delete(f"{schedules}/{id}")
    assert again.status_code == 404
    assert again.json()["error"]["status"] == 404
    assert new_schedule().status_code == 200


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("backupType", {"backupType": "full"}),
        ("backupType", {"backupType": None}),
        ("retentionTime", {"retentionTime": None}),
        ("retentionTime", {"retentionTime": 0}),
        ("retentionTime", {"retentionTime": 121}),
        ("retentionTime", {"retentionTime": "7"}),
        ("retentionTime", {"retentionTime": True}),
        ("scheduling", {"scheduling": None}),
        ("scheduling.interval", {"scheduling": {"minute": [0]}}),
        ("scheduling.interval", {"scheduling": {"interval": "monthly", "minute": [0]}}),
        ("scheduling.minute", {"scheduling": {"interval": "hourly"}}),
        ("scheduling.minute", {"scheduling": {"interval": "hourly", "minute": []}}),
        ("scheduling.minute", {"scheduling": {"interval": "hourly", "minute": 5}}),
        ("scheduling.minute", {"scheduling": {"interval": "hourly", "minute": [5, 5]}}),
        ("scheduling.minute[1]", {"scheduling": {"interval": "hourly", "minute": [5, 60]}}),
        ("scheduling.hour", {"scheduling": {"interval": "hourly", "minute": [0], "hour": [1]}}),
        ("scheduling.hour", {"scheduling": {"interval": "daily", "minute": [0]}}),
        ("scheduling.day", {"scheduling": {"interval": "daily", "minute": [0], "hour": [1], "day": [1]}}),
        ("scheduling.day", {"scheduling": {"interval": "weekly", "minute": [0], "hour": [1]}}),
        ("scheduling.second", {"scheduling": {"interval": "hourly", "minute": [0], "second": [1]}}),
        ("compressionType", {"compressionType": "lz4"}),
        ("compressionType", {"compressionType": "gz", "backupType": "snapshot"}),
        ("customDestinationId", {"customDestinationId": "offsite-archive", "backupType": "snapshot"}),
        ("additionalDestinations", {"additionalDestinations": []}),
        ("additionalDestinations[0].type", {"additionalDestinations": [{"destinationId": "abc"}]}),
        ("surprise", {"surprise": 1}),
    ],
)
def test_create_refuses(new_schedule: Make, field: str, changes: dict[str, Any]) -> None:
    response = new_schedule(**changes)
    assert response.status_code == 400
    assert field in response.json()["error"]["details"]


@pytest.mark.parametrize(
    ("scheduling", "days", "status"),
    [
        ({"interval": "hourly", "minute": [0, 20, 40]}, 6, 200),  # 72 a day: 432
        ({"interval": "hourly", "minute": [0, 20, 40]}, 7, 400),  # 504
        ({"interval": "hourly", "minute": [0]}, 20, 200),  # 480
        ({"interval": "hourly", "minute": [0]}, 21, 400),  # 504
        ({"interval": "daily", "minute": [0, 30], "hour": [1, 13]}, 120, 200),  # 4 a day: 480
        ({"interval": "daily", "minute": [0], "hour": [0, 5, 10, 15, 20]}, 100, 200),  # 500 exactly
        ({"interval": "daily", "minute": [0], "hour": [0, 5, 10, 15, 20]}, 101, 400),
        ({"interval": "weekly", "minute": [0, 30], "hour": [1, 13], "day": [0, 1, 2, 3, 4, 5, 6]}, 120, 200),
        ({"interval": "weekly", "minute": [0, 15, 30, 45], "hour": [1, 13], "day": [0, 1, 2, 3]}, 120, 400),  # 548
        # Both Mondays are within 8 days, so 300 at a time become 600 for one day of the week.
        ({"interval": "weekly", "minute": list(range(25)), "hour": list(range(12)), "day": [0]}, 7, 200),
        ({"interval": "weekly", "minute": list(range(25)), "hour": list(range(12)), "day": [0]}, 8, 400),
    ],
)
def test_no_schedule_keeps_more_than_500_backups(
    new_schedule: Make, scheduling: dict[str, Any], days: int, status: int
) -> None:
    assert new_schedule(scheduling=scheduling, retentionTime=days).status_code == status


def test_dump_requires_an_addon_type_that_supports_it(new_schedule: Make) -> None:
    cache = "/projects/shop/addons/cart-cache/backup-schedules"
    assert new_schedule(at=cache).status_code == 400
    assert new_schedule(at=cache, backupType="snapshot").status_code == 200


def test_snapshot_keeps_its_destinations(new_schedule: Make, northflank: httpx.Client, schedules: str) -> None:
    extra = [{"destinationId": "offsite-archive", "type": "custom", "retentionTime": 30}]
    assert new_schedule(backupType="snapshot", additionalDestinations=extra).status_code == 200
    assert listed(northflank, schedules)[0]["additionalDestinations"] == extra


def test_switch_refuses_unknown_destinations(new_schedule: Make, control: httpx.Client) -> None:
    extra = [{"destinationId": "nowhere", "type": "custom"}]
    assert new_schedule(backupType="snapshot", additionalDestinations=extra).status_code == 200
    control.post("/switches", json={"northflank.destinations_exist": True})
    assert new_schedule(backupType="snapshot", additionalDestinations=extra, scheduling=WEEKLY).status_code == 400


def test_switch_limits_retention_by_interval(new_schedule: Make, control: httpx.Client) -> None:
    control.post("/switches", json={"northflank.interval_retention_limits": True})
    assert new_schedule(scheduling=HOURLY, retentionTime=8).status_code == 400
    assert new_schedule(scheduling=HOURLY, retentionTime=7).status_code == 200


def test_switch_ignores_fields_that_do_not_apply(
    new_schedule: Make, control: httpx.Client, northflank: httpx.Client, schedules: str
) -> None:
    control.post("/switches", json={"northflank.not_applicable": "ignore"})
    assert new_schedule(backupType="snapshot", compressionType="zstd").status_code == 200
    assert listed(northflank, schedules)[0]["backupCompressionType"] == "gz"


@pytest.mark.parametrize(("order", "shown"), [("keep", [9, 3]), ("sorted", [3, 9]), ("reversed", [9, 3])])
def test_switch_decides_the_order_of_sets(
    new_schedule: Make, control: httpx.Client, northflank: httpx.Client, schedules: str, order: str, shown: list[int]
) -> None:
    control.post("/switches", json={"northflank.array_order": order})
    new_schedule(scheduling={"interval": "daily", "minute": [0], "hour": [9, 3]})
    assert listed(northflank, schedules)[0]["scheduling"]["hour"] == shown


def test_volumes_have_schedules(northflank: httpx.Client) -> None:
    body = {"scheduling": WEEKLY, "retentionTime": 30}
    id = northflank.post(VOLUME, json=body).json()["data"]["id"]
    assert northflank.post(VOLUME, json=body).status_code == 409
    assert northflank.post(VOLUME, json={**body, "backupType": "dump"}).status_code == 400
    (schedule,) = listed(northflank, VOLUME)
    assert (schedule["id"], schedule["backupType"]) == (id, "snapshot")
    assert northflank.delete(f"{VOLUME}/{id}").status_code == 200
    assert listed(northflank, VOLUME) == []


def test_path_with_a_team_finds_the_teams_addons(new_schedule: Make, northflank: httpx.Client) -> None:
    path = "/projects/platform/addons/audit-db/backup-schedules"
    assert new_schedule(at=f"/teams/acme-team{path}").status_code == 200
    assert new_schedule(at=path).status_code == 404
    assert new_schedule(at=f"/teams/acme-team{path.replace('platform', 'shop')}").status_code == 404
    assert len(listed(northflank, f"/teams/acme-team{path}")) == 1


def test_addon_has_its_type_but_not_its_schedules(northflank: httpx.Client) -> None:
    addon = northflank.get("/projects/shop/addons/catalog-db").json()["data"]
    assert addon["spec"]["type"] == "mongodb"
    assert "backupSchedules" not in addon


def test_addon_types_say_which_support_dumps(northflank: httpx.Client) -> None:
    types = northflank.get("/addon-types").json()["data"]["addonTypes"]
    assert [each["type"] for each in types if each["features"]["backupsDump"]] == ["postgresql", "mongodb", "mysql"]
