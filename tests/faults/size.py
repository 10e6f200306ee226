"""How much of the suite runs: a small part with every run of the tests, all of it where FAULTS=full is set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("FAULTS") == "full"


def sized(small: Sequence[T], full: Sequence[T]) -> Sequence[T]:
    """What is tried in this run."""
    return full if FULL else small
