"""What the vendors' own clients send, and what they get.

The requests are those of PlanetScale's CLI `pscale`, and of Northflank's CLI and JavaScript client. Northflank's CLI is
run as well, where there is one on the PATH: `npm install -g @northflank/cli`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from pulumi_backups.emulator import serve

ORGANIZATION = "/organizations/acme"
DATABASE = f"{ORGANIZATION}/databases/storefront"
NORTHFLANK = shutil.which("northflank")


def test_pscale_lists_organizations_and_checks_the_token(planetscale: httpx.Client) -> None:
    # `pscale org list`. After a 404, `pscale` asks this to find out whether the token is to blame.
    found = planetscale.get("/organizations").json()["data"]
    assert [each["name"] for each in found] == ["acme"]
    wrong = planetscale.get("/organizations", headers={"Authorization": "demo-token-id:wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthorized")


def test_pscale_creates_promotes_demotes_and_deletes_a_branch(planetscale: httpx.Client, control: httpx.Client) -> None:
    branches = f"{DATABASE}/branches"
    assert planetscale.get(DATABASE).json()["kind"] == "mysql"
    created = planetscale.post(branches, json={"name": "feature", "parent_branch": ""})
    assert (created.status_code, created.json()["parent_branch"]) == (201, "main")
    assert planetscale.get(f"{branches}?per_page=100").json()["data"][-1]["name"] == "feature"
    assert planetscale.post(f"{branches}/feature/promote").status_code == 200
    control.post("/clock", json={"advance_seconds": 10})
    assert planetscale.get(f"{branches}/feature").json()["production"] is True
    assert planetscale.post(f"{branches}/feature/demote").json()["production"] is False
    assert planetscale.delete(f"{branches}/feature").status_code == 204


def test_pscale_restores_a_backup_and_makes_a_password(planetscale: httpx.Client, control: httpx.Client) -> None:
    backup = control.post("/planetscale/backups", json={"database": "storefront"}).json()["id"]
    body = {"name": "restored", "parent_branch": "", "backup_id": backup, "cluster_size": "PS_10"}
    assert planetscale.post(f"{DATABASE}/branches", json=body).json()["parent_branch"] == "main"
    control.post("/clock", json={"advance_seconds": 10})
    schema = planetscale.get(f"{DATABASE}/branches/restored/schema?keyspace=storefront").json()["data"]
    assert {"name", "raw", "html"} == set(schema[0])
    password = planetscale.post(f"{DATABASE}/branches/restored/passwords", json={"name": "", "role": "admin"})
    assert password.json()["name"]


def test_pscale_lists_keyspaces(planetscale: httpx.Client) -> None:
    (found,) = planetscale.get(f"{DATABASE}/branches/main/keyspaces").json()["data"]
    assert (found["name"], found["cluster_name"]) == ("storefront", "PS_10")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{ORGANIZATION}/regions"),  # pscale region list --org
        ("GET", f"{ORGANIZATION}/cluster-size-skus"),
        ("GET", f"{DATABASE}/deploy-requests"),  # pscale deploy-request list
        ("DELETE", DATABASE),
        ("PATCH", f"{DATABASE}/branches/main"),
        ("GET", f"{DATABASE}/branches/main/passwords"),
    ],
)
def test_what_the_emulator_lacks_is_not_emulated_and_not_missing(
    planetscale: httpx.Client, method: str, path: str
) -> None:
    response = planetscale.request(method, path)
    assert response.status_code == 501
    assert response.json() == {
        "code": "not_emulated",
        "message": "Not emulated: the emulator has no such path and method. PlanetScale may have them.",
    }


def test_what_the_emulator_lacks_of_northflank(northflank: httpx.Client, control: httpx.Client) -> None:
    for method, path in (("POST", "/projects/shop/addons/orders-db/backups"), ("GET", "/projects/shop/services")):
        error = northflank.request(method, path).json()["error"]
        assert error["status"] == 501
        assert error["message"].startswith("Not emulated: ")
    logged = control.get("/requests?status=501").json()["requests"]
    assert [each["operation"] for each in logged] == [None, None]


def test_northflank_cli_checks_the_token_at_login(northflank: httpx.Client) -> None:
    assert northflank.get("/login").json() == {"data": {}}
    assert northflank.get("/login", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_northflank_clients_read_projects_and_types_of_addons(northflank: httpx.Client) -> None:
    """The fields are those of the types of the JavaScript client."""
    addon = northflank.get("/projects/shop").json()["data"]["addons"][0]
    assert addon == {
        "id": "orders-db",
        "appId": "/account/shop/orders-db",
        "name": "orders-db",
        "description": "",
        "spec": {"type": "postgresql"},
    }
    for kind in northflank.get("/addon-types").json()["data"]["addonTypes"]:
        for resource in kind["resources"].values():
            assert resource["default"] in resource["options"]


@pytest.mark.skipif(NORTHFLANK is None, reason="there is no northflank CLI on the PATH")
def test_northflank_cli(app: Flask, tmp_path: Path) -> None:
    with serve(app) as base_url:
        host = ("--host", f"{base_url}/northflank")
        login = northflank_cli(tmp_path, "login", "-n", "emulator", "-t", "demo-northflank-token-0000", *host)
        assert "Successfully logged in" in login
        assert "Failed to login" in northflank_cli(tmp_path, "login", "-n", "other", "-t", "wrong", *host)
        northflank_cli(tmp_path, "login", "--override", "-n", "emulator", "-t", "demo-northflank-token-0000", *host)
        assert "shop" in northflank_cli(tmp_path, "list", "projects")
        assert "orders-db" in northflank_cli(tmp_path, "list", "addons", "--project", "shop")


def northflank_cli(home: Path, *arguments: Any) -> str:
    found = subprocess.run(
        [str(NORTHFLANK), *arguments],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return found.stdout + found.stderr
