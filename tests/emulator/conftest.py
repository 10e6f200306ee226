"""Clients of an emulator in the same process, each with a credential of the default seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from flask import Flask

from tests.emulated import new_emulator

POLICY = {
    "name": "nightly",
    "target": "production",
    "retention_value": 7,
    "retention_unit": "day",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:30",
}
SCHEDULE = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "hour": [3], "minute": [15]},
    "retentionTime": 7,
}
Make = Callable[..., httpx.Response]


def client(app: Flask, path: str, authorization: str = "") -> httpx.Client:
    headers = {"Authorization": authorization} if authorization else {}
    return httpx.Client(transport=httpx.WSGITransport(app=app), base_url=f"http://127.0.0.1{path}", headers=headers)


@pytest.fixture
def app() -> Flask:
    return new_emulator(httpx.ReadError)


@pytest.fixture
def planetscale(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "/planetscale/v1", "demo-token-id:demo-token-secret-0000") as found:
        yield found


@pytest.fixture
def northflank(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "/northflank/v1", "Bearer demo-northflank-token-0000") as found:
        yield found


@pytest.fixture
def control(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "/_control") as found:
        yield found


@pytest.fixture
def console(app: Flask) -> Iterator[httpx.Client]:
    with client(app, "") as found:
        yield found


@pytest.fixture
def policies() -> str:
    return "/organizations/acme/databases/storefront/backup-policies"


@pytest.fixture
def schedules() -> str:
    return "/projects/shop/addons/orders-db/backup-schedules"


@pytest.fixture
def new_policy(planetscale: httpx.Client, policies: str) -> Make:
    """Creates a policy from valid fields and changes to them. None removes a field."""

    def make(**changes: Any) -> httpx.Response:
        body = {name: value for name, value in {**POLICY, **changes}.items() if value is not None}
        return planetscale.post(policies, json=body)

    return make


@pytest.fixture
def new_schedule(northflank: httpx.Client, schedules: str) -> Make:
    """Creates a schedule from valid fields and changes to them. None removes a field."""

    def make(at: str = schedules, **changes: Any) -> httpx.Response:
        body = {name: value for name, value in {**SCHEDULE, **changes}.items() if value is not None}
        return northflank.post(at, json=body)

    return make
