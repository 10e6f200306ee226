"""One stack of N resources, ours or null, taken through its life and measured from outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
POLICIES_A_DATABASE = 3

PROGRAM = """
import pulumi
{imported}
settings = pulumi.Config("bench")
for number in range(settings.require_int("n")):
    {resource}(
        f"policy-{{number:04}}",
        database=f"db-{{number // {policies_a_database}:03}}",
        target="production",
        frequency_value=1,
        frequency_unit="day",
        schedule_time="03:00",
        retention_value=settings.require_int("value"),
        retention_unit="day",
    )
"""
RESOURCES = {
    "ours": ("from pulumi_backups.planetscale import BackupPolicy", "BackupPolicy"),
    "null": ("from benchmarks.null_resource import Null", "Null"),
}
# What is run, in this order, and the value that the resources have then.
STEPS: dict[str, tuple[list[str], int]] = {
    "first up": (["up", "--skip-preview", "--yes"], 1),
    "no-op preview": (["preview"], 1),
    "no-op up": (["up", "--skip-preview", "--yes"], 1),
    "update of all": (["up", "--skip-preview", "--yes"], 2),
    "refresh": (["refresh", "--skip-preview", "--yes"], 2),
    "destroy": (["destroy", "--skip-preview", "--yes"], 2),
}


@dataclass
class Measured:
    """One step of one stack: seconds of wall and of CPU, MB of the provider's process, and the requests by kind."""

    program: str
    n: int
    latency_ms: int
    step: str
    wall: float
    cpu: float
    provider_mb: float
    requests: dict[str, int] = field(default_factory=dict)
    state_bytes_a_resource: float | None = None


class Emulator:
    """The emulator as a process of its own, so that what it costs is not counted."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def control(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.base_url}/_control/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


@contextmanager
def emulator(port: int) -> Iterator[Emulator]:
    """A fresh emulator, without data of another run."""
    command = [sys.executable, "-m", "pulumi_backups.emulator", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--data", f"{folder}/data.sqlite"], stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None  # noqa: S101 - given above
            if not process.stdout.readline():
                raise SystemExit(f"The emulator did not start on port {port}; choose another with --port.")
            yield Emulator(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def life(program: str, n: int, latency_ms: int, server: Emulator) -> Iterator[Measured]:
    """Takes a stack of `n` resources through all steps."""
    databases = {f"db-{number:03}": {"kind": "mysql"} for number in range(-(-n // POLICIES_A_DATABASE))}
    server.control("POST", "reset")
    server.control("POST", "seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    server.control("POST", "latency", {"seconds": latency_ms / 1000})
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "state").mkdir()
        (project / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (project / "__main__.py").write_text(_program(program))
        environment = _environment(project, server)
        _run(["pulumi", "stack", "init", "bench"], project, environment)
        _run(["pulumi", "config", "set", "bench:n", str(n)], project, environment)
        for step, (arguments, value) in STEPS.items():
            _run(["pulumi", "config", "set", "bench:value", str(value)], project, environment)
            server.control("DELETE", "requests")
            wall, cpu, peak = _run(["pulumi", *arguments], project, environment)
            counts = server.control("GET", "requests")["by_operation"]
            size = _state_bytes(project) / n if step == "first up" else None
            yield Measured(program, n, latency_ms, step, wall, cpu, peak, counts, size)


def _program(name: str) -> str:
    imported, resource = RESOURCES[name]
    return PROGRAM.format(imported=imported, resource=resource, policies_a_database=POLICIES_A_DATABASE)


def _environment(project: Path, server: Emulator) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PULUMI_BACKEND_URL": f"file://{project}/state",
        "PULUMI_HOME": str(project / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PLANETSCALE_ORGANIZATION": "acme",
        "PLANETSCALE_SERVER_URL": f"{server.base_url}/planetscale/v1",
        "PLANETSCALE_SERVICE_TOKEN_ID": "demo-token-id",
        "PLANETSCALE_SERVICE_TOKEN": "demo-token-secret-0000",
        # The emulator has no limit here; what is measured is the work, not the wait.
        "PLANETSCALE_REQUESTS_PER_MINUTE": "0",
    }


def _run(command: list[str], project: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    start = time.monotonic()
    with (project / "output.log").open("w+") as output:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--non-interactive"], cwd=project, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        provider_mb = 0.0
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        while not ended:
            provider_mb = max(provider_mb, _provider_mb(str(project)))
            time.sleep(0.05)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read()}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, provider_mb


def _provider_mb(project: str) -> float:
    """The peak so far of the process that runs this project's dynamic provider; 0 where /proc is not to be had."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"pulumi.dynamic" in (process / "cmdline").read_bytes() and project in str((process / "cwd").readlink()):
                peak = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
                return int(peak[1]) / 1024 if peak else 0.0
        except OSError:
            continue
    return 0.0


def _state_bytes(project: Path) -> int:
    (state,) = (project / "state" / ".pulumi" / "stacks").rglob("bench.json")
    # Without the white space that the file has for people.
    return len(json.dumps(json.loads(state.read_text())["checkpoint"]["latest"]["resources"], separators=(",", ":")))
