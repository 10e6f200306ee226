"""What a person makes, fails and deletes on the page: policies, schedules, backups, restored copies, a first seed."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from flask import Flask
from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.vendors import VENDORS

from tests.emulator.conftest import client
from tests.emulator.page import row

Make = Callable[..., httpx.Response]


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


def form_of_new(page: str, path: str, *location: str) -> dict[str, str]:
    """The fields of the form that creates an object at a location, each with the value that it shows at first."""
    forms = re.findall(rf'action="/console/{path}">(.*?)</form>', page, re.DOTALL)
    form = next(each for each in forms if all(f'value="{part}"' in each for part in location))
    found = dict(re.findall(r'<input(?: type="hidden")? name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        found[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return found


def test_form_makes_a_policy(console: httpx.Client, planetscale: httpx.Client) -> None:
    form = form_of_new(console.get("/").text, "planetscale/policies", "acme", "billing")
    made = console.post("/console/planetscale/policies", data={**form, "name": "by hand", "retention_value": "30"})
    assert (made.status_code, made.headers["Location"]) == (303, "/?days=30#planetscale/acme/billing")
    policy = planetscale.get("/organizations/acme/databases/billing/backup-policies").json()["data"][-1]
    assert (policy["name"], policy["frequency_unit"], policy["schedule_time"]) == ("by hand", "day", "03:00")
    assert (policy["retention_value"], policy["required"]) == (30, False)
    assert "every day at 03:00" in row(console.get("/").text, "by hand")


def test_forms_make_schedules(console: httpx.Client, northflank: httpx.Client) -> None:
    page = console.get("/").text
    for owner, kind in (("addons/orders-db", "dump"), ("volumes/uploads", "snapshot")):
        form = form_of_new(page, "northflank/schedules", "shop", owner.partition("/")[2])
        assert "team_id" not in form
        made = console.post("/console/northflank/schedules", data={**form, "backupType": kind, "minute": "0, 30"})
        assert made.status_code == 303
        (schedule,) = northflank.get(f"/projects/shop/{owner}/backup-schedules").json()["data"]["schedules"]
        assert (schedule["backupType"], schedule["retentionTime"]) == (kind, 7)
        assert schedule["scheduling"] == {"interval": "daily", "minute": [0, 30], "hour": [3]}
    team = form_of_new(page, "northflank/schedules", "acme-team", "audit-db")
    assert console.post("/console/northflank/schedules", data=team).status_code == 303


def test_new_object_needs_a_location_and_readable_values(console: httpx.Client) -> None:
    form = form_of_new(console.get("/").text, "planetscale/policies", "acme", "billing")
    for changes, reason in (
        ({"database": "none"}, "there is no database acme/none"),
        ({"retention_value": "many"}, "retention_value takes whole numbers"),
    ):
        refused = console.post("/console/planetscale/policies", data={**form, **changes})
        assert refused.status_code == 400
        assert reason in refused.text
    assert console.post("/console/planetscale/nothing", data={}).status_code == 400


def test_button_fails_the_newest_backup(
    console: httpx.Client,
    control: httpx.Client,
    planetscale: httpx.Client,
    northflank: httpx.Client,
    new_schedule: Make,
) -> None:
    new_schedule()
    control.post("/clock", json={"advance_seconds": 2 * 86400})
    backups = "/organizations/acme/databases/storefront/branches/main/backups"
    newest, *older = (each["id"] for each in planetscale.get(backups).json()["data"])
    dump, *_ = northflank.get("/projects/shop/addons/orders-db/backups").json()["data"]["backups"]
    for path, field in ((f"planetscale/backups/{newest}", "state"), (f"northflank/backups/{dump['id']}", "status")):
        assert f'action="/console/{path}"' in console.get("/").text
        assert console.post(f"/console/{path}", data={field: "failed"}).status_code == 303
        assert f'action="/console/{path}"' not in console.get("/").text
    states = {each["id"]: each["state"] for each in planetscale.get(backups).json()["data"]}
    assert states == {newest: "failed", **dict.fromkeys(older, "success")}
    dumps = northflank.get("/projects/shop/addons/orders-db/backups").json()["data"]["backups"]
    assert [each["status"] for each in dumps] == ["failed", "completed"]


def test_empty_page_offers_the_objects_of_the_demonstration() -> None:
    app: Flask = create_app(empty=True)
    with client(app, "") as console:
        page = console.get("/").text
        assert page.count("Nothing here yet.") == len(VENDORS)
        assert "Nothing here yet." not in console.get("/?q=orders").text
        assert console.post("/console/planetscale").headers["Location"] == "/"
        page = console.get("/").text
        assert page.count("Nothing here yet.") == len(VENDORS) - 1
        assert "storefront" in page
        assert console.post("/console/none").status_code == 400


def test_page_shows_restored_branches_until_they_are_deleted(
    console: httpx.Client, control: httpx.Client, planetscale: httpx.Client
) -> None:
    assert "Restored copies" not in console.get("/").text
    backup = {"database": "storefront", "name": "before", "created_at": "now-1d"}
    body = {"name": "drill-1", "backup_id": control.post("/planetscale/backups", json=backup).json()["id"]}
    branches = "/organizations/acme/databases/storefront/branches"
    id = planetscale.post(branches, json={**body, "cluster_size": "PS_10"}).json()["id"]
    assert "drill-1 acme / storefront main, backup before pending 2030-01-31 12:00 moments ago" in row(
        console.get("/").text, "drill-1"
    )
    control.post("/clock", json={"advance_seconds": 3 * 86400})
    planetscale.post(f"{branches}/drill-1/passwords", json={})
    page = console.get("/?q=drill").text
    assert "drill-1 1 password acme / storefront main, backup before ready 2030-01-31 12:00 3 d ago" in row(
        page, "drill-1"
    )
    deleted = console.post(f"/console/planetscale/branches/{id}/delete", data={"_at": "planetscale/copies"})
    assert deleted.headers["Location"] == "/#planetscale/copies"
    assert planetscale.get(f"{branches}/drill-1").status_code == 404
    assert "drill-1" not in console.get("/").text


def test_page_shows_forks_until_they_are_deleted(
    console: httpx.Client, control: httpx.Client, northflank: httpx.Client
) -> None:
    control.post("/seed", json={"northflank": {"projects": {"drills": {"addons": {"old": {}}}}}})
    fork = {"source": {"addonId": "orders-db"}, "tags": ["drill"], "createdAt": "now-3d"}
    for project in ("shop", "drills"):
        control.post("/northflank/addons", json={"project_id": project, "name": "Old", "status": "failed", **fork})
    page = console.get("/").text
    assert "old drill shop orders-db failed 2030-01-28 12:00 3 d ago" in row(page, "old", "shop")
    assert "fork of orders-db" in page
    (path,) = re.findall(r'action="(/console/northflank/addons/\S*shop\S*/delete)"', page)
    assert console.post(path).status_code == 303
    assert northflank.get("/projects/shop/addons/old").status_code == 404
    assert northflank.get("/projects/drills/addons/old").status_code == 200
