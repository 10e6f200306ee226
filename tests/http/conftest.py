"""A client whose server is a script and whose time is made up: nothing sleeps, nothing leaves the process."""

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
from pulumi_backups.http.retry_policy import Clock, RetryPolicy

TOKEN = "token-id:token-secret-0123456789"
START = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class MadeUpTime(Clock):
    """Time that passes only where somebody sleeps, or where a test says so. Chance is always the largest."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return 5000.0 + self.passed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.passed += seconds

    def random(self) -> float:
        return 1.0


class Script(httpx.BaseTransport):
    """Gives the answers one after another, the last one for ever; keeps what it was asked."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        self.answers: list[Answer] = list(answers)
        self.requests: list[httpx.Request] = []
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._lock:
            self.requests.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)


@dataclass
class Scripted:
    """A client, the script of its server, its time, and what it said."""

    client: Client
    script: Script
    time: MadeUpTime
    said: list[str] = field(default_factory=list)

    @property
    def call(self) -> ApiCall:
        return ApiCall(self.client, "read the thing")

    @property
    def sent(self) -> list[str]:
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.script.requests]


Make = Callable[..., Scripted]


@pytest.fixture
def scripted() -> Make:
    """Makes a client: its server's answers, then what else there is to say of it."""

    def make(*answers: Answer, base_url: str = "https://api.example.test/v1", **options: Any) -> Scripted:
        time, script = MadeUpTime(), Script(answers)
        said: list[str] = []
        options = {"patience": RetryPolicy(60.0, 900.0), "authorization": TOKEN, "message_of": message_of, **options}
        client = Client("Vendor", base_url, **options, transport=script, time=time, say=said.append)
        return Scripted(client, script, time, said)

    return make


def message_of(body: Any) -> str | None:
    return body.get("message") if isinstance(body, Mapping) else None
