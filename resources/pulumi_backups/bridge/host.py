"""What is particular to the process in which Pulumi runs dynamic providers."""

from __future__ import annotations

import sys
import traceback
from functools import cache
from typing import Any

from pulumi_backups.errors import BackupsError


def say(line: str) -> None:
    """Shows a line to the person at the terminal. The host offers no way to attach it to a resource."""
    print(line, file=sys.stderr, flush=True)


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


class _Sentences:
    def format_exc(self, *args: Any, **kwargs: Any) -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, BackupsError) else traceback.format_exc(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)
