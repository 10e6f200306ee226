"""Shared by the suite: the settings of hypothesis, a running emulator, a stack of one resource."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from pulumi import dynamic
from pulumi_backups.bridge import Provider

from tests.contract.product_requests import serve, take_violations
from tests.vendors import VENDORS

# The same examples each time: a failure means a change, not chance. No deadline, because machines differ.
settings.register_profile(
    "suite", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

# What `make test ARGS=…` leaves for a make that a test calls: its options, its ARGS, and lines about folders.
for left in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "ARGS"):
    os.environ.pop(left, None)

# The maxWaitSeconds of each run. All are longer than the windows of the vendors' rate limits.
_runs = count(4000)

# Seconds. A busy machine may need many times the usual one for a large seed.
CONTROL_TIMEOUT = 60


class Emulator:
    """A running emulator, through its control plane."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=f"{base_url}/_control", trust_env=False, timeout=CONTROL_TIMEOUT)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        response = self._http.request(method, path, json=body)
        assert response.is_success, response.text
        return response.json()

    def switch(self, **switches: Any) -> None:
        """`planetscale__patch_null="ignore"` sets planetscale.patch_null."""
        self.call("POST", "/switches", {name.replace("__", "."): value for name, value in switches.items()})

    def fail(self, kind: str, **rule: Any) -> None:
        self.call("POST", "/faults", {"kind": kind, **rule})

    def heal(self) -> None:
        self.call("DELETE", "/faults")

    def sent(self) -> list[str]:
        """The operations that were requested since the last call."""
        requests = [str(entry["operation"]) for entry in self.call("GET", "/requests")["requests"]]
        self.call("DELETE", "/requests")
        return requests

    def bodies(self, operation: str) -> list[Any]:
        return [entry["body"] for entry in self.call("GET", f"/requests?operation={operation}")["requests"]]


class Stack:
    """One resource of a stack. Calls its provider as the engine does, with numbers as floats."""

    def __init__(self, provider: type[Provider], config: Mapping[str, str], name: str = "example") -> None:
        self.urn = f"urn:pulumi:dev::tests::{provider.__name__}::{name}"
        self.id: str | None = None
        self.inputs: dict[str, Any] = {}
        self.state: dict[str, Any] = {}
        self._class = provider
        self.shares_run = False
        self.start(config)

    def start(self, config: Mapping[str, str]) -> None:
        """Starts another run of Pulumi: a new process with nothing but the state."""
        self._config = dict(config)
        self.provider = self._class()
        self._configure()

    def beside(self, name: str) -> Stack:
        """Another resource of the same run. From now on the two share one run, until one of them starts another."""
        other = Stack(self._class, self._config, name)
        other.join(self)
        self.shares_run = True
        return other

    def join(self, other: Stack) -> None:
        """Takes part in the run of another resource."""
        self.provider, self.shares_run = other.provider, True

    def new_run(self) -> None:
        """Each command of Pulumi is a run of its own: what the provider noted is gone, and cached lists are not."""
        if not self.shares_run:
            self._configure()

    def _configure(self) -> None:
        self.provider.configure(dynamic.ConfigureRequest(dynamic.Config(self._config, "test")))

    def check(self, **declared: Any) -> dynamic.CheckResult:
        return self.provider.check(as_floats(self.inputs), as_floats({**declared, "__urn": self.urn}))

    def problems(self, **declared: Any) -> dict[str, str]:
        return {failure.property: failure.reason for failure in self.check(**declared).failures}

    @property
    def recorded(self) -> dict[str, Any]:
        """The state, without the properties that Pulumi hides."""
        return visible(self.state)

    def preview(self, **declared: Any) -> dynamic.DiffResult:
        assert self.id is not None
        self.new_run()
        return self.provider.diff(self.id, as_floats(self.state), as_floats(self._checked(**declared)))

    def up(self, **declared: Any) -> str:
        """Creates, updates or replaces, if there is a change. Returns what it did."""
        self.new_run()
        new = self._checked(**declared)
        if self.id is None:
            return self._create(new)
        change = self.provider.diff(self.id, as_floats(self.state), as_floats(new))
        if not change.changes:
            self.inputs = new
            return "same"
        if change.replaces:
            old_id, old_state, self.inputs = self.id, self.state, {}
            self._create(self._checked(**declared))
            self.provider.delete(old_id, as_floats(old_state))
            return "replaced"
        self.state = self.provider.update(self.id, as_floats(self.state), as_floats(new)).outs or {}
        self.inputs = new
        return "updated"

    def refresh(self) -> bool:
        """Reads the object. Returns whether it still exists."""
        assert self.id is not None
        self.new_run()
        found = self.provider.read(self.id, as_floats(self.state))
        self.id, self.state, self.inputs = found.id, found.outs or {}, found.inputs or {}
        return self.id is not None

    def destroy(self) -> None:
        assert self.id is not None
        self.new_run()
        self.provider.delete(self.id, as_floats(self.state))
        self.id, self.state, self.inputs = None, {}, {}

    def _create(self, new: dict[str, Any]) -> str:
        made = self.provider.create(as_floats(new))
        self.id, self.state, self.inputs = made.id, made.outs or {}, new
        return "created"

    def _checked(self, **declared: Any) -> dict[str, Any]:
        result = self.check(**declared)
        assert not result.failures, [(failure.property, failure.reason) for failure in result.failures]
        inputs: dict[str, Any] = result.inputs
        return inputs


def visible(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties, without those that Pulumi hides from everybody."""
    return {name: value for name, value in properties.items() if not name.startswith("__")}


def as_floats(value: Any) -> Any:
    """A value as the engine sends it: every number a float, no None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 10**300 else float("inf")
    if isinstance(value, list):
        return [as_floats(entry) for entry in value]
    if isinstance(value, dict):
        return {key: as_floats(entry) for key, entry in value.items() if entry is not None}
    return value


@pytest.fixture(autouse=True)
def product_requests_are_valid() -> Iterator[None]:
    """Fails a test in which the product sent a request that its vendor's contract refuses."""
    yield
    violations = take_violations()
    if violations:
        pytest.fail("\n".join(["The vendor's contract refuses what the product sent:", *violations]), pytrace=False)


@pytest.fixture(scope="session")
def served() -> Iterator[Emulator]:
    # Imported here, because not every test needs it.
    from pulumi_backups.emulator import create_app

    with serve(create_app()) as base_url:
        yield Emulator(base_url)


@pytest.fixture
def emulator(served: Emulator) -> Emulator:
    """The emulator with its default world only."""
    served.call("POST", "/reset")
    return served


@pytest.fixture
def config(emulator: Emulator) -> Callable[..., dict[str, str]]:
    """Makes the stack config of one run of Pulumi. Runs share no HTTP client."""

    def make(**changes: str) -> dict[str, str]:
        return config_of_a_run(emulator.base_url, **changes)

    return make


def config_of_a_run(base_url: str, **changes: str) -> dict[str, str]:
    """Config with the emulator's credentials. Its maxWaitSeconds differs each time, so each run has its own client."""
    settings: dict[str, str] = {}
    for vendor in VENDORS.values():
        key = vendor.account.config_key
        settings |= {**vendor.config(base_url), key("retry_seconds"): "0", key("max_wait_seconds"): str(next(_runs))}
        # Without rate limits, no test waits.
        settings[key(vendor.account.requests_setting)] = "0"
    return settings | {name.replace("__", ":"): value for name, value in changes.items()}


@pytest.fixture(scope="session")
def new_stack() -> type[Stack]:
    return Stack


class ScriptedServer:
    """A served vendor whose responses a test chooses: a body for a 200, or an HTTPStatus. It records the requests."""

    def __init__(self) -> None:
        self.base_url = ""
        self.respond: Callable[[str, str], Any] = lambda _method, _path: None
        self.requests: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["REQUEST_URI"]
        self.requests.append(f"{method} {path}")
        response = self.respond(method, path)
        status = response if isinstance(response, HTTPStatus) else HTTPStatus.OK
        content = json.dumps(None if isinstance(response, HTTPStatus) else response).encode()
        start_response(
            f"{status.value} {status.phrase}",
            [("Content-Type", "application/json"), ("Content-Length", str(len(content)))],
        )
        return [content]


@pytest.fixture(scope="session")
def scripted_server() -> Iterator[ScriptedServer]:
    app = ScriptedServer()
    with serve(app) as app.base_url:
        yield app


@pytest.fixture(scope="session")
def scripted_config(scripted_server: ScriptedServer) -> Callable[[], dict[str, str]]:
    return lambda: config_of_a_run(scripted_server.base_url)


@pytest.fixture(scope="session")
def run_config() -> Callable[..., dict[str, str]]:
    return config_of_a_run
