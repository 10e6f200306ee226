"""What a call of the Pulumi CLI costs, measured from outside."""

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

# Seconds between two looks at the provider's memory, and for which an interrupted call may tidy up.
LOOK_EVERY = 0.05
TIDY_UP = 10
TICKS = os.sysconf("SC_CLK_TCK")

# A script's background ignores interrupts, and so would all that is started here: the CLI then waits five seconds for
# each plugin that it interrupts at the end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Provider:
    """Of the provider's process, in which checks and comparisons are made: seconds of CPU, and peak memory in MB."""

    cpu: float = 0.0
    mb: float = 0.0


@dataclass(frozen=True)
class Cost:
    """What a command took.

    wall: seconds. cpu: seconds of all its processes. provider: what the provider's process took of it.
    """

    wall: float
    cpu: float
    provider: Provider


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Runs a command that must succeed; else the whole program ends with what it printed.

    CPU is that of the command and of every process below it that was waited for. The CLI waits for the language host
    and the providers, and these for the Python processes that they start, so that none is missing; the emulator is
    not among them.
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
            # By which all that it has started can be found again. An interrupt reaches it through us only.
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
    """Waits for the end; gives seconds of CPU, and what the provider's process took as it was seen last."""
    provider = Provider()
    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    while not ended:
        provider = _provider(str(folder)) or provider
        time.sleep(LOOK_EVERY)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, provider


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what still runs, as an interrupt at the keyboard would; what has not ended in time then is killed."""
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(TIDY_UP)
        for pid in _session(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _session(leader: int) -> list[int]:
    """The processes of a session, which the CLI's plugins are in too; only the leader where there is no /proc."""
    found = [leader]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name of the program, in parentheses, may hold anything; the session is the fourth field after it.
            if stat.read_text().rpartition(")")[2].split()[3] == str(leader):
                found.append(int(stat.parent.name))
    return found


def _provider(folder: str) -> Provider | None:
    """What the process that runs this project's dynamic provider took so far; None where /proc is not to be had."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"pulumi.dynamic" in (process / "cmdline").read_bytes() and folder in str((process / "cwd").readlink()):
                peak = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
                # Ticks of user and of system, the 12th and 13th field after the name in parentheses.
                user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
                # One that has just ended has no memory any more.
                return Provider((int(user) + int(system)) / TICKS, int(peak[1]) / 1024) if peak else None
        except OSError:
            continue
    return None
