"""Asks several things at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

# Requests at the same time. A vendor's rate limit counts more than this for large accounts.
THREADS = 8


@contextmanager
def in_threads(ask: Callable[[A], B], each: Sequence[A]) -> Iterator[Iterator[tuple[A, B]]]:
    """Each thing with its answer, in order. After an interrupt, what is not asked yet is not asked any more."""
    pool = ThreadPoolExecutor(THREADS)
    # Pulumi keeps its settings in context variables, which threads do not share.
    contexts = [copy_context() for _ in each]
    try:
        yield zip(each, pool.map(lambda context, one: context.run(ask, one), contexts, each), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)
