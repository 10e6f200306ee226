"""Measures what a command of a CLI costs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Seconds between two readings of the provider's memory, and seconds that an interrupted command has to clean up.
POLL_SECONDS = 0.05
CLEAN_UP_SECONDS = 10
TICKS = os.sysconf("SC_CLK_TCK")

# A background job of a script ignores interrupts, and its child processes inherit that. The CLI interrupts each plugin
# at the end of a run, and would wait five seconds for each of them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Provider:
    """What the provider's process took for its checks and diffs: seconds of CPU, and peak memory in MB."""

    cpu: float = 0.0
    mb: float = 0.0


@dataclass(frozen=True)
class Cost:
    """What a command took.

    wall: seconds. cpu: seconds of all its processes. provider: the share of the provider's process.
    """

    wall: float
    cpu: float
    provider: Provider


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Runs a command. Raises SystemExit with the command's output if it fails.

    CPU includes every descendant that its parent has waited for. The CLI waits for the language host and the
    providers, and they wait for their Python processes, so none is missing. The emulator is not a descendant.
    """
    start = time.monotonic()
    with (folder / "output.log").open("w+") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # The session id finds all its descendants. An interrupt at the keyboard reaches this process only.
            start_new_session=True,
        )
        try:
            cpu, provider = _watch(process, folder)
        finally:
            _end(process)
        wall = time.monotonic() - start
        if process.returncode != 0:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read()}")
    return Cost(wall, cpu, provider)


def _watch(process: subprocess.Popen[bytes], folder: Path) -> tuple[float, Provider]:
    """Waits for the end. Returns seconds of CPU and the last reading of the provider's process."""
    provider = Provider()
    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    while not ended:
        provider = _provider(str(folder)) or provider
        time.sleep(POLL_SECONDS)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, provider


def _end(process: subprocess.Popen[bytes]) -> None:
    """Interrupts a command that still runs, then kills all that is left of it."""
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(CLEAN_UP_SECONDS)
        for pid in _session(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _session(leader: int) -> list[int]:
    """The processes of a session, the CLI's plugins included. Only the leader if there is no /proc."""
    found = [leader]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The program's name, in parentheses, may contain anything. The session is the fourth field after it.
            if stat.read_text().rpartition(")")[2].split()[3] == str(leader):
                found.append(int(stat.parent.name))
    return found


def _provider(folder: str) -> Provider | None:
    """What the process of this project's dynamic provider has taken so far. None if there is no /proc or no process."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"pulumi.dynamic" in (process / "cmdline").read_bytes() and folder in str((process / "cwd").readlink()):
                peak = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
                # Ticks in user and system mode: the 12th and 13th field after the name in parentheses.
                user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
                # A process that has just ended has no memory.
                return Provider((int(user) + int(system)) / TICKS, int(peak[1]) / 1024) if peak else None
        except OSError:
            continue
    return None
