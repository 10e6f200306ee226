"""The check of the product's requests accepts what the contracts allow, and reports everything else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.contract.product_requests import serve, take_violations, violations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DATABASE = "/planetscale/v1/organizations/acme/databases/storefront"
POLICIES = f"{DATABASE}/backup-policies"
BACKUPS = f"{DATABASE}/branches/main/backups"
SCHEDULES = "/northflank/v1/projects/shop/addons/orders-db/backup-schedules"
SCHEDULE = {"backupType": "dump", "scheduling": {"interval": "hourly", "minute": [5]}, "retentionTime": 7}
PRODUCT = {"User-Agent": "pulumi-backups/1.2.3"}


def reasons(method: str, url: str, body: Any = None) -> list[str]:
    return list(violations(method, url, b"" if body is None else json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", f"{POLICIES}?page=2&per_page=100", None),
        ("GET", f"{BACKUPS}?all=true&state=running", None),
        ("PATCH", f"{POLICIES}/a%2Fb", {"name": "nightly", "retention_value": 7}),
        ("PATCH", f"{BACKUPS}/b1", None),
        ("POST", SCHEDULES, SCHEDULE),
        ("POST", SCHEDULES.replace("/v1/", "/v1/teams/acme/"), SCHEDULE),
        # Deviations: the product copes with their refusal.
        ("PATCH", f"{POLICIES}/p1", {"name": "nightly", "schedule_day": None}),
        ("PATCH", f"{BACKUPS}/b1", {"protected": "false"}),
    ],
)
def test_request_is_valid(method: str, url: str, body: Any) -> None:
    assert reasons(method, url, body) == []


@pytest.mark.parametrize(
    ("method", "url", "body", "reason"),
    [
        ("GET", f"{DATABASE}/nothing", None, "no contract has this method and path"),
        ("GET", f"{POLICIES}/", None, "no contract has this method and path"),
        ("GET", f"{POLICIES}/a/b", None, "no contract has this method and path"),
        ("PUT", f"{POLICIES}/p1", {}, "no contract has this method and path"),
        ("GET", f"/v2{POLICIES}", None, "no contract has this method and path"),
        ("GET", f"{POLICIES}?size=7", None, "no query parameter size"),
        ("GET", f"{POLICIES}?page=two", None, "query parameter page: .*'two' is not of type 'integer'"),
        ("GET", f"{POLICIES}?page=", None, "query parameter page: "),
        ("GET", f"{POLICIES}?per_page=101", None, "query parameter per_page: .*101 is greater than"),
        ("GET", f"{BACKUPS}?all=1", None, "query parameter all: "),
        ("GET", f"{BACKUPS}?state=odd", None, "query parameter state: "),
        ("DELETE", f"{POLICIES}/p1", {}, "the operation has no body"),
        (
            "PATCH",
            f"{POLICIES}/p1",
            {"retention_value": "7"},
            r"body: \$\.retention_value '7' is not of type 'integer'",
        ),
        ("PATCH", f"{POLICIES}/p1", {"retention_value": None}, r"body: \$\.retention_value"),
        ("PATCH", f"{POLICIES}/p1", {"adopt": True}, "body: .*'adopt' was unexpected"),
        ("POST", POLICIES, {"schedule_day": None}, r"body: \$\.schedule_day"),
        ("PATCH", f"{BACKUPS}/b1", {"protected": "no"}, r"body: \$\.protected 'no' is not of type 'boolean'"),
        ("PATCH", f"{BACKUPS}/b1", {"protected": "true", "name": "a"}, "body: .*'name' was unexpected"),
        ("POST", BACKUPS, {"emergency": "true"}, r"body: \$\.emergency"),
        ("POST", SCHEDULES, None, "the operation requires a body"),
        ("POST", SCHEDULES, {**SCHEDULE, "retentionTime": 0}, r"body: \$\.retentionTime"),
        ("POST", SCHEDULES, {**SCHEDULE, "scheduling": {"interval": "hourly", "minute": [60]}}, r"minute\[0\]"),
    ],
)
def test_request_is_not_valid(method: str, url: str, body: Any, reason: str) -> None:
    (found,) = reasons(method, url, body)
    assert re.search(reason, found)


def respond(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "0")])
    return []


def test_only_requests_of_the_product_are_checked() -> None:
    with serve(respond) as base_url:
        for headers in ({}, PRODUCT):
            httpx.patch(f"{base_url}{BACKUPS}/b1", json={"protected": 1}, headers=headers, trust_env=False)
    (found,) = take_violations()
    assert found == f"PATCH {BACKUPS}/b1 {{\"protected\":1}}: body: $.protected 1 is not of type 'boolean'"
    assert take_violations() == []


def test_application_reads_the_body_that_was_checked() -> None:
    bodies: list[bytes] = []

    def record(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        bodies.append(environ["wsgi.input"].read())
        return respond(environ, start_response)

    with serve(record) as base_url:
        httpx.patch(f"{base_url}{BACKUPS}/b1", json={"protected": True}, headers=PRODUCT, trust_env=False)
    assert bodies == [b'{"protected":true}']
