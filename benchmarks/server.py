"""Runs the emulator in a separate process, so that its cost is not counted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# The benchmarks measure the package of this checkout, not an installed one.
PYTHON_PATH = os.pathsep.join((str(ROOT / "resources"), str(ROOT)))
TOKEN_ID, TOKEN = "demo-token-id", "demo-token-secret-0000"


class Server:
    """A running emulator with one organization, `acme`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def add_databases(self, count: int) -> None:
        """Seeds databases: db-0000 and so on."""
        databases = {f"db-{number:04}": {"kind": "mysql"} for number in range(count)}
        self.control("POST", "seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})

    def set_latency(self, milliseconds: int) -> None:
        """Delays every response."""
        self.control("POST", "latency", {"seconds": milliseconds / 1000})

    def set_rate_limit(self, requests_a_minute: int) -> None:
        """Responds with 429 beyond this limit. The first window, by the real clock, begins with the next request."""
        self.control("POST", "switches", {"planetscale.rate_limit": requests_a_minute, "rate_limit_clock": "real"})

    def clear_requests(self) -> None:
        """Empties the request log."""
        self.control("DELETE", "requests")

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the log was emptied, each with `operation`, `status`, `at` and more."""
        logged: list[dict[str, Any]] = self.control("GET", "requests")["requests"]
        return logged

    def requests_by_operation(self) -> dict[str, int]:
        """The number of requests since then, by operation of the API."""
        return dict(Counter(each["operation"] for each in self.requests()))

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the control plane."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.base_url}/_control/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return json.loads(response.read() or b"null")


@contextmanager
def running_server() -> Iterator[Server]:
    """Starts a fresh emulator on a free port, without latency or rate limit."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi_backups.emulator", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        # An interrupt at the keyboard does not reach it, because its clients must end first.
        start_new_session=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - for mypy
        url = re.search(r"http://[\d.:]+", process.stdout.readline())
        if url is None:
            raise SystemExit("The emulator did not start.")
        yield Server(url[0])
    finally:
        process.terminate()
        process.wait()
