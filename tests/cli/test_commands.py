"""The command line itself: its version, its help, and what it says if its packages are missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version

import pytest

from tests.cli.conftest import Ran


def test_version(run: Callable[..., Ran]) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"pulumi-backups {version('pulumi-backups')}\n")


def test_help_lists_the_commands_and_their_options(run: Callable[..., Ran]) -> None:
    assert "discover  Print a program that declares the backups that exist." in run("--help").out
    shown = " ".join(run("discover", "--help").out.split())
    assert [word for word in ("--organization", "--project", "--team", "--single") if word not in shown] == []
    assert "[env var: PLANETSCALE_ORGANIZATION]" in shown


def test_unknown_command_is_a_sentence(run: Callable[..., Ran]) -> None:
    ran = run("discovre")
    assert ran.code == 2
    assert "No such command 'discovre'." in ran.err


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_its_packages_it_says_how_to_install_them(missing: str) -> None:
    # Python takes a module that is None as one that does not exist.
    script = f"import sys; sys.modules[{missing!r}] = None; from pulumi_backups.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"The command line needs {missing}: pip install 'pulumi-backups[cli]'\n"
