"""The command line as a person runs it, against the emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from pulumi_backups.cli.commands import pulumi_backups

from tests.cli.audited import BEGIN, DAILY, DAY, HOUR, World, cleared, environment_of
from tests.newvendor.activation import NAME as FIXTURE
from tests.vendors import NAMES

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

CREDENTIALS = {
    "PLANETSCALE_ACCESS_TOKEN": "estate-access-token",
    "NORTHFLANK_API_TOKEN": "demo-northflank-token-0000",
}
# How the environment variables of all vendors begin.
SETTINGS = tuple(f"{name.upper()}_" for name in NAMES)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Audit = Callable[..., Ran]


@pytest.fixture
def run(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs `pulumi-backups`. Keyword arguments are environment variables; None removes one.

    stderr: where standard error of a process of its own goes.
    """
    # The fixture vendor of the other suites is not the product's.
    product = tuple(name for name in NAMES if name != FIXTURE)
    monkeypatch.setattr(import_module("pulumi_backups.cli.discover"), "VENDORS", product)
    servers = {
        "PLANETSCALE_SERVER_URL": f"{emulator.base_url}/planetscale/v1",
        "NORTHFLANK_BASE_URL": f"{emulator.base_url}/northflank",
    }

    def run(*arguments: str, stderr: int | None = None, **variables: str | None) -> Ran:
        rest = dict.fromkeys(name for name in os.environ if name.startswith(SETTINGS))
        given = {
            **rest,
            **servers,
            "PLANETSCALE_RETRY_SECONDS": "0",
            "NORTHFLANK_RETRY_SECONDS": "0",
            # All tests of this process share a client, and so its rate limit.
            "PLANETSCALE_REQUESTS_PER_MINUTE": "0",
            "NORTHFLANK_REQUESTS_PER_HOUR": "0",
            **CREDENTIALS,
            **variables,
        }
        if stderr is None:
            # In this process, because each new one takes a second.
            done = CliRunner().invoke(pulumi_backups, arguments, env=given, prog_name="pulumi-backups")
            if done.exception and not isinstance(done.exception, SystemExit):
                raise done.exception
            return Ran(done.exit_code, done.stdout, done.stderr)
        environment = {**os.environ, **given}
        ran = subprocess.run(
            [sys.executable, "-m", "pulumi_backups", *arguments],
            env={name: value for name, value in environment.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return run


@pytest.fixture
def discover(run: Callable[..., Ran]) -> Callable[..., Ran]:
    """Runs `pulumi-backups discover` in the estate that a test describes, without the emulator's default world."""
    return lambda *arguments, **variables: run("discover", *arguments, **variables)


@pytest.fixture
def estate(emulator: Emulator) -> Callable[..., None]:
    """Adds organizations and projects that the credentials of this suite see."""

    def add(organizations: dict[str, Any] | None = None, projects: dict[str, Any] | None = None) -> None:
        seen = list(organizations or {})
        token = {
            CREDENTIALS["PLANETSCALE_ACCESS_TOKEN"]: {"organizations": seen, "organization": seen[0] if seen else ""}
        }
        planetscale = {"organizations": organizations or {}, "access_tokens": token}
        emulator.call("POST", "/seed", {"planetscale": planetscale, "northflank": {"projects": projects or {}}})

    return add


@pytest.fixture
def world(
    emulator: Emulator,
    config: Callable[..., dict[str, str]],
    new_stack: type[Stack],
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    """A stack, the vendors that it is about, and an environment with the credentials of an audit."""
    for name in set(os.environ) - cleared().keys():
        monkeypatch.delenv(name)
    for name, value in environment_of(config()).items():
        monkeypatch.setenv(name, value)
    return World(emulator, config, new_stack)


@pytest.fixture
def audit(world: World) -> Audit:
    """Runs the command in this process. Without arguments about a state, the state of the world is its input."""

    def run(*arguments: str, given: str | bytes | None = None) -> Ran:
        if given is None and not {"--state", "--stack"} & {*arguments}:
            arguments, given = ("-", *arguments), json.dumps(world.export())
        done = CliRunner().invoke(pulumi_backups, ["audit", "--at", world.now.isoformat(), *arguments], input=given)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def nightly(world: World) -> World:
    """One policy, after 40 days."""
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.move(BEGIN + 40 * DAY + 12 * HOUR)
    return world
