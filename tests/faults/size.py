"""The size of the suites of faults and of the engine: a part by default, all of it with FAULTS=full."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

FULL = os.environ.get("FAULTS") == "full"

# For what takes long on the real engine, is no snippet of a document, and is held in each run by the random lives, by
# tests without the engine, or by another sequence on it.
at_full_size = pytest.mark.skipif(not FULL, reason="it runs in make test-faults")


def sized(small: Sequence[T], full: Sequence[T]) -> Sequence[T]:
    """The cases of this run."""
    return full if FULL else small
