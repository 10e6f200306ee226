"""A client with a scripted transport and a fake clock: no test sleeps or uses the network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.clock import Clock

SECRET = "token-secret-0123456789"
AUTHORIZATION = f"token-id:{SECRET}"
START = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

ScriptedResponse = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class FakeClock(Clock):
    """Time passes only when somebody sleeps or a test changes `elapsed`. The random number is always the largest."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return 5000.0 + self.elapsed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.elapsed += seconds

    def random(self) -> float:
        return 1.0


class ScriptedTransport(httpx.BaseTransport):
    """Returns the responses in order, the last one for ever. Records the requests."""

    def __init__(self, responses: tuple[ScriptedResponse, ...]) -> None:
        self.requests: list[httpx.Request] = []
        self._responses = list(responses)
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._lock:
            self.requests.append(request)
            response = self._responses.pop(0) if len(self._responses) > 1 else self._responses[0]
        if isinstance(response, Exception):
            raise response
        if isinstance(response, httpx.Response):
            return httpx.Response(response.status_code, headers=response.headers, content=response.content)
        return response(request)


@dataclass
class ScriptedVendor:
    """A client with its transport, its clock and the lines that it logged."""

    client: Client
    transport: ScriptedTransport
    clock: FakeClock
    logged: list[str] = field(default_factory=list)

    @property
    def call(self) -> ApiCall:
        """A new API call."""
        return ApiCall(self.client, "read the thing")

    @property
    def requests(self) -> list[httpx.Request]:
        return self.transport.requests

    @property
    def sent(self) -> list[str]:
        """The requests as `METHOD path`."""
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.requests]


@pytest.fixture
def make_vendor() -> Callable[..., ScriptedVendor]:
    """Makes a vendor from its responses and the options of its client."""

    def make(
        *responses: ScriptedResponse, base_url: str = "https://api.example.test/v1", **options: Any
    ) -> ScriptedVendor:
        clock, transport = FakeClock(), ScriptedTransport(responses)
        logged: list[str] = []
        defaults = {"authorization": AUTHORIZATION, "secrets": [SECRET], "message_of": message_of}
        client = Client(
            "Vendor", base_url, **{**defaults, **options}, transport=transport, clock=clock, log=logged.append
        )
        return ScriptedVendor(client, transport, clock, logged)

    return make


def message_of(body: Any) -> str | None:
    return body.get("message") if isinstance(body, Mapping) else None
