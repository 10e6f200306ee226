"""Passwords of MySQL branches and roles of Postgres branches. Their secrets are shown once."""

from __future__ import annotations

import json

import httpx
import pytest
from flask import Flask

from tests.emulator.conftest import client

MYSQL = "/organizations/acme/databases/storefront/branches/staging"
POSTGRES = "/organizations/acme/databases/billing/branches/staging"
SERVER = {"host": "127.0.0.1:5433", "username": "drill", "password": "real-secret", "database_name": "billing_copy"}


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


def test_password(planetscale: httpx.Client) -> None:
    response = planetscale.post(f"{MYSQL}/passwords", json={"name": "drill", "role": "reader", "ttl": 90})
    assert response.status_code == 201
    made = response.json()
    assert (made["name"], made["role"], made["ttl_seconds"]) == ("drill", "reader", 90)
    assert made["expires_at"] == "2030-01-31T12:01:30.000Z"
    assert made["access_host_url"].endswith(".invalid")
    assert made["plain_text"].startswith("pscale_pw_")
    assert planetscale.post(f"{MYSQL}/passwords", json={}).json()["plain_text"] != made["plain_text"]
    assert planetscale.delete(f"{MYSQL}/passwords/{made['id']}").status_code == 204
    assert planetscale.delete(f"{MYSQL}/passwords/{made['id']}").status_code == 404


def test_role(planetscale: httpx.Client) -> None:
    body = {"ttl": 90, "inherited_roles": ["pg_read_all_data"], "require_where_on_delete": "on"}
    response = planetscale.post(f"{POSTGRES}/roles", json=body)
    assert response.status_code == 200
    made = response.json()
    assert (made["ttl"], made["inherited_roles"]) == (90, ["pg_read_all_data"])
    assert made["expires_at"] == "2030-01-31T12:01:30.000Z"
    assert made["query_safety_settings"] == {"require_where_on_delete": "on", "require_where_on_update": "off"}
    assert made["access_host_url"].endswith(".invalid")
    path = f"{POSTGRES}/roles/{made['id']}"
    assert planetscale.delete(f"{path}?successor=none").status_code == 404
    assert planetscale.delete(path).status_code == 204
    assert planetscale.delete(path).status_code == 404


def test_credentials_lead_to_the_server_of_the_seed(planetscale: httpx.Client, control: httpx.Client) -> None:
    databases = {"billing": {"connection": SERVER}, "storefront": {"connection": SERVER}}
    control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    role = planetscale.post(f"{POSTGRES}/roles", json={}).json()
    assert role["access_host_url"] == "127.0.0.1:5433"
    assert (role["username"], role["password"], role["database_name"]) == ("drill", "real-secret", "billing_copy")
    password = planetscale.post(f"{MYSQL}/passwords", json={}).json()
    assert (password["access_host_url"], password["plain_text"]) == ("127.0.0.1:5433", "real-secret")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (f"{POSTGRES}/passwords", {}, "A postgresql database has no passwords."),
        (f"{MYSQL}/roles", {}, "A mysql database has no roles."),
        (f"{MYSQL}/passwords", {"role": "owner"}, "role must be one of"),
        (f"{MYSQL}/passwords", {"ttl": 0}, "ttl must be between"),
        (f"{POSTGRES}/roles", {"inherited_roles": ["root"]}, "inherited_roles[0] must be one of"),
        (f"{POSTGRES}/roles", {"require_where_on_update": True}, "require_where_on_update must be one of"),
    ],
)
def test_new_credentials_are_checked(
    planetscale: httpx.Client, path: str, body: dict[str, object], message: str
) -> None:
    refused = planetscale.post(path, json=body)
    assert refused.status_code == 422
    assert message in refused.json()["message"]


def test_branch_that_is_not_ready_has_no_credentials(planetscale: httpx.Client, control: httpx.Client) -> None:
    for path, kind in ((MYSQL, "passwords"), (POSTGRES, "roles")):
        id = planetscale.get(path).json()["id"]
        control.patch(f"/planetscale/branches/{id}", json={"state": "pending"})
        refused = planetscale.post(f"{path}/{kind}", json={})
        assert refused.status_code == 422
        assert "is not ready" in refused.json()["message"]


def test_secrets_are_only_in_the_response_that_creates_them(
    app: Flask, planetscale: httpx.Client, control: httpx.Client
) -> None:
    databases = {"billing": {"connection": SERVER}}
    control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    secrets = [
        planetscale.post(f"{POSTGRES}/roles", json={}).json()["password"],
        planetscale.post(f"{MYSQL}/passwords", json={}).json()["plain_text"],
    ]
    with client(app, "") as console:
        page = console.get("/").text
    shown = [page, control.get("/requests").text, control.get("/planetscale/branches").text]
    stored = app.extensions["emulator"].store
    shown += [json.dumps(each.body) for kind in ("password", "role") for each in stored.all(f"planetscale.{kind}")]
    assert all(secret not in text for secret in secrets for text in shown)
