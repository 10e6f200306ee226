"""Promotion, workflows, the deploy queue and service tokens."""

from __future__ import annotations

import httpx
import pytest

STOREFRONT = "/organizations/acme/databases/storefront"
STAGING = f"{STOREFRONT}/branches/staging"


def names(response: httpx.Response) -> list[str]:
    return [each["name"] for each in response.json()["data"]]


@pytest.mark.parametrize("database", ["storefront", "billing"])
def test_promotion_takes_some_seconds(planetscale: httpx.Client, control: httpx.Client, database: str) -> None:
    branch = STAGING.replace("storefront", database)
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})
    for _ in range(2):  # asked again, it goes on as it was
        promoted = planetscale.post(f"{branch}/promote")
        assert (promoted.status_code, promoted.json()["production"]) == (200, False)
        control.post("/clock", json={"advance_seconds": 1})
    assert planetscale.get(branch).json()["production"] is True
    production = planetscale.get(branch.rpartition("/")[0], params={"production": "true"})
    assert names(production) == ["main", "staging"]
    assert planetscale.get(branch.partition("/branches")[0]).json()["production_branches_count"] == 2


@pytest.mark.parametrize(("how", "status"), [("accept", 200), ("refuse", 422)])
def test_promotion_of_a_production_branch(
    planetscale: httpx.Client, control: httpx.Client, how: str, status: int
) -> None:
    control.post("/switches", json={"planetscale.promote_production": how})
    response = planetscale.post(f"{STOREFRONT}/branches/main/promote")
    assert response.status_code == status
    assert response.json().get("production", True) is True


def test_control_plane_creates_edits_and_deletes_branches(planetscale: httpx.Client, control: httpx.Client) -> None:
    id = planetscale.get(STAGING).json()["id"]
    assert control.patch(f"/planetscale/branches/{id}", json={"production": True}).status_code == 200
    assert planetscale.get(STAGING).json()["production"] is True
    control.post("/planetscale/branches", json={"database": "storefront", "name": "preview"})
    control.post("/planetscale/backups", json={"database": "storefront", "branch": "staging"})
    control.delete(f"/planetscale/branches/{id}")
    assert control.get("/planetscale/backups").json() == {"backups": []}
    assert names(planetscale.get(f"{STOREFRONT}/branches")) == ["main", "preview"]


def test_workflows_of_the_default_seed(planetscale: httpx.Client) -> None:
    listed = planetscale.get(f"{STOREFRONT}/workflows").json()["data"]
    assert [(each["number"], each["state"]) for each in listed] == [(1, "completed"), (2, "cancelled"), (3, "copying")]
    assert planetscale.get(f"{STOREFRONT}/workflows/2").json() == listed[1]
    assert planetscale.get(f"{STOREFRONT}/workflows/4").status_code == 404
    assert names(planetscale.get(f"{STOREFRONT.replace('storefront', 'billing')}/workflows")) == []


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("2030-01-01T00:00:00Z..2030-01-31T23:59:59Z", ["over", "long"]),
        ("2030-02-02..2030-02-03", ["long"]),
        ("2030-02-01..2030-02-01", ["over", "long"]),
        ("2029-01-01..2029-12-31", []),
    ],
)
def test_workflows_can_be_filtered_by_time(
    planetscale: httpx.Client, control: httpx.Client, between: str, found: list[str]
) -> None:
    for described in (
        {"name": "over", "created_at": "2030-01-15T00:00:00.000Z", "completed_at": "2030-02-01T00:00:00.000Z"},
        {"name": "long", "created_at": "2030-01-20T00:00:00.000Z"},
    ):
        control.post("/planetscale/workflows", json={"database": "sessions", **described})
    path = "/organizations/acme/databases/sessions/workflows"
    assert names(planetscale.get(path, params={"between": between})) == found


@pytest.mark.parametrize("between", ["2030-01-01", "2030-01-02..2030-01-01", "a..b", ".."])
def test_workflows_refuse_an_invalid_time(planetscale: httpx.Client, between: str) -> None:
    assert planetscale.get(f"{STOREFRONT}/workflows", params={"between": between}).status_code == 422


def test_deploy_queue_of_the_default_seed(planetscale: httpx.Client, control: httpx.Client) -> None:
    queue = planetscale.get(f"{STOREFRONT}/deploy-queue").json()["data"]
    assert [(each["deploy_request_number"], each["state"]) for each in queue] == [(1, "in_progress"), (2, "queued")]
    control.delete(f"/planetscale/deployments/{queue[0]['id']}")
    control.post("/planetscale/deployments", json={"database": "storefront", "state": "pending"})
    queue = planetscale.get(f"{STOREFRONT}/deploy-queue").json()["data"]
    assert [(each["deploy_request_number"], each["state"]) for each in queue] == [(2, "queued"), (3, "pending")]


def test_service_tokens_show_no_secret(planetscale: httpx.Client, control: httpx.Client) -> None:
    token = {"token": "hidden", "organization": "acme", "accesses": ["read_backups"], "databases": ["billing"]}
    control.post("/seed", json={"planetscale": {"service_tokens": {"narrow": token}}})
    listed = planetscale.get("/organizations/acme/service-tokens")
    assert [each["id"] for each in listed.json()["data"]] == ["demo-token-id", "narrow"]
    assert "hidden" not in listed.text
    assert "secret" not in listed.text
    narrow = planetscale.get("/organizations/acme/service-tokens/narrow").json()
    (access,) = narrow["service_token_accesses"]
    assert (access["access"], access["resource_name"], access["resource_type"]) == (
        "read_backups",
        "billing",
        "Database",
    )
    assert planetscale.get("/organizations/acme/service-tokens/none").status_code == 404


def test_reading_tokens_requires_an_access(planetscale: httpx.Client, control: httpx.Client) -> None:
    token = {"token": "s", "organization": "acme", "accesses": ["read_backups"]}
    control.post("/seed", json={"planetscale": {"service_tokens": {"reader": token}}})
    headers = {"Authorization": "reader:s"}
    assert planetscale.get("/organizations/acme/service-tokens/reader", headers=headers).status_code == 403
    assert planetscale.get(f"{STOREFRONT}/workflows", headers=headers).status_code == 200
