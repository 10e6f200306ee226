"""What is particular to the process in which Pulumi runs dynamic providers."""

from __future__ import annotations

import os
import select
import stat
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any

from pulumi_backups.bridge.urns import name_in
from pulumi_backups.errors import BackupsError, printable

# The resource that an operation is about. Each operation runs in one thread.
_resource: ContextVar[str | None] = ContextVar("resource", default=None)


@contextmanager
def for_resource(urn: str | None) -> Iterator[None]:
    """Names a resource in every line that is shown in the meantime."""
    token = _resource.set(urn)
    try:
        yield
    finally:
        _resource.reset(token)


def info(line: str) -> None:
    """Shows a line at the terminal, with the resource's name. The host cannot attach a line to a resource."""
    name = name_in(_resource.get()).strip("'")
    # One write, because print makes two, and the lines of two threads would run together. What is being done goes on if
    # the terminal is closed.
    with suppress(OSError):
        sys.stderr.write(printable(f"{name}: {line}" if name else line) + "\n")
        sys.stderr.flush()


def warn(words: str) -> None:
    """Shows a warning once for each resource: Pulumi checks a resource twice when it replaces it."""
    _warn(_resource.get(), words)


@cache
def _warn(_urn: str | None, words: str) -> None:
    info(f"warning: {words}")


def show_errors_as_sentences() -> None:
    """Makes the stock host print our own errors as one line instead of a traceback.

    The host formats every exception with `traceback.format_exc`. This replaces that module in the host's namespace.
    If the host is another program, or has changed, nothing happens.
    """
    host = sys.modules.get("__main__")
    if is_stock_host() and getattr(host, "traceback", None) is traceback:
        host.traceback = _Sentences()  # type: ignore[union-attr]


def is_stock_host() -> bool:
    """Whether this process is the one in which Pulumi runs dynamic providers, for one command and one config."""
    return hasattr(sys.modules.get("__main__"), "DynamicResourceProviderServicer")


@cache
def end_with_the_engine() -> None:
    """Ends this process as soon as the engine is gone, as after a `kill -9` of it.

    The stock host would live on. It would retry, send, and create objects that no state will ever hold, perhaps after
    a `pulumi cancel` and a `pulumi destroy`. The engine reads the host's standard output through a pipe, which breaks
    when the engine ends. If the host is another program, or has changed, nothing happens.
    """
    watched = hasattr(select, "poll") and is_stock_host()
    if watched and stat.S_ISFIFO(os.fstat(1).st_mode):
        threading.Thread(target=_exit_when_the_pipe_breaks, name="end-with-the-engine", daemon=True).start()


def _exit_when_the_pipe_breaks() -> None:
    pipe = select.poll()
    # Without a mask it reports only that the other end closed. Some systems do not wake for that: look each second.
    pipe.register(1, 0)
    while not pipe.poll(1000):
        pass
    os._exit(1)


class _Sentences:
    def format_exc(self, *args: Any, **kwargs: Any) -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, BackupsError) else traceback.format_exc(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)
