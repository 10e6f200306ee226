"""Imports a package without a part of it that nobody needs here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(module: str) -> Iterator[None]:
    """Makes each import of a module fail in the block, as if it was not installed, unless it is loaded already."""
    if module in sys.modules:
        yield
        return
    # So Python marks a module that must not be imported.
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
