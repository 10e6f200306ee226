"""`pulumi-backups emulator`: the emulator as a command, and the environment that it prints."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import Ran

COMMAND = [sys.executable, "-m", "pulumi_backups"]


@pytest.fixture
def printed() -> Iterator[list[str]]:
    """What the command prints, line by line, while it runs."""
    process = subprocess.Popen([*COMMAND, "emulator", "--port", "0"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip() for _ in range(2)]
    while len(lines) < 2 or not lines[-1].startswith("export NORTHFLANK_API_TOKEN"):
        lines.append(process.stdout.readline().rstrip())
    yield lines
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_other_commands_use_it_with_the_environment_that_it_prints(printed: list[str]) -> None:
    assert printed[0].startswith("The emulator is ready: PlanetScale at http://127.0.0.1:")
    script = "\n".join([*printed[2:], f"{sys.executable} -m pulumi_backups discover"])
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PLANETSCALE_", "NORTHFLANK_"))}
    ran = subprocess.run(["sh", "-c", script], env=own, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_help_is_that_of_the_command(run: Callable[..., Ran]) -> None:
    assert "emulator  Serve a local emulator of the vendors" in run("--help").out
    shown = subprocess.run([*COMMAND, "emulator", "--help"], capture_output=True, text=True, check=True).stdout
    assert shown.startswith("usage: pulumi-backups emulator [-h] [--port PORT]")
    assert "--empty" in shown


def test_without_its_package_it_says_how_to_install_it() -> None:
    script = "import sys; sys.modules['flask'] = None; from pulumi_backups.__main__ import main; main()"
    ran = subprocess.run([sys.executable, "-c", script, "emulator"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "The emulator needs flask: pip install 'pulumi-backups[emulator]'.\n")
