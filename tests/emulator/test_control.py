"""The control plane: reset, seed, clock, switches, edits, the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from pulumi_backups.emulator.vendors import VENDORS

Make = Callable[..., httpx.Response]


def test_one_seed_adds_200_databases(control: httpx.Client, planetscale: httpx.Client) -> None:
    databases: dict[str, Any] = {f"db-{number:03}": {"kind": "postgresql"} for number in range(200)}
    databases["db-007"]["policies"] = [{"name": "weekly", "frequency_unit": "week", "schedule_day": 1}]
    seeded = control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    assert seeded.status_code == 200
    assert planetscale.get("/organizations/acme/databases").json()["total_count"] == 204
    data = planetscale.get("/organizations/acme/databases/db-007/backup-policies").json()["data"]
    assert [(each["name"], each["required"]) for each in data] == [("system-backups", True), ("weekly", False)]


def test_second_seed_keeps_what_exists(control: httpx.Client, planetscale: httpx.Client, policies: str) -> None:
    before = planetscale.get(policies).json()
    control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": {"storefront": {}}}}}})
    assert planetscale.get(policies).json() == before


@pytest.mark.parametrize(
    ("seed", "culprit"),
    [
        ({"aws": {}}, "aws"),
        ({"planetscale": {"databases": {}}}, "planetscale.databases"),
        ({"planetscale": {"organizations": {"a/b": {}}}}, "a/b"),
        ({"planetscale": {"organizations": {"acme": {"databases": {"x": {"region": "mars"}}}}}}, "mars"),
        ({"planetscale": {"service_tokens": {"id": {}}}}, "id"),
        ({"northflank": {"projects": {"shop": {"addons": {"x": {"type": "oracle"}}}}}}, "oracle"),
        ([], "object"),
    ],
)
def test_invalid_seed_adds_nothing(control: httpx.Client, planetscale: httpx.Client, seed: Any, culprit: str) -> None:
    if isinstance(seed, dict):
        seed = {"planetscale": {"organizations": {"acme": {"databases": {"first": {}}}}}, **seed}
    response = control.post("/seed", json=seed)
    assert response.status_code == 400
    assert culprit in response.json()["error"]
    assert planetscale.get("/organizations/acme/databases/first").status_code == 404


def test_reset_restores_the_default_seed(
    control: httpx.Client, planetscale: httpx.Client, new_policy: Make, policies: str
) -> None:
    first = new_policy().json()["id"]
    control.post("/switches", json={"planetscale.unique_policy_names": True})
    control.post("/faults", json={"kind": "status"})
    control.post("/clock", json={"now": "2030-01-01T00:00:00Z", "frozen": True})
    assert control.post("/reset").status_code == 200
    assert [each["name"] for each in planetscale.get(policies).json()["data"]] == ["system-backups"]
    assert control.get("/switches").json()["switches"]["planetscale.unique_policy_names"] is False
    assert control.get("/clock").json()["frozen"] is False
    assert control.get("/requests").json()["count"] == 1
    assert new_policy().json()["id"] != first, "an id is never used twice"


def test_clock_sets_the_timestamps(control: httpx.Client, new_policy: Make) -> None:
    control.post("/clock", json={"now": "2030-01-31T23:59:00+01:00", "frozen": True})
    assert new_policy().json()["created_at"] == "2030-01-31T22:59:00.000Z"
    assert control.post("/clock", json={"advance_seconds": 90}).json()["now"] == "2030-01-31T23:00:30.000Z"
    assert new_policy().json()["created_at"] == "2030-01-31T23:00:30.000Z"


def test_clock_runs_if_it_is_not_frozen(control: httpx.Client) -> None:
    before = datetime.fromisoformat(control.get("/clock").json()["now"])
    after = datetime.fromisoformat(control.post("/clock", json={"advance_seconds": 3600}).json()["now"])
    assert timedelta(hours=1) <= after - before < timedelta(hours=1, minutes=5)


@pytest.mark.parametrize(
    "body",
    [
        {"now": "yesterday"},
        {"now": "2030-01-01T00:00:00"},
        {"now": 5},
        {"advance_seconds": "1"},
        {"advance_seconds": 1e300},
        {"frozen": 1},
        {"time": 1},
    ],
)
def test_clock_refuses(control: httpx.Client, body: dict[str, Any]) -> None:
    response = control.post("/clock", json=body)
    assert response.status_code == 400
    assert "\n" not in response.json()["error"]


@pytest.mark.parametrize(
    "switches",
    [
        {"nothing": 1},
        {"planetscale.patch_null": "maybe"},
        {"planetscale.retry_after": 1},
        {"planetscale.rate_limit": -1},
        {"planetscale.rate_limit": True},
        {"planetscale.patch_null": "ignore", "nothing": 1},
    ],
)
def test_switches_refuse(control: httpx.Client, switches: dict[str, Any]) -> None:
    before = control.get("/switches").json()
    assert control.post("/switches", json=switches).status_code == 400
    assert control.get("/switches").json() == before


def test_switches_are_shown_with_their_choices(control: httpx.Client) -> None:
    shown = control.get("/switches").json()
    assert set(shown["switches"]) == set(shown["choices"]) == set(shown["about"])
    assert shown["choices"]["planetscale.unique_policy_names"] == [True, False]
    assert shown["choices"]["planetscale.backup_seconds"] is None


def test_policy_can_be_edited_and_deleted(
    control: httpx.Client, planetscale: httpx.Client, new_policy: Make, policies: str
) -> None:
    id = new_policy().json()["id"]
    edit = {
        "schedule_day": 5,
        "retention_value": 5000,
        "last_ran_at": "2026-01-01T00:00:00.000Z",
        "name": "by_a_person",
    }
    edited = control.patch(f"/planetscale/policies/{id}", json=edit).json()
    assert (edited["organization"], edited["database"]) == ("acme", "storefront")
    seen = planetscale.get(f"{policies}/{id}").json()
    assert {name: seen[name] for name in edit} == edit
    assert seen["display_name"] == "By a person"
    assert control.delete(f"/planetscale/policies/{id}").status_code == 200
    assert planetscale.get(f"{policies}/{id}").status_code == 404
    assert control.patch(f"/planetscale/policies/{id}", json=edit).status_code == 404


def test_edit_of_a_policy_sets_updated_at(control: httpx.Client, new_policy: Make) -> None:
    id = new_policy().json()["id"]
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})
    edited = control.patch(f"/planetscale/policies/{id}", json={"retention_value": 9}).json()
    assert edited["updated_at"] == "2030-01-31T12:00:00.000Z"


def test_policy_can_be_created(control: httpx.Client, planetscale: httpx.Client) -> None:
    made = control.post("/planetscale/policies", json={"database": "billing", "name": "manual", "required": True})
    assert made.status_code == 201
    path = f"/organizations/acme/databases/billing/backup-policies/{made.json()['id']}"
    assert planetscale.get(path).json()["required"] is True
    listed = control.get("/planetscale/policies", params={"database": "billing"}).json()["policies"]
    assert [each["name"] for each in listed] == ["system-backups", "manual"]
    assert control.post("/planetscale/policies", json={"database": "none"}).status_code == 400


def test_schedules_can_be_edited_and_deleted(control: httpx.Client, northflank: httpx.Client, schedules: str) -> None:
    place = {"project_id": "shop", "addon_id": "orders-db"}
    made = control.post("/northflank/schedules", json={**place, "retentionTime": 9, "compressionType": "zstd"}).json()
    (seen,) = northflank.get(schedules).json()["data"]["schedules"]
    assert (seen["id"], seen["retentionTime"], seen["backupCompressionType"]) == (made["id"], 9, "zstd")
    control.patch(f"/northflank/schedules/{made['id']}", json={"retentionTime": 400})
    assert northflank.get(schedules).json()["data"]["schedules"][0]["retentionTime"] == 400
    assert control.get("/northflank/schedules", params={"addon_id": "orders-db"}).json()["schedules"] == [
        control.get(f"/northflank/schedules/{made['id']}").json()
    ]
    control.delete(f"/northflank/schedules/{made['id']}")
    assert northflank.get(schedules).json()["data"]["schedules"] == []


def test_schedules_of_teams_and_volumes_can_be_created(control: httpx.Client, northflank: httpx.Client) -> None:
    team = {"team_id": "acme-team", "project_id": "platform", "addon_id": "audit-db"}
    volume = {"project_id": "shop", "volume_id": "uploads"}
    for place in (team, volume):
        made = control.post("/northflank/schedules", json=place).json()
        assert {name: made[name] for name in place} == place
    path = "/teams/acme-team/projects/platform/addons/audit-db/backup-schedules"
    assert len(northflank.get(path).json()["data"]["schedules"]) == 1
    assert control.post("/northflank/schedules", json={**team, "team_id": "none"}).status_code == 400


def test_requests_are_logged_without_their_credential(
    control: httpx.Client, planetscale: httpx.Client, new_policy: Make, policies: str
) -> None:
    new_policy()
    new_policy(retention_value=0)
    planetscale.get(policies)
    planetscale.get("/nothing")
    log = control.get("/requests").json()
    assert log["by_operation"] == {"create_backup_policy": 2, "list_backup_policies": 1, "unknown": 1}
    assert [(each["status"], each["committed"]) for each in log["requests"]] == [
        (201, True),
        (422, False),
        (200, False),
        (501, False),
    ]
    assert log["requests"][0]["body"]["name"] == "nightly"
    assert log["requests"][0]["user_agent"].startswith("python-httpx")
    assert "secret" not in str(log)
    filtered = control.get("/requests", params={"operation": "create_backup_policy", "committed": "true"}).json()
    assert filtered["count"] == 1
    control.delete("/requests")
    assert control.get("/requests").json() == {"count": 0, "by_operation": {}, "requests": []}


def test_latency_is_set_for_one_vendor_or_for_all(control: httpx.Client) -> None:
    everywhere = {vendor.name: 0.5 for vendor in VENDORS}
    assert control.post("/latency", json={"seconds": 0.5}).json() == {"latency": everywhere}
    answer = control.post("/latency", json={"seconds": 0, "vendor": "northflank"})
    assert answer.json() == control.get("/latency").json() == {"latency": {**everywhere, "northflank": 0}}
    assert control.post("/latency", json={"seconds": -1}).status_code == 400
    assert control.post("/latency", json={"seconds": 1, "vendor": "aws"}).status_code == 400


def test_unknown_control_path_is_json(control: httpx.Client) -> None:
    response = control.get("/nothing")
    assert response.status_code == 404
    assert "error" in response.json()


def test_empty_reset_keeps_accounts_and_credentials_only(control: httpx.Client, planetscale: httpx.Client) -> None:
    assert control.post("/reset", json={"empty": True}).json() == {"reset": True}
    listed = planetscale.get("/organizations/acme/databases")
    assert (listed.status_code, listed.json()["data"]) == (200, [])
    control.post("/reset")
    assert len(planetscale.get("/organizations/acme/databases").json()["data"]) == 4
