"""What is particular to the process in which Pulumi runs dynamic providers."""

from __future__ import annotations

import os
import select
import stat
import sys
import threading
import traceback
from functools import cache
from typing import Any

from pulumi_backups.errors import BackupsError, printable


def say(line: str) -> None:
    """Shows a line to the person at the terminal. The host offers no way to attach it to a resource."""
    print(printable(line), file=sys.stderr, flush=True)


@cache
def warn(words: str) -> None:
    """Shows a warning, once: Pulumi checks a resource again where it replaces it."""
    say(f"warning: {words}")


def show_errors_as_sentences() -> None:
    """Has the stock host print our own errors as their one line instead of a traceback.

    The host formats every exception with `traceback.format_exc`; a stand-in for that module is put into the
    host's namespace. Where the host is another program, or has changed, nothing happens.
    """
    host = sys.modules.get("__main__")
    if hasattr(host, "DynamicResourceProviderServicer") and getattr(host, "traceback", None) is traceback:
        host.traceback = _Sentences()  # type: ignore[union-attr]


@cache
def end_with_the_engine() -> None:
    """Has this process end at once where the engine is gone, as after a `kill -9` of it.

    The stock host would live on: it would retry, send, and make what no state will ever hold, perhaps after the
    person has run `pulumi cancel` and `pulumi destroy`. The engine reads the host's standard output through a pipe,
    and that pipe breaks with it. Where the host is another program, or has changed, nothing happens.
    """
    watched = hasattr(select, "poll") and hasattr(sys.modules.get("__main__"), "DynamicResourceProviderServicer")
    if watched and stat.S_ISFIFO(os.fstat(1).st_mode):
        threading.Thread(target=_wait_for_the_end, name="end-with-the-engine", daemon=True).start()


def _wait_for_the_end() -> None:
    pipe = select.poll()
    # Asked for nothing, it tells of the other end's closing; the second is for systems that do not wake for that.
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
