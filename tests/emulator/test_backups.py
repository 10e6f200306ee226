"""Branch backups by PlanetScale's contract, on a clock that the tests move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Make = Callable[..., httpx.Response]
MAIN = "/organizations/acme/databases/storefront/branches/main/backups"
STAGING = MAIN.replace("main", "staging")
POSTGRES = MAIN.replace("storefront", "billing")


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    """There is no policy that creates backups during the test."""
    for policy in control.get("/planetscale/policies").json()["policies"]:
        control.delete(f"/planetscale/policies/{policy['id']}")
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


@pytest.fixture
def wait(control: httpx.Client) -> Callable[[float], None]:
    def advance(seconds: float) -> None:
        control.post("/clock", json={"advance_seconds": seconds})

    return advance


def test_backup_is_pending_then_running_then_successful(
    planetscale: httpx.Client, wait: Callable[[float], None]
) -> None:
    made = planetscale.post(MAIN, json={"name": "before", "retention_value": 1, "retention_unit": "month"})
    assert made.status_code == 201
    path = f"{MAIN}/{made.json()['id']}"
    seen = [made.json()]
    for seconds in (1.5, 1.5):
        wait(seconds)
        seen.append(planetscale.get(path).json())
    assert [each["state"] for each in seen] == ["pending", "running", "success"]
    assert [each["started_at"] is None for each in seen] == [True, False, False]
    assert [each["completed_at"] for each in seen] == [None, None, "2030-01-31T12:00:03.000Z"]
    assert [each["size"] > 0 for each in seen] == [False, False, True]
    assert seen[-1]["updated_at"] == seen[-1]["completed_at"]
    assert seen[-1]["expires_at"] == "2030-02-28T12:00:00.000Z"
    assert seen[-1]["backup_policy"] is None
    assert seen[-1]["actor"]["id"] == "demo-token-id"
    assert seen[-1]["database_branch"]["name"] == "main"


@pytest.mark.parametrize("outcome", ["failed", "canceled", "ignored"])
def test_switch_decides_how_a_backup_ends(
    planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None], outcome: str
) -> None:
    control.post("/switches", json={"planetscale.backup_outcome": outcome, "planetscale.backup_seconds": 60})
    path = f"{MAIN}/{planetscale.post(MAIN).json()['id']}"
    wait(59)
    assert planetscale.get(path).json()["state"] == ("pending" if outcome == "ignored" else "running")
    wait(1)
    backup = planetscale.get(path).json()
    assert (backup["state"], backup["size"]) == (outcome, 0)


def test_control_plane_ends_a_backup_that_never_ends(
    planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    control.post("/switches", json={"planetscale.backup_outcome": "running"})
    id = planetscale.post(MAIN).json()["id"]
    wait(86400)
    assert planetscale.get(f"{MAIN}/{id}").json()["state"] == "running"
    assert control.patch(f"/planetscale/backups/{id}", json={"state": "success"}).json()["state"] == "success"
    assert planetscale.get(f"{MAIN}/{id}").json()["completed_at"] == "2030-02-01T12:00:00.000Z"


def test_second_manual_backup_at_once_is_refused(
    planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    assert planetscale.post(MAIN).status_code == 201
    assert planetscale.post(MAIN).status_code == 422
    assert planetscale.post(STAGING).status_code == 201
    control.post("/switches", json={"planetscale.concurrent_backup_status": 409})
    assert planetscale.post(MAIN).status_code == 409
    wait(3)
    assert planetscale.post(MAIN).status_code == 201


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("retention_value", {"retention_value": 0, "retention_unit": "day"}),
        ("retention_value", {"retention_value": 1001, "retention_unit": "day"}),
        ("retention_value", {"retention_unit": "day"}),
        ("retention_unit", {"retention_value": 5}),
        ("retention_unit", {"retention_value": 5, "retention_unit": "minute"}),
        ("name", {"name": ""}),
        ("emergency", {"emergency": True}),
        ("emergency", {"emergency": "true"}),
        ("protected", {"protected": True}),
        ("surprise", {"surprise": 1}),
    ],
)
def test_create_refuses(planetscale: httpx.Client, field: str, body: dict[str, Any]) -> None:
    response = planetscale.post(MAIN, json=body)
    assert response.status_code == 422
    assert response.json()["message"].startswith(field)


def test_emergency_backup_of_postgres_starts_at_once(planetscale: httpx.Client) -> None:
    made = planetscale.post(POSTGRES, json={"emergency": True})
    assert (made.status_code, made.json()["state"]) == (201, "running")


@pytest.mark.parametrize(
    ("switches", "sent", "status", "protected"),
    [
        ({}, True, 200, True),
        ({}, "true", 422, False),
        ({}, None, 422, False),
        ({"planetscale.protected_text": "accept"}, "true", 200, True),
        ({"planetscale.protected_text": "accept"}, True, 200, True),
        ({"planetscale.protected_text": "accept"}, "yes", 422, False),
    ],
)
def test_backup_is_protected_by_a_boolean_or_by_text(
    planetscale: httpx.Client,
    control: httpx.Client,
    switches: dict[str, str],
    sent: object,
    status: int,
    protected: bool,
) -> None:
    control.post("/switches", json=switches)
    path = f"{MAIN}/{planetscale.post(MAIN).json()['id']}"
    assert planetscale.patch(path, json={"protected": sent}).status_code == status
    assert planetscale.get(path).json()["protected"] is protected


@pytest.mark.parametrize(
    ("switches", "sent", "status", "protected"),
    [
        ({}, False, 200, False),
        ({}, "false", 422, True),
        ({"planetscale.protected_false": "ignore"}, False, 200, True),
        ({"planetscale.protected_text": "accept"}, False, 200, False),
        ({"planetscale.protected_text": "accept"}, "false", 200, False),
    ],
)
def test_protection_is_removed_by_a_boolean_or_by_text(
    planetscale: httpx.Client,
    control: httpx.Client,
    switches: dict[str, str],
    sent: object,
    status: int,
    protected: bool,
) -> None:
    control.post("/switches", json=switches)
    path = f"{MAIN}/{planetscale.post(MAIN).json()['id']}"
    planetscale.patch(path, json={"protected": True})
    assert planetscale.patch(path, json={"protected": sent}).status_code == status
    assert planetscale.get(path).json()["protected"] is protected


def test_protected_backup_is_neither_deleted_nor_expired(
    planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None]
) -> None:
    path = f"{MAIN}/{planetscale.post(MAIN, json={}).json()['id']}"
    planetscale.patch(path, json={"protected": True})
    assert planetscale.delete(path).status_code == 422
    wait(8 * 86400)
    assert planetscale.get(path).json()["expires_at"] == "2030-02-07T12:00:00.000Z"
    control.post("/switches", json={"planetscale.protected_backup_delete": "accept"})
    assert planetscale.delete(path).status_code == 204


@pytest.mark.parametrize("how", ["not_found", "deleted_at"])
def test_deleted_and_expired_backups_are_not_found(
    planetscale: httpx.Client, control: httpx.Client, wait: Callable[[float], None], how: str
) -> None:
    control.post("/switches", json={"planetscale.gone_backups": how})
    deleted = f"{MAIN}/{planetscale.post(MAIN).json()['id']}"
    response = planetscale.delete(deleted)
    assert (response.status_code, response.content) == (204, b"")
    expired = f"{MAIN}/{planetscale.post(MAIN, json={'retention_value': 6, 'retention_unit': 'hour'}).json()['id']}"
    wait(6 * 3600)
    assert planetscale.get(MAIN, params={"policy": ""}).json()["data"] == []
    for path, when in ((deleted, "2030-01-31T12:00:00.000Z"), (expired, "2030-01-31T18:00:00.000Z")):
        response = planetscale.get(path)
        if how == "not_found":
            assert response.status_code == 404
        else:
            assert response.json()["deleted_at"] == when
        assert planetscale.delete(path).status_code == 404


def test_deleting_from_a_production_branch_needs_its_access(control: httpx.Client, planetscale: httpx.Client) -> None:
    token = {"token": "s", "organization": "acme", "accesses": ["delete_backups"]}
    control.post("/seed", json={"planetscale": {"service_tokens": {"sweeper": token}}})
    headers = {"Authorization": "sweeper:s"}
    production = f"{MAIN}/{planetscale.post(MAIN).json()['id']}"
    development = f"{STAGING}/{planetscale.post(STAGING).json()['id']}"
    assert planetscale.delete(production, headers=headers).status_code == 403
    assert planetscale.delete(development, headers=headers).status_code == 204


@pytest.fixture
def four(control: httpx.Client) -> None:
    times = {"created_at": "2030-01-28T23:30:00.000Z", "started_at": "2030-01-29T00:00:00.000Z"}
    for described in (
        {"name": "old", **times, "completed_at": "2030-01-29T02:00:00.000Z"},
        {"name": "new", "created_at": "2030-01-30T00:00:00.000Z", "state": "failed"},
        {"name": "waiting", "created_at": "2030-01-30T01:00:00.000Z", "state": "pending"},
        {"name": "other", "branch": "staging", "created_at": "2030-01-30T06:00:00.000Z"},
    ):
        response = control.post("/planetscale/backups", json={"database": "storefront", **described})
        assert response.status_code == 201


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["waiting", "new", "old"]),
        ({"production": "true"}, ["waiting", "new", "old"]),
        ({"production": "false"}, []),
        ({"state": "failed"}, ["new"]),
        ({"state": "pending"}, ["waiting"]),
        ({"from": "2030-01-29T00:00:00Z"}, ["new", "old"]),
        ({"from": "2030-01-29T00:00:01Z"}, ["new"]),
        ({"to": "2030-01-28T23:59:59Z"}, []),
        ({"to": "2030-01-29"}, ["old"]),
        ({"from": "2030-01-29", "to": "2030-01-30"}, ["new", "old"]),
        ({"running_at": "2030-01-28..2030-01-29T01:00:00Z"}, ["old"]),
        ({"running_at": "2030-01-29T01:00:00Z..2030-01-29T01:30:00Z"}, ["old"]),
        ({"running_at": "2030-01-29T02:00:01Z..2030-01-29T03:00:00Z"}, []),
        ({"policy": "none"}, []),
    ],
)
def test_backups_can_be_filtered(planetscale: httpx.Client, query: dict[str, str], names: list[str]) -> None:
    body = planetscale.get(MAIN, params=query).json()
    assert [each["name"] for each in body["data"]] == names
    assert body["total_count"] == len(names)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "done"},
        {"from": "yesterday"},
        {"all": "yes"},
        {"running_at": "9"},
        {"running_at": "2030-01-29T01:00:00Z"},
        {"running_at": "2030-01-30..2030-01-29"},
    ],
)
def test_invalid_filters_are_refused(planetscale: httpx.Client, query: dict[str, str]) -> None:
    assert planetscale.get(MAIN, params=query).status_code == 422


def test_backups_of_a_policy_can_be_listed(planetscale: httpx.Client, control: httpx.Client) -> None:
    policy = control.post("/planetscale/policies", json={"database": "storefront"}).json()["id"]
    for name, taken_by in (("scheduled", policy), ("manual", None)):
        described = {"database": "storefront", "name": name, "policy": taken_by}
        control.post("/planetscale/backups", json=described)
    listed = planetscale.get(MAIN, params={"policy": policy}).json()["data"]
    assert [each["name"] for each in listed] == ["scheduled"]


def test_deleted_backups_can_be_listed(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/switches", json={"planetscale.gone_backups": "deleted_at"})
    id = planetscale.post(MAIN).json()["id"]
    planetscale.delete(f"{MAIN}/{id}")
    assert planetscale.get(MAIN).json()["data"] == []
    (deleted,) = planetscale.get(MAIN, params={"all": "true"}).json()["data"]
    assert (deleted["id"], deleted["deleted_at"]) == (id, "2030-01-31T12:00:00.000Z")


def test_lists_of_backups_have_pages(planetscale: httpx.Client, control: httpx.Client) -> None:
    backups = [{"name": f"backup-{number:03}"} for number in range(260)]
    database = {"branches": {"main": {"backups": backups}}}
    control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": {"storefront": database}}}}})
    names: list[str] = []
    for page in range(1, 4):
        body = planetscale.get(MAIN, params={"page": page, "per_page": 100}).json()
        names += [each["name"] for each in body["data"]]
    assert (len(set(names)), body["total_count"], body["total_pages"], body["next_page"]) == (260, 260, 3, None)


def test_control_plane_creates_edits_and_deletes_backups(planetscale: httpx.Client, control: httpx.Client) -> None:
    made = control.post("/planetscale/backups", json={"database": "billing", "name": "manual"}).json()
    assert (made["organization"], made["database"], made["branch"]) == ("acme", "billing", "main")
    edit = {"size": 7, "name": "renamed", "protected": True, "surprise": None}
    control.patch(f"/planetscale/backups/{made['id']}", json=edit)
    seen = planetscale.get(f"{POSTGRES}/{made['id']}").json()
    assert {name: seen[name] for name in edit} == edit
    assert control.patch(f"/planetscale/backups/{made['id']}", json={"state": "done"}).status_code == 400
    control.delete(f"/planetscale/backups/{made['id']}")
    assert planetscale.get(f"{POSTGRES}/{made['id']}").status_code == 404
    assert control.post("/planetscale/backups", json={"database": "billing", "branch": "none"}).status_code == 400


def test_unknown_branch_and_backup_are_not_found(planetscale: httpx.Client) -> None:
    id = planetscale.post(MAIN).json()["id"]
    for path in (f"{STAGING}/{id}", f"{MAIN}/none", MAIN.replace("main", "none")):
        assert planetscale.get(path).status_code == 404
