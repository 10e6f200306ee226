"""Runs a person's command against a copy."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Thread
from typing import IO

from pulumi_backups.drills.report import Check, Outcome
from pulumi_backups.drills.secrets import without
from pulumi_backups.drills.vendor import Credentials
from pulumi_backups.errors import one_line
from pulumi_backups.http.durations import duration

NAME = "verification"
# Bytes of the output that a report keeps. The end matters most.
MOST_OUTPUT = 64 * 1024
# Bytes before them that are read as well, so that a secret which begins there is seen as a whole.
BEFORE = 4096
# Seconds between asking a command to stop and killing it.
GRACE = 5.0


def verify(
    command: str,
    credentials: Credentials,
    seconds: float,
    hidden: Mapping[str, str],
    uninterrupted: AbstractContextManager[None] | None = None,
) -> tuple[Check, str]:
    """Runs a command with the shell. Exit status 0 is good. Also returns what it wrote, without any secret.

    seconds: the longest time that it may take.
    hidden: variables of the environment that it does not get, because they can do more than it needs.
    uninterrupted: no interrupt comes within it.
    """
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= variables(credentials)
    secrets = (credentials.password, *hidden.values())
    shown = one_line(without(secrets, command))
    process: subprocess.Popen[bytes] | None = None
    status: int | None = None
    try:
        with uninterrupted or nullcontext():
            # A group of its own: an interrupt of the drill then stops everything that the command started.
            process = subprocess.Popen(  # noqa: S602 - it is the person's own command line
                command, shell=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        output = _Output(process.stdout)  # type: ignore[arg-type]
        status = process.wait(seconds)
    except OSError as error:
        return Check(NAME, Outcome.NOT_RUN, f"The command could not be started: {error.strerror}. {shown}"), ""
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process is not None:
            _stop(process)
    text = output.end(secrets)
    if status is None:
        return Check(NAME, Outcome.FAILED, f"The command was stopped after {duration(seconds)}: {shown}"), text
    outcome = Outcome.FAILED if status else Outcome.PASSED
    return Check(NAME, outcome, f"The command ended with exit status {status}: {shown}"), text


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


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the command and what it started, if any of it is left."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    # The shell may end before what it started does, so the group gets both signals.
    _signal(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    _signal(process, signal.SIGKILL)


def _signal(group: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group.pid, number)


class _Output:
    """The end of what a command writes. It is read at once, because a file of all of it could fill the disk."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""
        self._is_cut = False
        # A daemon that left the group keeps the stream open, and must not keep the drill from ending.
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        most = MOST_OUTPUT + BEFORE
        while more := os.read(self._stream.fileno(), MOST_OUTPUT):
            kept = self._kept + more
            self._is_cut |= len(kept) > most
            self._kept = kept[-most:]

    def end(self, secrets: Iterable[str]) -> str:
        """The end of the output, without secrets."""
        self._reader.join(GRACE)
        text = without(secrets, self._kept.decode(errors="replace"))
        return text[BEFORE:] if self._is_cut else text
