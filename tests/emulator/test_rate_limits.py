"""Rate limits: windows, headers, Retry-After."""

from __future__ import annotations

import httpx

REGIONS = "/regions"


def test_no_limit_until_the_switch_sets_one(northflank: httpx.Client) -> None:
    for _ in range(3):
        headers = northflank.get("/projects").headers
        assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("1000", "999")


def test_error_responses_have_the_limit_headers_too(northflank: httpx.Client) -> None:
    for headers in (
        northflank.get("/nothing").headers,
        northflank.get("/projects", headers={"Authorization": ""}).headers,
    ):
        assert headers["x-ratelimit-limit"] == "1000"


def test_planetscale_returns_429_with_retry_after(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"frozen": True})
    control.post("/switches", json={"planetscale.rate_limit": 2})
    assert [planetscale.get("/user").status_code for _ in range(3)] == [200, 200, 429]
    control.post("/clock", json={"advance_seconds": 20})
    refused = planetscale.get("/user")
    assert refused.headers["Retry-After"] == "40"
    assert refused.json()["code"] == "rate_limited"
    control.post("/clock", json={"advance_seconds": 40})
    assert planetscale.get("/user").status_code == 200


def test_switch_removes_retry_after(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/switches", json={"planetscale.rate_limit": 1, "planetscale.retry_after": False})
    planetscale.get("/user")
    refused = planetscale.get("/user")
    assert refused.status_code == 429
    assert "Retry-After" not in refused.headers


def test_refused_write_is_not_committed(planetscale: httpx.Client, control: httpx.Client, policies: str) -> None:
    control.post("/switches", json={"planetscale.rate_limit": 1})
    (system,) = planetscale.get(policies).json()["data"]
    control.post("/switches", json={"planetscale.required_policy_update": "accept"})
    path = f"{policies}/{system['id']}"
    assert planetscale.patch(path, json={"retention_value": 9}).status_code == 429
    (seen,) = control.get("/planetscale/policies", params={"database": "storefront"}).json()["policies"]
    assert seen["retention_value"] == 2


def test_each_credential_has_its_own_window(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/switches", json={"planetscale.rate_limit": 1})
    assert planetscale.get("/user").status_code == 200
    other = {"Authorization": "Bearer demo-access-token-0000"}
    assert planetscale.get("/user", headers=other).status_code == 200
    assert planetscale.get("/user", headers=other).status_code == 429
    assert planetscale.get(REGIONS).status_code == 200


def test_northflank_counts_down_an_hour_from_the_first_request(northflank: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"frozen": True})
    control.post("/switches", json={"northflank.rate_limit": 2})
    seen = []
    for _ in range(3):
        response = northflank.get("/projects")
        headers = response.headers
        seen.append((response.status_code, headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]))
        control.post("/clock", json={"advance_seconds": 600})
    assert seen == [(200, "1", "3600"), (200, "0", "3000"), (429, "0", "2400")]
    assert "Retry-After" not in response.headers
    assert response.json()["error"]["status"] == 429
    control.post("/clock", json={"advance_seconds": 1800})
    assert northflank.get("/projects").status_code == 200


def test_window_can_use_real_time(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/switches", json={"planetscale.rate_limit": 1, "rate_limit_clock": "real"})
    assert planetscale.get("/user").status_code == 200
    control.post("/clock", json={"advance_seconds": 3600})
    assert planetscale.get("/user").status_code == 429
