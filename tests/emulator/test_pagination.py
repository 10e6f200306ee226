"""How each vendor paginates its lists."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

BILLING = "/organizations/acme/databases/billing/backup-policies"
ORDERS = "/projects/shop/addons/orders-db/backup-schedules"


@pytest.fixture
def sixty(control: httpx.Client) -> list[str]:
    """The names of 59 policies of the database billing, which has a required one too, and 120 schedules of an addon."""
    names = [f"policy-{number:02}" for number in range(59)]
    database = {"policies": [{"name": name} for name in names]}
    addon = {"type": "postgresql", "schedules": [{"retentionTime": 1}] * 120}
    seed = {
        "planetscale": {"organizations": {"acme": {"databases": {"billing": database}}}},
        "northflank": {"projects": {"shop": {"addons": {"orders-db": addon}}}},
    }
    assert control.post("/seed", json=seed).status_code == 200
    return ["system-backups", *names]


def test_planetscale_pages_have_25_items_by_default(planetscale: httpx.Client, sixty: list[str]) -> None:
    names: list[str] = []
    page: int | None = 1
    while page:
        body = planetscale.get(BILLING, params={"page": page}).json()
        assert (body["type"], body["current_page"], body["per_page"]) == ("list", page, 25)
        assert body["prev_page"] == (page - 1 or None)
        names += [policy["name"] for policy in body["data"]]
        page = body["next_page"]
    assert names == sixty
    assert body["current_page"] == 3
    assert body["next_page_url"] is None
    assert "total_count" not in body


@pytest.mark.usefixtures("sixty")
def test_next_page_url_is_the_next_page(planetscale: httpx.Client) -> None:
    first = planetscale.get(BILLING, params={"per_page": 40}).json()
    assert "per_page=40" in first["next_page_url"]
    second = planetscale.get(first["next_page_url"]).json()
    assert len(second["data"]) == 20
    assert second["prev_page_url"].endswith("page=1")


def test_page_after_the_last_is_empty(planetscale: httpx.Client) -> None:
    body = planetscale.get(BILLING, params={"page": 9}).json()
    assert body["data"] == []
    assert body["next_page"] is None


@pytest.mark.parametrize("query", [{"page": 0}, {"page": "x"}, {"per_page": 0}, {"per_page": 101}, {"page": "٣"}])
def test_planetscale_refuses_invalid_page_parameters(planetscale: httpx.Client, query: dict[str, Any]) -> None:
    response = planetscale.get(BILLING, params=query)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_params"


def test_databases_have_totals(planetscale: httpx.Client) -> None:
    body = planetscale.get("/organizations/acme/databases", params={"per_page": 3}).json()
    assert (body["total_count"], body["total_pages"], body["next_page"]) == (4, 2, 2)
    named = planetscale.get("/organizations/acme/databases", params={"q": "ill"}).json()
    assert [database["name"] for database in named["data"]] == ["billing"]


def test_branches_can_be_filtered(planetscale: httpx.Client) -> None:
    path = "/organizations/acme/databases/storefront/branches"
    assert [each["name"] for each in planetscale.get(path).json()["data"]] == ["main", "staging"]
    for query, names in [
        ({"production": "true"}, ["main"]),
        ({"production": "false"}, ["staging"]),
        ({"q": "stag"}, ["staging"]),
        ({"order": "desc"}, ["staging", "main"]),
    ]:
        assert [each["name"] for each in planetscale.get(path, params=query).json()["data"]] == names


@pytest.mark.usefixtures("sixty")
def test_northflank_cursor_reaches_the_end(northflank: httpx.Client) -> None:
    ids: list[str] = []
    query: dict[str, str] = {}
    counts = []
    while True:
        body = northflank.get(ORDERS, params=query).json()
        ids += [each["id"] for each in body["data"]["schedules"]]
        counts.append(body["pagination"]["count"])
        if "cursor" not in body["pagination"]:
            break
        assert body["pagination"]["hasNextPage"] is True
        query = {"cursor": body["pagination"]["cursor"]}
    assert counts == [50, 50, 20]
    assert len(set(ids)) == 120


@pytest.mark.usefixtures("sixty")
def test_northflank_has_page_numbers_too(northflank: httpx.Client) -> None:
    body = northflank.get(ORDERS, params={"per_page": 100, "page": 2}).json()
    assert body["pagination"] == {"hasNextPage": False, "count": 20}


@pytest.mark.usefixtures("sixty")
def test_switch_turns_off_pages_of_schedules(northflank: httpx.Client, control: httpx.Client) -> None:
    control.post("/switches", json={"northflank.schedule_pages": False})
    body = northflank.get(ORDERS).json()
    assert len(body["data"]["schedules"]) == 120
    assert "pagination" not in body


@pytest.mark.parametrize("query", [{"page": 0}, {"per_page": 101}, {"cursor": "x"}, {"cursor": "bm90"}])
def test_northflank_refuses_invalid_page_parameters(northflank: httpx.Client, query: dict[str, Any]) -> None:
    assert northflank.get(ORDERS, params=query).status_code == 400
