"""What happens as time passes: runs, their backups, and how these end and expire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask import Flask

Make = Callable[..., httpx.Response]
DATABASE = "/organizations/acme/databases/storefront"
MAIN = f"{DATABASE}/branches/main/backups"
ADDON = "/projects/shop/addons/orders-db"
DAY = 86400


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    """31 January 2030 is a Thursday. Only the policies of the test run."""
    for policy in control.get("/planetscale/policies").json()["policies"]:
        control.delete(f"/planetscale/policies/{policy['id']}")
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


@pytest.fixture
def wait(control: httpx.Client) -> Callable[[float], None]:
    def advance(seconds: float) -> None:
        assert control.post("/clock", json={"advance_seconds": seconds}).status_code == 200

    return advance


def listed(planetscale: httpx.Client, at: str = MAIN, **query: str) -> Any:
    return planetscale.get(at, params={"per_page": 100, **query}).json()["data"]


def northflank_backups(northflank: httpx.Client) -> Any:
    return northflank.get(f"{ADDON}/backups", params={"per_page": 100}).json()["data"]["backups"]


def test_new_policy_has_its_first_run(new_policy: Make) -> None:
    made = new_policy().json()
    assert (made["last_ran_at"], made["next_run_at"]) == (None, "2030-02-01T03:30:00.000Z")


def test_policy_runs_on_time(
    new_policy: Make, planetscale: httpx.Client, policies: str, wait: Callable[[float], None]
) -> None:
    policy = new_policy().json()
    path = f"{policies}/{policy['id']}"
    wait(15.5 * 3600 - 0.001)
    assert listed(planetscale) == []
    seen = []
    for seconds in (0.001, 2, 1):
        wait(seconds)
        (backup,) = listed(planetscale)
        seen.append(backup["state"])
    assert seen == ["pending", "running", "success"]
    assert backup["created_at"] == "2030-02-01T03:30:00.000Z"
    assert backup["expires_at"] == "2030-02-08T03:30:00.000Z"
    assert backup["actor"] is None
    after = planetscale.get(path).json()
    assert backup["backup_policy"] == after
    assert (after["last_ran_at"], after["next_run_at"]) == ("2030-02-01T03:30:00.000Z", "2030-02-02T03:30:00.000Z")
    assert after["updated_at"] == policy["updated_at"]
    assert listed(planetscale, f"{DATABASE}/branches/staging/backups") == []
    assert [each["id"] for each in listed(planetscale, policy=policy["id"])] == [backup["id"]]
    assert listed(planetscale, policy="other") == []


def test_after_a_year_only_unexpired_backups_exist(
    new_policy: Make,
    planetscale: httpx.Client,
    northflank: httpx.Client,
    new_schedule: Make,
    wait: Callable[[float], None],
) -> None:
    new_policy(name="hourly", frequency_unit="hour", retention_value=2, schedule_time="00:00")
    new_policy(name="daily", retention_value=14)
    new_policy(name="weekly", frequency_unit="week", schedule_day=0, retention_value=8, retention_unit="week")
    monthly = {"frequency_unit": "month", "schedule_day": 0, "schedule_week": 0}
    new_policy(name="monthly", **monthly, retention_value=1, retention_unit="year")
    new_schedule(backupType="snapshot", scheduling={"interval": "hourly", "minute": [0]}, retentionTime=3)
    wait(365 * DAY)
    kept: dict[str, list[Any]] = {}
    for backup in listed(planetscale):
        kept.setdefault(backup["backup_policy"]["name"], []).append(backup)
    # Noon on 31 January 2031: the backup of noon two days ago expires just now, and so on.
    assert {name: len(backups) for name, backups in kept.items()} == {
        "hourly": 48,
        "daily": 14,
        "weekly": 8,
        "monthly": 12,
    }
    assert kept["hourly"][-1]["created_at"] == "2031-01-29T13:00:00.000Z"
    assert kept["monthly"][0]["created_at"] == "2031-01-05T03:30:00.000Z"
    assert kept["monthly"][-1]["created_at"] == "2030-02-03T03:30:00.000Z"
    assert len(northflank_backups(northflank)) == 72


def test_backups_expire_one_by_one(new_policy: Make, planetscale: httpx.Client, wait: Callable[[float], None]) -> None:
    new_policy(retention_value=2)
    counts = []
    for _ in range(5):
        wait(DAY)
        counts.append(len(listed(planetscale)))
    assert counts == [1, 2, 2, 2, 2]
    protected = f"{MAIN}/{listed(planetscale)[0]['id']}"
    planetscale.patch(protected, json={"protected": True})
    wait(30 * DAY)
    assert len(listed(planetscale)) == 3
    planetscale.patch(protected, json={"protected": False})
    assert len(listed(planetscale)) == 2


def test_many_small_steps_have_the_effect_of_one_large_step(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    new_policy(frequency_unit="hour", frequency_value=5, retention_value=3)
    wait(20 * DAY)
    once = [each["created_at"] for each in listed(planetscale)]
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z"})
    assert listed(planetscale) == []
    for _ in range(80):
        wait(DAY / 4)
    assert [each["created_at"] for each in listed(planetscale)] == once
    assert len(once) == 14


def test_real_time_has_effect_too(app: Flask, new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    new_policy()
    app.extensions["emulator"].world.clock.move(now="2030-02-01T04:00:00Z", frozen=False)  # as if it had been so long
    assert planetscale.get(policies).json()["data"][0]["last_ran_at"] == "2030-02-01T03:30:00.000Z"
    assert len(listed(planetscale)) == 1


def test_changed_schedule_time_changes_the_next_run(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    path = f"{policies}/{new_policy().json()['id']}"
    assert planetscale.patch(path, json={"schedule_time": "13:00"}).json()["next_run_at"] == "2030-01-31T13:00:00.000Z"
    assert planetscale.patch(path, json={"retention_value": 9}).json()["next_run_at"] == "2030-01-31T13:00:00.000Z"


def test_backups_of_a_deleted_policy_stay(
    new_policy: Make, planetscale: httpx.Client, policies: str, wait: Callable[[float], None]
) -> None:
    policy = new_policy().json()
    wait(DAY)
    assert planetscale.delete(f"{policies}/{policy['id']}").status_code == 204
    wait(DAY)
    (backup,) = listed(planetscale)
    assert backup["backup_policy"]["id"] == policy["id"]
    wait(7 * DAY)
    assert listed(planetscale) == []


def test_target_decides_which_branches_are_backed_up(
    new_policy: Make, planetscale: httpx.Client, wait: Callable[[float], None]
) -> None:
    new_policy(target="development")
    wait(DAY)
    planetscale.post(f"{DATABASE}/branches/staging/promote")
    wait(DAY)
    assert listed(planetscale) == []
    (backup,) = listed(planetscale, f"{DATABASE}/branches/staging/backups")
    assert backup["created_at"].startswith("2030-02-01")


def test_switch_applies_to_backups_that_start_later(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    new_policy()
    wait(DAY)
    control.post("/switches", json={"planetscale.backup_outcome": "failed"})
    wait(DAY)
    control.post("/switches", json={"planetscale.backup_outcome": "running"})
    wait(DAY)
    assert [each["state"] for each in listed(planetscale)] == ["running", "failed", "success"]


def test_edited_next_run_is_used(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client, policies: str, wait: Callable[[float], None]
) -> None:
    id = new_policy().json()["id"]
    control.patch(f"/planetscale/policies/{id}", json={"next_run_at": "2030-01-31T12:30:00.000Z"})
    wait(3600)
    assert [each["created_at"] for each in listed(planetscale)] == ["2030-01-31T12:30:00.000Z"]
    for nonsense in ("soon", "", 5, None):
        control.patch(f"/planetscale/policies/{id}", json={"next_run_at": nonsense})
        wait(DAY)
        assert planetscale.get(f"{policies}/{id}").json()["next_run_at"] == nonsense
    assert len(listed(planetscale)) == 1
    edited = control.patch(f"/planetscale/policies/{id}", json={"schedule_time": "18:00"}).json()
    assert edited["next_run_at"] == "2030-02-04T18:00:00.000Z"
    control.patch(f"/planetscale/policies/{id}", json={"retention_value": "long", "frequency_value": "often"})
    wait(400 * DAY)
    assert planetscale.get(f"{policies}/{id}").json()["next_run_at"] is None


def test_clock_that_is_set_back_undoes_the_future(
    new_policy: Make, new_schedule: Make, control: httpx.Client, planetscale: httpx.Client, northflank: httpx.Client
) -> None:
    made = new_policy().json()
    new_schedule()
    schedules = control.get("/northflank/schedules").json()
    control.post("/clock", json={"now": "2031-01-01T00:00:00Z"})
    assert len(northflank_backups(northflank)) == 7
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z"})
    assert planetscale.get(f"{DATABASE}/backup-policies").json()["data"] == [made]
    assert control.get("/northflank/schedules").json() == schedules
    assert (listed(planetscale), northflank_backups(northflank)) == ([], [])


def test_northflank_schedule_runs_on_time(
    new_schedule: Make, northflank: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    new_schedule(customDestinationId="offsite-archive", compressionType="zstd")
    (schedule,) = control.get("/northflank/schedules").json()["schedules"]
    assert (schedule["last_ran_at"], schedule["next_run_at"]) == (None, "2030-02-01T03:15:00.000Z")
    wait(15.25 * 3600)
    (backup,) = northflank_backups(northflank)
    assert (backup["status"], backup["completedAt"], backup["config"]["size"]) == ("in-progress", "", "0")
    wait(3)
    (backup,) = northflank_backups(northflank)
    assert (backup["status"], backup["completedAt"]) == ("completed", "2030-02-01T03:15:03.000Z")
    assert (backup["config"]["compressionType"], backup["customDestinationId"]) == ("zstd", "offsite-archive")
    (schedule,) = control.get("/northflank/schedules").json()["schedules"]
    assert (schedule["last_ran_at"], schedule["next_run_at"]) == (
        "2030-02-01T03:15:00.000Z",
        "2030-02-02T03:15:00.000Z",
    )
    wait(7 * DAY - 4)
    assert northflank_backups(northflank)[-1]["id"] == backup["id"]
    wait(1)
    assert backup["id"] not in [each["id"] for each in northflank_backups(northflank)]


def test_schedule_of_a_volume_runs_too(
    northflank: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    path = "/projects/shop/volumes/uploads/backup-schedules"
    scheduling = {"interval": "weekly", "day": [0, 6], "hour": [1], "minute": [0]}
    id = northflank.post(path, json={"scheduling": scheduling, "retentionTime": 30}).json()["data"]["id"]
    wait(7 * DAY)
    backups = control.get("/northflank/backups", params={"volume_id": "uploads"}).json()["backups"]
    assert [each["createdAt"][:10] for each in backups] == ["2030-02-03", "2030-02-04"]  # Sunday and Monday
    northflank.delete(f"{path}/{id}")
    wait(7 * DAY)
    assert len(control.get("/northflank/backups").json()["backups"]) == 2


def test_control_plane_edits_northflank_backups(control: httpx.Client, northflank: httpx.Client) -> None:
    made = control.post("/northflank/backups", json={"project_id": "shop", "addon_id": "orders-db"}).json()
    control.patch(f"/northflank/backups/{made['id']}", json={"status": "failed", "name": "manual"})
    (seen,) = northflank_backups(northflank)
    assert (seen["status"], seen["name"], seen["config"]["size"]) == ("failed", "manual", "0")
    control.delete(f"/northflank/backups/{made['id']}")
    assert northflank_backups(northflank) == []


def test_long_step_of_the_clock_does_not_fill_memory(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client
) -> None:
    new_policy(frequency_unit="hour", frequency_value=1, retention_value=999, retention_unit="year")
    control.post("/clock", json={"now": "2330-01-31T12:00:00Z"})
    assert planetscale.get(MAIN).json()["total_count"] == 2001
    control.post("/clock", json={"now": "9999-12-31T23:59:59Z"})
    assert planetscale.get(f"{DATABASE}/backup-policies").json()["data"][0]["next_run_at"] is None
