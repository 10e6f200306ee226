"""The page at the root: what it shows, its forms, and that pages of other sites cannot send them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from pulumi_backups.emulator import serve

from tests.emulator.page import CHROMIUM, Texts, in_browser, row

Make = Callable[..., httpx.Response]
# Where the page begins and ends, and how wide its narrowest cell with a time is.
MEASURE = """
const boxes = selector => [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect());
Object.assign(parent.document.documentElement.dataset, {
  left: Math.min(...boxes("body *").map(each => each.left)),
  right: Math.max(...boxes("body *").map(each => each.right)),
  narrowest: Math.min(...boxes("td[data-label*=' run']").map(each => each.width)),
});
"""


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


def test_page_shows_every_database_addon_and_volume(console: httpx.Client, new_schedule: Make) -> None:
    new_schedule()
    page = console.get("/").text
    for name in ("storefront", "billing", "orders-db", "cart-cache", "uploads", "audit-db", "Thu 2030-01-31 12:00:00"):
        assert name in page
    system = row(page, "system-backups")
    assert "every 12 hours from 09:10" in system
    assert "2 days 2030-01-31 09:10 2 h ago 2030-01-31 21:10 in 9 h" in system
    assert "dump daily at 03:15 7 days never 2030-02-01 03:15 in 15 h" in row(page, "daily at 03:15")


def test_page_has_no_script_and_loads_nothing_from_elsewhere(console: httpx.Client) -> None:
    response = console.get("/")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    seen = Texts(response.text)
    assert "script" not in seen.tags
    assert seen.loads == ["data:,"]


def test_forms_move_the_clock(console: httpx.Client, control: httpx.Client) -> None:
    for step, now in (
        ("hour", "2030-01-31T13:00:00.000Z"),
        ("day", "2030-02-01T13:00:00.000Z"),
        ("week", "2030-02-08T13:00:00.000Z"),
        ("month", "2030-03-08T13:00:00.000Z"),
    ):
        moved = console.post("/console/clock", data={"step": step, "_days": "7", "_q": "a b"})
        assert (moved.status_code, moved.headers["Location"]) == (303, "/?days=7&q=a+b")
        assert control.get("/clock").json() == {"now": now, "frozen": True}
    console.post("/console/clock", data={"step": "run"})
    assert control.get("/clock").json()["frozen"] is False
    console.post("/console/clock", data={"step": "real"})
    assert control.get("/clock").json()["now"] < "2030"
    assert console.post("/console/clock", data={"step": "year 10000"}).status_code == 400


def test_forms_edit_and_delete_a_policy(
    console: httpx.Client, new_policy: Make, planetscale: httpx.Client, policies: str
) -> None:
    id = new_policy(frequency_unit="week", schedule_day=3).json()["id"]
    form = {"schedule_time": "04:00", "schedule_day": "", "retention_value": "9", "name": "<b>manual</b>"}
    edited = console.post(f"/console/planetscale/policies/{id}", data={**form, "_at": "planetscale/acme/storefront"})
    assert edited.headers["Location"] == "/#planetscale/acme/storefront"
    seen = planetscale.get(f"{policies}/{id}").json()
    assert (seen["schedule_time"], seen["schedule_day"], seen["retention_value"]) == ("04:00", None, 9)
    page = console.get("/").text
    assert "&lt;b&gt;manual&lt;/b&gt;" in page
    assert "<b>" not in page
    refused = console.post(f"/console/planetscale/policies/{id}", data={"retention_value": "<i>many"})
    assert refused.status_code == 400
    assert "&lt;i&gt;many" in refused.text
    assert console.post(f"/console/planetscale/policies/{id}/delete").status_code == 303
    assert planetscale.get(f"{policies}/{id}").status_code == 404
    assert console.post(f"/console/planetscale/policies/{id}/delete").status_code == 400


def test_forms_edit_and_delete_a_schedule(
    console: httpx.Client, new_schedule: Make, northflank: httpx.Client, schedules: str
) -> None:
    id = new_schedule().json()["data"]["id"]
    form = {"interval": "weekly", "minute": "0, 30", "hour": "4", "day": "6", "retentionTime": "9"}
    console.post(f"/console/northflank/schedules/{id}", data=form)
    (seen,) = northflank.get(schedules).json()["data"]["schedules"]
    assert seen["scheduling"] == {"interval": "weekly", "minute": [0, 30], "hour": [4], "day": [6]}
    assert seen["retentionTime"] == 9
    assert "weekly, Sunday 04:00, 04:30 9 days never 2030-02-03 04:00" in row(console.get("/").text, "weekly")
    assert console.post(f"/console/northflank/schedules/{id}/delete").status_code == 303
    assert northflank.get(schedules).json()["data"]["schedules"] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://127.0.0.1"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:3000"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_page_of_another_site_cannot_send_a_form(console: httpx.Client, headers: dict[str, str], status: int) -> None:
    assert console.post("/console/clock", data={"step": "hour"}, headers=headers).status_code == status
    assert console.post("/_control/reset", headers=headers).status_code == {303: 200, 403: 403}[status]


def test_page_shows_nonsense_that_somebody_edited(
    console: httpx.Client, control: httpx.Client, new_policy: Make
) -> None:
    id = new_policy().json()["id"]
    for edit in (
        {"schedule_time": None, "frequency_value": "often", "frequency_unit": 7, "retention_unit": None},
        {"name": None, "next_run_at": "soon", "last_ran_at": 5, "target": "<script>"},
    ):
        assert control.patch(f"/planetscale/policies/{id}", json=edit).status_code == 200
        assert console.get("/").status_code == 200
    schedule = {"project_id": "shop", "addon_id": "orders-db", "scheduling": None, "retentionTime": "long"}
    assert control.post("/northflank/schedules", json=schedule).status_code == 201
    page = console.get("/").text
    assert "<script>" not in page


def test_search_by_name_and_limit_of_cards(console: httpx.Client, control: httpx.Client) -> None:
    databases: dict[str, Any] = {f"db-{number:03}": {} for number in range(60)}
    control.post("/seed", json={"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    assert "24 more" in console.get("/").text
    narrowed = console.get("/", params={"q": "db-007"}).text
    assert re.findall(r"<h3>(.*?)</h3>", narrowed) == ["db-007"]


def test_window_of_time_can_be_chosen(console: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"advance_seconds": 30 * 86400})
    for days, marks, earlier in ((1, 2, "2 earlier"), (30, 4, None)):
        page = console.get("/", params={"days": days, "q": "storefront"}).text
        assert Texts(page).marks == ["success"] * marks
        assert (earlier is None) or earlier in row(page, "system-backups")
    assert console.get("/", params={"days": "1; drop"}).status_code == 200


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
def test_browser_shows_a_year_of_backups(
    app: Flask, control: httpx.Client, new_policy: Make, new_schedule: Make, tmp_path: Path
) -> None:
    weekly = {"frequency_unit": "week", "schedule_day": 0, "retention_value": 8, "retention_unit": "week"}
    new_policy(name="weekly", **weekly)
    new_schedule(scheduling={"interval": "daily", "hour": [3], "minute": [15]}, retentionTime=30)
    control.post("/clock", json={"advance_seconds": 364 * 86400})
    control.post("/switches", json={"planetscale.backup_outcome": "failed"})
    control.post("/clock", json={"advance_seconds": 86400})
    with serve(app) as base_url:
        seen = in_browser(tmp_path, f"{base_url}/?days=90")
    assert "2031-01-31 12:00:00" in seen
    # Sundays, 04:00 being after the weekly 03:30; 8 weeks back from Friday 31 January 2031.
    assert "8 weeks 2031-01-26 03:30 5 d ago 2031-02-02 03:30 in 1 d" in row(seen, "weekly", "Sunday")
    assert "30 days 2031-01-31 03:15 8 h ago 2031-02-01 03:15 in 15 h" in row(seen, "daily at 03:15")
    marks = Texts(seen).marks
    # 8 weekly and 30 daily ones, and of each of the four required policies 4, of which the last 2 failed.
    assert (marks.count("success"), marks.count("failed")) == (8 + 30 + 4 * 2, 4 * 2)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
@pytest.mark.parametrize("width", [420, 760, 1320])
def test_page_fits_its_window(
    console: httpx.Client, control: httpx.Client, new_schedule: Make, tmp_path: Path, width: int
) -> None:
    new_schedule()
    copy = {"database": "storefront", "name": "drill-2030-01-31-a1b2c3d4", "restored_from_branch": "main"}
    control.post("/planetscale/branches", json=copy)
    control.post("/clock", json={"advance_seconds": 7 * 86400})
    # Open forms are the widest.
    page = console.get("/").text.replace('<details name="edit"', "<details open")
    # A frame, because a window has a least width.
    file = tmp_path / "frame.html"
    frame = escape(f"{page}<script>{MEASURE}</script>")
    file.write_text(f'<iframe width="{width}" height="2000" srcdoc="{frame}"></iframe>', "utf-8")
    seen = in_browser(tmp_path / "profile", file.as_uri())
    left, right, narrowest = (
        float(re.findall(rf'data-{name}="([-0-9.]+)"', seen)[0]) for name in ("left", "right", "narrowest")
    )
    assert left >= 0
    assert right <= width
    # The time of a run has 16 characters. At 420 pixels it may be broken at its space, and nowhere else.
    assert narrowest >= 80
