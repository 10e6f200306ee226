"""The size of the fault suite: a small part by default, all of it with FAULTS=full."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("FAULTS") == "full"


def sized(small: Sequence[T], full: Sequence[T]) -> Sequence[T]:
    """The cases of this run."""
    return full if FULL else small
