"""The emulator of both vendors in the test's process, on a free loopback port."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
from pulumi_backups.emulator import create_app

from tests.contract.product_requests import serve

# Seconds for which a test waits for another process.
PATIENCE = 60

TOKEN_ID = "engine-tests"
# Unique texts, so that a search finds each leak.
SERVICE_TOKEN = "planted-service-token-6b1f9d02"
API_TOKEN = "planted-api-token-c47a30e8"
PLANTED = (SERVICE_TOKEN, API_TOKEN)

Thing = dict[str, Any]


class Vendors:
    """Both vendors' servers, and their control plane for changes outside Pulumi."""

    def __init__(self) -> None:
        self._app = create_app()
        self._serving = ExitStack()
        self._port = 0
        self._control = httpx.Client(transport=httpx.WSGITransport(app=self._app), base_url="http://127.0.0.1/_control")
        self.control(
            "POST",
            "/seed",
            {
                "planetscale": {"service_tokens": {TOKEN_ID: {"token": SERVICE_TOKEN, "organization": "acme"}}},
                "northflank": {"tokens": {API_TOKEN: {}}},
            },
        )
        self.start()

    def start(self) -> None:
        """Starts the server. After a stop, it listens on the same port."""
        self.url = self._serving.enter_context(serve(self._app, self._port))
        self._port = urlsplit(self.url).port or 0

    def stop(self) -> None:
        """Stops the server and closes its connections. Keeps its data."""
        self._serving.close()

    def close(self) -> None:
        self.stop()
        self._control.close()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the control plane."""
        answer = self._control.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def policies(self) -> list[Thing]:
        """All policies except the required ones."""
        found = self.control("GET", "/planetscale/policies")["policies"]
        return [policy for policy in found if not policy["required"]]

    def policy(self) -> Thing:
        """The only policy that is not required."""
        (policy,) = self.policies()
        return policy

    def schedules(self) -> list[Thing]:
        found: list[Thing] = self.control("GET", "/northflank/schedules")["schedules"]
        return found

    def schedule(self) -> Thing:
        """The only schedule."""
        (schedule,) = self.schedules()
        return schedule

    def add_policy(self, **fields: Any) -> Thing:
        """Creates a policy outside Pulumi."""
        made: Thing = self.control("POST", "/planetscale/policies", {"database": "storefront", **fields})
        return made

    def add_schedule(self, **fields: Any) -> Thing:
        place = {"project_id": "shop", "addon_id": "orders-db"}
        made: Thing = self.control("POST", "/northflank/schedules", place | fields)
        return made

    def edit_policy(self, **changes: Any) -> None:
        """Edits the only policy outside Pulumi."""
        self.control("PATCH", f"/planetscale/policies/{self.policy()['id']}", changes)

    def edit_schedule(self, **changes: Any) -> None:
        self.control("PATCH", f"/northflank/schedules/{self.schedule()['id']}", changes)

    def delete_policy(self) -> None:
        """Deletes the only policy outside Pulumi."""
        self.control("DELETE", f"/planetscale/policies/{self.policy()['id']}")

    def delete_schedule(self) -> None:
        self.control("DELETE", f"/northflank/schedules/{self.schedule()['id']}")

    def fault(self, kind: str, **rule: Any) -> None:
        """Adds a fault rule. The emulator's documentation lists them."""
        self.control("POST", "/faults", {"kind": kind, **rule})

    def heal(self) -> None:
        self.control("DELETE", "/faults")

    def release(self) -> None:
        """Sends every delayed response now."""
        stopping = self._app.extensions["emulator"].stopping
        stopping.set()
        stopping.clear()

    def struck(self) -> int:
        """The number of requests that met a fault."""
        return sum(rule["struck"] for rule in self.control("GET", "/faults")["faults"])

    def sent(self) -> list[tuple[str, str]]:
        """The requests since the last call of this, as pairs of method and operation."""
        requests = self.control("GET", "/requests")["requests"]
        self.control("DELETE", "/requests")
        return [(each["method"], each["operation"]) for each in requests]


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Waits until another process meets a condition. Fails after PATIENCE."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, f"waited {PATIENCE} s in vain for {what}"
        time.sleep(0.02)
