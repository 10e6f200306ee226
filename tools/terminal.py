"""What the person at the terminal sees: sentences, and the progress of a long step."""

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
    """Ends the command. Its text is the complete message: what is wrong, and what to do about it."""


def say(sentence: str) -> None:
    """Print to standard error. Standard output is for results, such as the lines of `make -s env`."""
    print(sentence, file=sys.stderr, flush=True)


class Progress:
    """On a terminal, one line that is updated in place. Elsewhere, a new line every 15 seconds."""

    def __init__(self, step: str, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._step = step
        self._out = out or sys.stderr
        self._clock = clock
        self._started = self._last = clock()
        self._on_terminal = self._out.isatty()
        self._write(f"{step} …")

    def show(self, detail: str = "") -> None:
        """Show the elapsed time and the detail. It may be called at any rate."""
        now = self._clock()
        if not self._on_terminal and now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        self._write(f"{self._step} … {self._elapsed(detail)}")

    def done(self, detail: str = "") -> None:
        """Show that the step is complete, and end the line."""
        self._write(f"{self._step}: done, {self._elapsed(detail)}", last=True)

    def interrupt(self) -> None:
        """End the line, so that the next output starts on a new one."""
        if self._on_terminal:
            print(file=self._out, flush=True)

    def _elapsed(self, detail: str) -> str:
        seconds = f"{self._clock() - self._started:.0f} s"
        return f"{seconds}, {detail}" if detail else seconds

    def _write(self, line: str, last: bool = False) -> None:
        if not self._on_terminal:
            print(line, file=self._out, flush=True)
            return
        width = os.get_terminal_size(self._out.fileno()).columns
        visible = line if width <= 0 else line[: width - 1]
        print(f"\r\x1b[K{visible}", end="\n" if last else "", file=self._out, flush=True)


def run_long(
    step: str,
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    detail: Callable[[list[str]], str] = lambda _: "",
    if_it_fails: str,
) -> None:
    """Run a command that prints much and takes long, and show only its progress.

    `detail` summarizes the lines that it has printed so far. If the command fails, this shows its last lines and
    raises SetupError with the text of `if_it_fails`.
    """
    progress = Progress(step)
    process = subprocess.Popen(  # noqa: S603
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        close_fds=False,  # so that it inherits our lock; see file_lock.py
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
        progress.interrupt()
        process.terminate()
        process.wait()
        raise
    if process.returncode != 0:
        progress.interrupt()
        for line in lines[-LINES_SHOWN_ON_FAILURE:]:
            say(f"    {line}")
        raise SetupError(if_it_fails)
    progress.done(detail(lines))
