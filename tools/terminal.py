"""What the person at the terminal sees: sentences, and how far a long step has come."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

LINES_SHOWN_ON_FAILURE = 15
SECONDS_BETWEEN_LINES = 15.0


class SetupError(Exception):
    """Ends the command. Its text is the whole message: what is wrong, and what to do about it."""


def say(sentence: str) -> None:
    """Print to standard error, so that `make -s env` has standard output for itself."""
    print(sentence, file=sys.stderr, flush=True)


class Progress:
    """One line that is rewritten each second on a terminal; elsewhere a line every 15 seconds."""

    def __init__(self, what: str, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._out = out or sys.stderr
        self._clock = clock
        self._began = self._last = clock()
        self._on_terminal = self._out.isatty()
        self._write(f"{what} …")

    def show(self, detail: str = "") -> None:
        """Tell how far it is. Call it as often as you like."""
        now = self._clock()
        if not self._on_terminal and now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        self._write(f"{self._what} … {self._so_far(detail)}")

    def done(self, detail: str = "") -> None:
        """Close the line."""
        self._write(f"{self._what}: done, {self._so_far(detail)}", last=True)

    def broken_off(self) -> None:
        """Leave the line as it is, so that what is printed next begins on its own."""
        if self._on_terminal:
            print(file=self._out, flush=True)

    def _so_far(self, detail: str) -> str:
        seconds = f"{self._clock() - self._began:.0f} s"
        return f"{seconds}, {detail}" if detail else seconds

    def _write(self, line: str, last: bool = False) -> None:
        if not self._on_terminal:
            print(line, file=self._out, flush=True)
            return
        wide = os.get_terminal_size(self._out.fileno()).columns
        fitting = line if wide <= 0 else line[: wide - 1]
        print(f"\r\x1b[K{fitting}", end="\n" if last else "", file=self._out, flush=True)


def run_long(
    what: str,
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    detail: Callable[[list[str]], str] = lambda _: "",
    if_it_fails: str,
) -> None:
    """Run a command that says much and takes long; show only how far it is.

    `detail` turns the lines printed so far into a few words. If the command fails, its last lines are
    shown and SetupError carries `if_it_fails`.
    """
    progress = Progress(what)
    process = subprocess.Popen(  # noqa: S603
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        close_fds=False,  # so that it holds the lock that we hold: turn.py says why
    )
    lines: list[str] = []
    output = process.stdout
    if output is None:
        raise AssertionError("standard output is a pipe")
    reader = threading.Thread(target=lambda: lines.extend(line.rstrip() for line in output), daemon=True)
    reader.start()
    try:
        while reader.is_alive():
            reader.join(1)
            if reader.is_alive():
                progress.show(detail(lines))
        process.wait()
    except BaseException:
        progress.broken_off()
        process.terminate()
        process.wait()
        raise
    if process.returncode != 0:
        progress.broken_off()
        for line in lines[-LINES_SHOWN_ON_FAILURE:]:
            say(f"    {line}")
        raise SetupError(if_it_fails)
    progress.done(detail(lines))
