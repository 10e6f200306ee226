"""Runs a person's command against a copy."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import IO
from urllib.parse import quote

from pulumi_backups.drills.report import Check, Outcome
from pulumi_backups.drills.vendor import Credentials
from pulumi_backups.http.durations import duration

NAME = "verification"
# Bytes of the output that a report keeps. The end matters most.
MOST_OUTPUT = 64 * 1024
# Seconds between asking a command to stop and killing it.
GRACE = 5.0
HIDDEN = "[hidden]"


def verify(command: str, credentials: Credentials, seconds: float, hidden: Mapping[str, str]) -> tuple[Check, str]:
    """Runs a command with the shell. Exit status 0 is good. Also returns what it wrote, without any secret.

    seconds: the longest time that it may take.
    hidden: variables of the environment that it does not get, because they can do more than it needs.
    """
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= variables(credentials)
    with tempfile.TemporaryFile() as output:
        # A group of its own: an interrupt of the drill then stops everything that the command started.
        process = subprocess.Popen(  # noqa: S602 - it is the person's own command line
            command, shell=True, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            status: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            _stop(process)
        text = _without(_end_of(output), (*secrets(credentials), *hidden.values()))
    if status is None:
        return Check(NAME, Outcome.FAILED, f"The command was stopped after {duration(seconds)}: {command}"), text
    outcome = Outcome.FAILED if status else Outcome.PASSED
    return Check(NAME, outcome, f"The command ended with exit status {status}: {command}"), text


def variables(credentials: Credentials) -> dict[str, str]:
    """What the command finds in its environment."""
    return {
        "DATABASE_URL": credentials.url,
        "DATABASE_HOST": credentials.host,
        "DATABASE_PORT": str(credentials.port),
        "DATABASE_USER": credentials.user,
        "DATABASE_PASSWORD": credentials.password,
        "DATABASE_NAME": credentials.name,
    }


def secrets(credentials: Credentials) -> tuple[str, ...]:
    """The texts that no output may show."""
    return credentials.password, quote(credentials.password, safe="")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the command and what it started, if any of it is left."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
            return


def _end_of(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - MOST_OUTPUT))
    return output.read().decode(errors="replace")


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in sorted({each for each in secrets if each}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text
