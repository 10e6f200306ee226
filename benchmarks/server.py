"""The emulator as a process of its own, so that what it costs is not counted."""

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
# This checkout's package and no installed one is what is measured.
PYTHON_PATH = os.pathsep.join((str(ROOT / "resources"), str(ROOT)))
TOKEN_ID, TOKEN = "demo-token-id", "demo-token-secret-0000"


class Server:
    """A served emulator with one organization, `acme`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def add_databases(self, count: int) -> None:
        """Seeds databases, db-0000 and so on."""
        databases = {f"db-{number:04}": {"kind": "mysql"} for number in range(count)}
        self.control("POST", "seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})

    def answer_after(self, milliseconds: int) -> None:
        """Lets every answer take so long."""
        self.control("POST", "latency", {"seconds": milliseconds / 1000})

    def limit(self, requests_a_minute: int) -> None:
        """Refuses what is beyond this with 429, by the real clock; the first window begins with the next request."""
        self.control("POST", "switches", {"planetscale.rate_limit": requests_a_minute, "rate_limit_clock": "real"})

    def forget_requests(self) -> None:
        """Empties the request log."""
        self.control("DELETE", "requests")

    def requests(self) -> list[dict[str, Any]]:
        """What was asked since the log was emptied: `operation`, `status` and more of each."""
        logged: list[dict[str, Any]] = self.control("GET", "requests")["requests"]
        return logged

    def requests_by_kind(self) -> dict[str, int]:
        """The same, counted by the operation of the API."""
        return dict(Counter(each["operation"] for each in self.requests()))

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the control plane."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.base_url}/_control/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


@contextmanager
def served() -> Iterator[Server]:
    """A fresh emulator on a free port, without latency, limit, or data of another run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi_backups.emulator", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        # An interrupt at the keyboard does not reach it: who is still talking to it is to end first.
        start_new_session=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - given above
        url = re.search(r"http://[\d.:]+", process.stdout.readline())
        if url is None:
            raise SystemExit("The emulator did not start.")
        yield Server(url[0])
    finally:
        process.terminate()
        process.wait()
