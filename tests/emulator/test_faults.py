"""Faults without a socket. test_server.py has them with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Make = Callable[..., httpx.Response]


def names(control: httpx.Client) -> list[str]:
    listed = control.get("/planetscale/policies", params={"database": "storefront"}).json()["policies"]
    return [each["name"] for each in listed]


def plan(control: httpx.Client, **rule: Any) -> None:
    assert control.post("/faults", json=rule).status_code == 201


@pytest.mark.parametrize(
    ("rule", "status", "committed"),
    [
        ({"kind": "status"}, 500, False),
        ({"kind": "status", "status": 429, "headers": {"Retry-After": "2"}}, 429, False),
        ({"kind": "status_after", "status": 502, "body": "<h1>Bad Gateway</h1>"}, 502, True),
        ({"kind": "html"}, 200, False),
        ({"kind": "html", "commit": True}, 200, True),
        ({"kind": "redirect"}, 302, False),
        ({"kind": "redirect", "location": "https://other.invalid/", "commit": True}, 302, True),
        ({"kind": "broken_json"}, 201, True),
        ({"kind": "slow", "seconds": 0}, 201, True),
    ],
)
def test_wrong_responses(
    control: httpx.Client, new_policy: Make, rule: dict[str, Any], status: int, committed: bool
) -> None:
    plan(control, operation="create_backup_policy", **rule)
    response = new_policy()
    assert response.status_code == status
    assert names(control) == (["system-backups", "nightly"] if committed else ["system-backups"])
    (entry,) = control.get("/requests").json()["requests"]
    assert (entry["status"], entry["committed"], entry["fault"]) == (status, committed, rule["kind"])


@pytest.mark.parametrize(
    ("rule", "committed"),
    [
        ({"kind": "refuse"}, False),
        ({"kind": "cut_before"}, False),
        ({"kind": "cut_after"}, True),
        ({"kind": "truncated"}, True),
        ({"kind": "hang", "seconds": 0}, False),
        ({"kind": "hang", "seconds": 0, "commit": True}, True),
    ],
)
def test_broken_connections(control: httpx.Client, new_policy: Make, rule: dict[str, Any], committed: bool) -> None:
    plan(control, operation="create_backup_policy", **rule)
    with pytest.raises(httpx.ReadError):
        new_policy()
    assert names(control) == (["system-backups", "nightly"] if committed else ["system-backups"])
    assert control.get("/requests").json()["requests"][0]["committed"] is committed


def test_html_and_redirect_look_like_a_proxy(control: httpx.Client, planetscale: httpx.Client) -> None:
    plan(control, kind="html", times=1)
    assert planetscale.get("/user").headers["Content-Type"].startswith("text/html")
    plan(control, kind="redirect")
    response = planetscale.get("/user")
    assert response.is_redirect
    assert response.headers["Location"].startswith("https://login.elsewhere.invalid/")


def test_body_and_headers_of_a_status_can_be_set(control: httpx.Client, planetscale: httpx.Client) -> None:
    plan(control, kind="status", status=429, body={"code": "slow_down"}, headers={"Retry-After": "3"})
    response = planetscale.get("/user")
    assert response.json() == {"code": "slow_down"}
    assert response.headers["Retry-After"] == "3"


def test_broken_json_has_a_content_length_that_fits(control: httpx.Client, planetscale: httpx.Client) -> None:
    plan(control, kind="broken_json")
    response = planetscale.get("/user")
    assert int(response.headers["Content-Length"]) == len(response.content)
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_empty_list_applies_to_lists_only(
    control: httpx.Client, planetscale: httpx.Client, northflank: httpx.Client, new_schedule: Make, schedules: str
) -> None:
    new_schedule()
    plan(control, kind="empty_list")
    assert planetscale.get("/organizations/acme/databases").json()["data"] == []
    assert northflank.get(schedules).json()["data"]["schedules"] == []
    assert planetscale.get("/organizations/acme/databases/billing").status_code == 200


def test_drop_page_removes_a_page_from_the_list(control: httpx.Client, planetscale: httpx.Client) -> None:
    plan(control, kind="drop_page", operation="list_databases", page=2)
    query = {"per_page": 1}
    seen, page = [], 1
    while page:
        body = planetscale.get("/organizations/acme/databases", params={**query, "page": page}).json()
        seen += [each["name"] for each in body["data"]]
        page = body["next_page"]
    assert seen == ["storefront", "analytics", "sessions"]


@pytest.mark.parametrize(
    ("matcher", "hit"),
    [
        ({}, True),
        ({"vendor": "planetscale"}, True),
        ({"vendor": "northflank"}, False),
        ({"operation": "get_current_user"}, True),
        ({"operation": "get_database"}, False),
        ({"method": "GET"}, True),
        ({"method": "POST"}, False),
        ({"path_contains": "/user"}, True),
        ({"path_contains": "/nobody"}, False),
    ],
)
def test_rules_match(control: httpx.Client, planetscale: httpx.Client, matcher: dict[str, str], hit: bool) -> None:
    plan(control, kind="status", status=503, **matcher)
    assert planetscale.get("/user").status_code == (503 if hit else 200)


def test_skip_and_times_limit_a_rule(control: httpx.Client, planetscale: httpx.Client) -> None:
    plan(control, kind="status", status=503, skip=1, times=2)
    assert [planetscale.get("/user").status_code for _ in range(5)] == [200, 503, 503, 200, 200]
    (rule,) = control.get("/faults").json()["faults"]
    assert rule["struck"] == 2


def test_chance_is_the_same_for_the_same_seed(control: httpx.Client, planetscale: httpx.Client) -> None:
    def run(seed: int) -> list[int]:
        control.delete("/faults")
        plan(control, kind="status", status=503, probability=0.3, seed=seed)
        return [planetscale.get("/user").status_code for _ in range(40)]

    first = run(7)
    assert first == run(7)
    assert first != run(8)
    assert 4 <= first.count(503) <= 20


def test_first_rule_that_strikes_is_applied(control: httpx.Client, planetscale: httpx.Client) -> None:
    rules = [{"kind": "status", "status": 501, "probability": 0}, {"kind": "status", "status": 502}]
    assert control.post("/faults", json={"faults": rules}).status_code == 201
    plan(control, kind="status", status=503)
    assert planetscale.get("/user").status_code == 502
    control.delete("/faults")
    assert planetscale.get("/user").status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"kind": "explode"},
        {"kind": "status", "probability": 2},
        {"kind": "status", "times": 0},
        {"kind": "status", "status": 99},
        {"kind": "hang", "seconds": -1},
        {"kind": "hang", "commit": "yes"},
        {"kind": "status", "headers": {"a": 1}},
        {"kind": "status", "unknown": 1},
        {"faults": [{"kind": "status"}, {"kind": "explode"}]},
    ],
)
def test_invalid_rules_are_refused(control: httpx.Client, rule: dict[str, Any]) -> None:
    response = control.post("/faults", json=rule)
    assert response.status_code == 400
    assert control.get("/faults").json()["faults"] == []


def test_control_plane_has_no_faults(control: httpx.Client) -> None:
    plan(control, kind="cut_before")
    assert control.get("/clock").status_code == 200
