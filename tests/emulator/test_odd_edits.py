"""The control plane takes any value for any field, or refuses it with a sentence. Nothing fails because of it later."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from flask import Flask

from tests.emulator.conftest import client

DATABASE = "/organizations/acme/databases/storefront"
PROJECT = "/projects/shop"
PLANETSCALE = [
    DATABASE,
    *(f"{DATABASE}/{part}" for part in ("branches", "backup-policies", "workflows", "deploy-queue")),
    *(f"{DATABASE}/branches/{part}" for part in ("main/backups", "main/keyspaces", "copy/schema")),
]
NORTHFLANK = [
    PROJECT,
    f"{PROJECT}/addons",
    *(f"{PROJECT}/addons/orders-db/{part}" for part in ("backups", "backup-schedules")),
    f"{PROJECT}/volumes/uploads/backups",
]


@pytest.fixture
def everything(control: httpx.Client) -> None:
    """An object of each kind."""
    control.post("/planetscale/backups", json={"database": "storefront"})
    copy = {"database": "storefront", "name": "copy", "restored_from_branch": "main"}
    control.post("/planetscale/branches", json=copy)
    orders = {"project_id": "shop", "addon_id": "orders-db"}
    control.post("/northflank/schedules", json=orders)
    for owner in (orders, {"project_id": "shop", "volume_id": "uploads"}):
        control.post("/northflank/backups", json=owner)
    fork = {"project_id": "shop", "name": "copy", "source": {"addonId": "orders-db"}}
    assert control.post("/northflank/addons", json=fork).status_code == 201


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("value", ["text", -1, 1e300, True, None, ["x"], {"a": 1}], ids=str)
@pytest.mark.parametrize(
    "objects",
    [
        "planetscale/policies",
        "planetscale/backups",
        "planetscale/branches",
        "planetscale/workflows",
        "planetscale/deployments",
        "northflank/schedules",
        "northflank/backups",
        "northflank/addons",
    ],
)
def test_no_edit_breaks_anything(
    app: Flask, control: httpx.Client, planetscale: httpx.Client, northflank: httpx.Client, objects: str, value: Any
) -> None:
    plural = objects.partition("/")[2]
    for found in control.get(f"/{objects}").json()[plural]:
        for name in set(found) - {"id"}:
            edited = control.patch(f"/{objects}/{found['id']}", json={name: value})
            assert edited.status_code == 200 or (edited.status_code == 400 and edited.json()["error"]), name
    for step in (0, 2 * 86400, -3 * 86400):
        assert control.post("/clock", json={"advance_seconds": step}).status_code == 200
        assert control.get(f"/{objects}").status_code == 200
        for path in PLANETSCALE:
            assert planetscale.get(path).status_code < 500, path
        for path in NORTHFLANK:
            assert northflank.get(path).status_code < 500, path
        with client(app, "") as console:
            assert console.get("/").status_code == 200


def test_size_of_a_backup_can_be_text(control: httpx.Client, planetscale: httpx.Client) -> None:
    id = control.post("/planetscale/backups", json={"database": "storefront", "size": 5}).json()["id"]
    path = f"{DATABASE}/branches/main/backups/{id}"
    assert control.patch(f"/planetscale/backups/{id}", json={"size": "big"}).json()["size"] == "big"
    assert planetscale.get(path).json()["size"] == "big"
    assert control.patch(f"/planetscale/backups/{id}", json={"size": 7}).json()["size"] == 7
    assert planetscale.get(path).json()["size"] == 7
