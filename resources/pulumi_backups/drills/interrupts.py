"""Ctrl-C, SIGTERM and a closed terminal: each ends the work, and none ends the deletion of the copy."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
# So many signals during the deletion mean that a person no longer wants to wait for it.
INSISTENT = 3


class Interrupted(Exception):  # noqa: N818 - it is no error
    """Somebody asked the drill to stop. The text is the signal's name."""


class Interrupts:
    """Raises `Interrupted` for the first signal, unless the deletion has begun.

    A signal can come between any two lines. So the deletion begins behind a `try` whose `finally` calls `hold`, and
    every way to it either has called `hold`, or has had its one `Interrupted`.
    """

    def __init__(self, notice: Callable[[str], None]) -> None:
        self._notice = notice
        self._held = False
        self._waits = False
        self._waiting: str | None = None
        self._ends_deletion = False
        self._ignored = 0

    def hold(self) -> None:
        """From now on a signal only says that the deletion goes on."""
        self._held = True

    @contextmanager
    def wait(self) -> Iterator[None]:
        """Raises `Interrupted` only at the end. A process whose start is cut off would run on, unseen."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        if self._waiting:
            self._held = True
            raise Interrupted(self._waiting)

    @contextmanager
    def deletion(self) -> Iterator[None]:
        """Raises `Interrupted` for the third signal. Only here, where the report can say what that means."""
        try:
            self._ends_deletion = True
            yield
        finally:
            self._ends_deletion = False

    def received(self, number: int, _frame: FrameType | None) -> None:
        """The handler of all signals."""
        name = signal.Signals(number).name
        if self._waits:
            self._waiting = name
            return
        if not self._held:
            self._held = True
            raise Interrupted(name)
        self._ignored += 1
        left = max(1, INSISTENT - self._ignored)
        if self._ignored >= INSISTENT and self._ends_deletion:
            self._ends_deletion = False
            raise Interrupted(name)
        self._notice(f"{name}: the copy is being deleted, which must not stop halfway. {left} more to stop it anyway.")


@contextmanager
def interrupts(notice: Callable[[str], None]) -> Iterator[Interrupts]:
    """Handles signals in the meantime. For the main thread.

    A signal that is ignored stays so: `nohup` makes a command go on after its terminal is closed.
    """
    handler = Interrupts(notice)
    handled = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler.received) for number in handled}
    try:
        yield handler
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
