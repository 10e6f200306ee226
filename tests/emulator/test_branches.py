"""Branches: creation, deletion, demotion, schema and keyspaces."""

from __future__ import annotations

import httpx
import pytest

BILLING = "/organizations/acme/databases/billing/branches"
STOREFRONT = "/organizations/acme/databases/storefront/branches"


def test_plain_branch_is_ready_at_once(planetscale: httpx.Client) -> None:
    created = planetscale.post(STOREFRONT, json={"name": "feature"}).json()
    assert (created["state"], created["parent_branch"], created["restored_from_branch"]) == ("ready", "main", None)
    names = [each["name"] for each in planetscale.get(STOREFRONT).json()["data"]]
    assert names == ["main", "staging", "feature"]


def test_deleted_branch_is_gone_with_what_it_has(planetscale: httpx.Client, control: httpx.Client) -> None:
    planetscale.post(STOREFRONT, json={"name": "feature"})
    backup = planetscale.post(f"{STOREFRONT}/feature/backups", json={}).json()["id"]
    password = planetscale.post(f"{STOREFRONT}/feature/passwords", json={}).json()["id"]
    assert planetscale.delete(f"{STOREFRONT}/feature").status_code == 204
    planetscale.post(STOREFRONT, json={"name": "feature"})
    assert planetscale.get(f"{STOREFRONT}/feature/backups/{backup}").status_code == 404
    assert planetscale.delete(f"{STOREFRONT}/feature/passwords/{password}").status_code == 404
    assert planetscale.delete(f"{STOREFRONT}/none").status_code == 404
    assert control.get(f"/planetscale/backups/{backup}").status_code == 404


def test_production_and_protected_branches_are_not_deleted(planetscale: httpx.Client) -> None:
    planetscale.post(STOREFRONT, json={"name": "kept", "deletion_protected": True})
    for name, reason in (("kept", "is protected from deletion"), ("main", "has the descendant staging")):
        refused = planetscale.delete(f"{STOREFRONT}/{name}")
        assert refused.status_code == 422
        assert reason in refused.json()["message"]
    refused = planetscale.delete(f"{STOREFRONT}/main?delete_descendants=true")
    assert "is a production branch: demote it first" in refused.json()["message"]
    planetscale.post(f"{STOREFRONT}/main/demote")
    refused = planetscale.delete(f"{STOREFRONT}/main?delete_descendants=true")
    assert "Branch kept is protected" in refused.json()["message"]
    assert len(planetscale.get(STOREFRONT).json()["data"]) == 3


def test_descendants_are_deleted_if_asked_for(planetscale: httpx.Client) -> None:
    for name, parent in (("child", "staging"), ("grandchild", "child"), ("other", "main")):
        planetscale.post(STOREFRONT, json={"name": name, "parent_branch": parent})
    assert planetscale.delete(f"{STOREFRONT}/staging?delete_descendants=yes").status_code == 422
    assert planetscale.delete(f"{STOREFRONT}/staging").status_code == 422
    assert planetscale.delete(f"{STOREFRONT}/staging?delete_descendants=true").status_code == 204
    assert [each["name"] for each in planetscale.get(STOREFRONT).json()["data"]] == ["main", "other"]


def test_demotion(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})
    planetscale.post(f"{STOREFRONT}/staging/promote")
    control.post("/clock", json={"advance_seconds": 2})
    assert planetscale.get(f"{STOREFRONT}/staging").json()["production"] is True
    assert planetscale.post(f"{STOREFRONT}/staging/demote").json()["production"] is False
    refused = planetscale.post(f"{STOREFRONT}/staging/demote")
    assert (refused.status_code, refused.json()["code"]) == (422, "unprocessable")


def test_schema_is_that_of_the_seed(planetscale: httpx.Client, control: httpx.Client) -> None:
    databases = {"storefront": {"tables": ["baskets"]}, "billing": {"tables": ["invoices", "payments"]}}
    seed = {"planetscale": {"organizations": {"acme": {"databases": databases}}}}
    assert control.post("/seed", json=seed).status_code == 200
    (baskets,) = planetscale.get(f"{STOREFRONT}/staging/schema?keyspace=storefront").json()["data"]
    assert baskets["name"] == "baskets"
    assert baskets["raw"].startswith("CREATE TABLE `baskets` (")
    invoices, _ = planetscale.get(f"{BILLING}/main/schema?namespace=public").json()["data"]
    assert invoices["raw"].startswith("CREATE TABLE public.invoices (")
    assert planetscale.get(f"{STOREFRONT}/main/schema?keyspace=none").status_code == 404
    assert planetscale.get(f"{BILLING}/main/schema?namespace=none").json()["data"] == []
    assert planetscale.get("/organizations/acme/databases/billing").json()["default_branch_table_count"] == 2


@pytest.mark.parametrize("described", [{"tables": "orders"}, {"tables": ["a b"]}, {"connection": {"host": 1}}])
def test_seed_of_a_database_is_checked(control: httpx.Client, described: dict[str, object]) -> None:
    seed = {"planetscale": {"organizations": {"acme": {"databases": {"billing": described}}}}}
    refused = control.post("/seed", json=seed)
    assert refused.status_code == 400
    assert "planetscale.organizations.acme.databases.billing" in refused.json()["error"]


def test_keyspaces(planetscale: httpx.Client) -> None:
    (keyspace,) = planetscale.get(f"{STOREFRONT}/main/keyspaces").json()["data"]
    assert keyspace["name"] == "storefront"
    assert planetscale.get(f"{STOREFRONT}/main/keyspaces/storefront").json() == keyspace
    assert planetscale.get(f"{STOREFRONT}/main/keyspaces/none").status_code == 404
    assert planetscale.get(f"{BILLING}/main/keyspaces").json()["data"] == []
