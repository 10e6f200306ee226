"""Shows what is being read: on a terminal only, and on standard error, because standard output is the program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows a line in place of the last one."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with Console(stderr=True).status("") as status:
        # As Text, because a name may look like rich's markup.
        yield lambda line: status.update(Text(line))
