"""`python -m pulumi_backups.emulator` as a program: ready line, signals, kill -9, a port in use, bad files."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pulumi_backups.emulator.vendors import VENDORS

AUTHORIZED = {"Authorization": "demo-token-id:demo-token-secret-0000"}
DATABASES = "/planetscale/v1/organizations/acme/databases"
POLICIES = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
Start = Callable[..., tuple["subprocess.Popen[str]", str]]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pulumi_backups.emulator", *arguments]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the program on a free port and waits for its ready line. Kills it after the test."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            command("--port", "0", *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/planetscale/v1.*/northflank\n$", line)
        assert found, line
        return process, found.group(1)

    yield run
    for process in running:
        process.kill()
        process.communicate()


def test_data_survives_kill_9(start: Start, tmp_path: Path) -> None:
    data = str(tmp_path / "emulator.db")
    process, base_url = start("--data", data)
    made = httpx.post(f"{base_url}/_control/planetscale/policies", json={"database": "storefront", "name": "kept"})
    httpx.post(f"{base_url}/_control/switches", json={"planetscale.patch_null": "ignore"})
    httpx.post(f"{base_url}/_control/faults", json={"kind": "status", "operation": "get_database"})
    httpx.post(f"{base_url}/_control/clock", json={"now": "2031-01-01T00:00:00Z", "frozen": True})
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, base_url = start("--data", data)
    listed = httpx.get(base_url + POLICIES, headers=AUTHORIZED).json()["data"]
    assert [each["id"] for each in listed[1:]] == [made.json()["id"]]
    switches = httpx.get(f"{base_url}/_control/switches").json()["switches"]
    assert switches["planetscale.patch_null"] == "ignore"
    assert httpx.get(f"{base_url}/_control/faults").json()["faults"][0]["operation"] == "get_database"
    assert httpx.get(f"{base_url}/_control/clock").json() == {"now": "2031-01-01T00:00:00.000Z", "frozen": True}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(start: Start, number: signal.Signals) -> None:
    process, base_url = start("--rate-limits", "--clock", "2031-01-01T00:00:00Z")
    assert httpx.get(f"{base_url}/_control/clock").json()["now"].startswith("2031-01-01T00:00:")
    assert httpx.get(f"{base_url}/_control/switches").json()["switches"]["northflank.rate_limit"] == 1000
    process.send_signal(number)
    assert process.stdout is not None
    assert process.stderr is not None
    # The ready line was read from these, and communicate() would lose what they have buffered since.
    out, err = process.stdout.read(), process.stderr.read()
    assert (process.wait(timeout=10), err) == (0, "")
    assert [line.partition("=")[0] for line in out.splitlines()[1:]] == [
        f"export {name}" for vendor in VENDORS for name in vendor.environment
    ]


def test_empty_start_has_accounts_only_and_keeps_an_existing_file(start: Start, tmp_path: Path) -> None:
    data = str(tmp_path / "emulator.db")
    _, base_url = start("--empty", "--data", data)
    assert httpx.get(f"{base_url}{DATABASES}", headers=AUTHORIZED).json()["data"] == []
    httpx.post(
        f"{base_url}/_control/seed", json={"planetscale": {"organizations": {"acme": {"databases": {"own": {}}}}}}
    )
    _, base_url = start("--empty", "--data", data)
    assert [each["name"] for each in httpx.get(f"{base_url}{DATABASES}", headers=AUTHORIZED).json()["data"]] == ["own"]


def test_verbose_prints_requests(start: Start) -> None:
    process, base_url = start("--verbose")
    httpx.get(base_url + POLICIES, headers=AUTHORIZED)
    process.terminate()
    _, err = process.communicate(timeout=10)
    assert "GET /planetscale/v1/organizations/acme" in err
    assert "secret" not in err


def test_port_in_use_prints_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(command("--port", str(port)), capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        f"Port {port} is in use: stop the process that listens there, or choose another port with --port.\n"
    )


@pytest.mark.parametrize("arguments", [["--clock", "noon"], ["--port", "70000"], ["--data", "/nowhere/file.db"]])
def test_failed_start_prints_one_sentence(arguments: list[str]) -> None:
    ended = subprocess.run(command("--port", "0", *arguments), capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_file_of_another_program_is_not_changed(tmp_path: Path) -> None:
    data = tmp_path / "letter.txt"
    data.write_text("Dear reader, this is no database, however long it goes on." * 100)
    ended = subprocess.run(
        command("--port", "0", "--data", str(data)), capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert data.read_text().startswith("Dear reader")
