"""Backup policies by PlanetScale's contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Make = Callable[..., httpx.Response]


def test_create_returns_every_field(new_policy: Make) -> None:
    response = new_policy()
    assert response.status_code == 201
    body = response.json()
    assert body["name"] == "nightly"
    assert body["display_name"] == "Nightly"
    assert body["schedule_day"] is None
    assert body["required"] is False
    assert body["created_at"] == body["updated_at"]


def test_name_has_a_default(new_policy: Make) -> None:
    assert new_policy(name=None).json()["name"] == "every-1-days"


def test_two_policies_can_have_the_same_name(new_policy: Make) -> None:
    assert new_policy().json()["id"] != new_policy().json()["id"]


def test_switch_refuses_a_second_policy_with_the_same_name(new_policy: Make, control: httpx.Client) -> None:
    control.post("/switches", json={"planetscale.unique_policy_names": True})
    assert new_policy().status_code == 201
    assert new_policy().status_code == 422


@pytest.mark.parametrize(
    "missing",
    ["target", "retention_value", "retention_unit", "frequency_value", "frequency_unit", "schedule_time"],
)
def test_create_requires(new_policy: Make, missing: str) -> None:
    response = new_policy(**{missing: None})
    assert response.status_code == 422
    assert response.json() == {"code": "unprocessable", "message": f"{missing} is required"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", "staging"),
        ("retention_value", 0),
        ("retention_value", 1000),
        ("retention_value", "7"),
        ("retention_value", 7.5),
        ("retention_value", True),
        ("retention_value", [7]),
        ("retention_unit", "days"),
        ("frequency_value", 0),
        ("frequency_value", 1000),
        ("frequency_unit", "year"),
        ("schedule_time", "4am"),
        ("schedule_time", "24:00"),
        ("schedule_time", "3:30"),
        ("schedule_time", "03:30\n"),
        ("schedule_time", "٠٣:٣٠"),
        ("schedule_time", 330),
        ("schedule_day", 7),
        ("schedule_day", -1),
        ("schedule_week", 4),
        ("name", ""),
        ("name", 7),
        ("name", "x" * 256),
        ("surprise", 1),
        ("id", "abc"),
    ],
)
def test_create_refuses(new_policy: Make, field: str, value: Any) -> None:
    response = new_policy(**{field: value})
    assert response.status_code == 422
    assert response.json()["message"].startswith(field)


def test_whole_float_is_a_whole_number(new_policy: Make) -> None:
    response = new_policy(retention_value=7.0)
    assert response.status_code == 201
    assert '"retention_value": 7,' in response.text


@pytest.mark.parametrize(
    ("unit", "day", "week", "status"),
    [
        ("week", None, None, 422),
        ("week", 3, None, 201),
        ("month", 3, None, 422),
        ("month", None, 3, 422),
        ("month", 3, 3, 201),
    ],
)
def test_week_and_month_require_their_fields(
    new_policy: Make, unit: str, day: int | None, week: int | None, status: int
) -> None:
    assert new_policy(frequency_unit=unit, schedule_day=day, schedule_week=week).status_code == status


@pytest.mark.parametrize(("how", "status", "shown"), [("store", 201, 3), ("drop", 201, None), ("refuse", 422, None)])
def test_day_of_a_daily_policy(
    new_policy: Make, control: httpx.Client, how: str, status: int, shown: int | None
) -> None:
    control.post("/switches", json={"planetscale.unused_schedule_fields": how})
    response = new_policy(schedule_day=3)
    assert response.status_code == status
    assert response.json().get("schedule_day") == shown


def test_patch_keeps_other_fields(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    made = new_policy(frequency_unit="week", schedule_day=3).json()
    patched = planetscale.patch(f"{policies}/{made['id']}", json={"retention_value": 9})
    assert patched.status_code == 200
    assert patched.json() == {**made, "retention_value": 9, "updated_at": patched.json()["updated_at"]}
    assert planetscale.get(f"{policies}/{made['id']}").json() == patched.json()


def test_patch_of_the_name_changes_the_display_name(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    path = f"{policies}/{new_policy().json()['id']}"
    assert planetscale.patch(path, json={"name": "hourly_copy"}).json()["display_name"] == "Hourly copy"


@pytest.mark.parametrize(("how", "status", "left"), [("accept", 200, None), ("ignore", 200, 3), ("refuse", 422, 3)])
def test_null_in_a_patch(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client, policies: str, how: str, status: int, left: Any
) -> None:
    made = new_policy(frequency_unit="week", schedule_day=3).json()
    control.post("/switches", json={"planetscale.patch_null": how})
    path = f"{policies}/{made['id']}"
    assert planetscale.patch(path, json={"frequency_unit": "day", "schedule_day": None}).status_code == status
    assert planetscale.get(path).json()["schedule_day"] == left


def test_null_is_refused_by_default(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    made = new_policy().json()
    response = planetscale.patch(f"{policies}/{made['id']}", json={"schedule_week": None})
    assert (response.status_code, response.json()["message"]) == (422, "schedule_week must be an integer")


def test_null_is_refused_if_the_frequency_uses_the_field(
    new_policy: Make, planetscale: httpx.Client, control: httpx.Client, policies: str
) -> None:
    control.post("/switches", json={"planetscale.patch_null": "accept"})
    made = new_policy(frequency_unit="week", schedule_day=3).json()
    response = planetscale.patch(f"{policies}/{made['id']}", json={"schedule_day": None})
    assert response.status_code == 422


def test_null_is_refused_for_other_fields(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    made = new_policy().json()
    assert planetscale.patch(f"{policies}/{made['id']}", json={"retention_value": None}).status_code == 422


def test_every_database_has_one_required_policy(planetscale: httpx.Client, policies: str) -> None:
    (system,) = planetscale.get(policies).json()["data"]
    assert system["required"] is True
    assert (system["frequency_value"], system["frequency_unit"]) == (12, "hour")
    assert (system["retention_value"], system["retention_unit"], system["schedule_time"]) == (2, "day", "09:10")


def test_required_policy_cannot_be_deleted_or_changed(
    planetscale: httpx.Client, control: httpx.Client, policies: str
) -> None:
    (system,) = planetscale.get(policies).json()["data"]
    path = f"{policies}/{system['id']}"
    assert planetscale.delete(path).status_code == 422
    assert planetscale.patch(path, json={"retention_value": 3}).status_code == 422
    control.post("/switches", json={"planetscale.required_policy_update": "accept"})
    assert planetscale.patch(path, json={"retention_value": 3}).json()["retention_value"] == 3
    assert planetscale.delete(path).status_code == 422


def test_deleted_policy_is_not_found(new_policy: Make, planetscale: httpx.Client, policies: str) -> None:
    path = f"{policies}/{new_policy().json()['id']}"
    deleted = planetscale.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for method in ("GET", "PATCH", "DELETE"):
        response = planetscale.request(method, path, json={} if method == "PATCH" else None)
        assert response.status_code == 404
        assert response.json() == {"code": "not_found", "message": "Not Found"}


def test_policy_is_not_found_in_another_database(new_policy: Make, planetscale: httpx.Client) -> None:
    id = new_policy().json()["id"]
    assert planetscale.get(f"/organizations/acme/databases/billing/backup-policies/{id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b"", "application/json", 422),
        (b"{}", "text/plain", 400),
        (b'{"name": "\\ud800"}', "application/json", 422),
        (b'{"\\ud800": 1}', "application/json", 422),
        (b'{"retention_value": NaN}', "application/json", 422),
        (b'{"retention_value": 1e999}', "application/json", 422),
    ],
)
def test_invalid_bodies_are_refused(
    planetscale: httpx.Client, policies: str, body: bytes, content_type: str, status: int
) -> None:
    response = planetscale.post(policies, content=body, headers={"Content-Type": content_type})
    assert response.status_code == status
    assert set(response.json()) == {"code", "message"}


@pytest.mark.parametrize("id", ["%2e%2e", "%0A", "%00", "", "🦆", "x" * 5000])
def test_hostile_ids_are_not_found(planetscale: httpx.Client, policies: str, id: str) -> None:
    assert planetscale.get(f"{policies}/{id}").status_code == 404
