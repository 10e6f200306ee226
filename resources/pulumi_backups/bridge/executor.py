"""How many calls Pulumi's host of dynamic providers serves at once.

The stock host has four threads, and no setting for more. Most calls only wait for a response, and three policies of a
database wait for one list, so that a single thread is left for all other databases. The engine sends as many calls at
once as `--parallel` allows, by default four for each core.

So `configure`, which the host calls before anything else, starts more threads. The host's executor is a local variable,
but each call runs in a thread of that executor, whose first frame refers to it. These names are private to Python. If
the host is another program, if it or Python has changed, or if the system allows no more threads or open files, the
host keeps what it has.
"""

from __future__ import annotations

import sys
from concurrent.futures import thread
from contextlib import suppress
from functools import cache
from types import FrameType
from typing import Any

from pulumi_backups.bridge.host import is_stock_host

THREADS = 64
# Each call opens three files for the host's event loop. Each of two accounts may have THREADS connections.
FILES = 5 * THREADS + 64


@cache
def serve_more_calls() -> None:
    """Gives the stock host THREADS threads instead of four."""
    executor = _executor_of_this_thread() if is_stock_host() else None
    if executor is None or not _may_open(FILES):
        return
    # The executor starts its threads under this lock.
    with suppress(AttributeError, TypeError, RuntimeError), executor._shutdown_lock:
        before, executor._max_workers = executor._max_workers, THREADS
        try:
            # They all start now. If the system refuses one later, the host stops answering. An idle thread makes one
            # of these calls start none.
            for _ in range(2 * THREADS):
                executor._adjust_thread_count()
        finally:
            executor._max_workers = max(before, len(executor._threads))


def _executor_of_this_thread() -> Any:
    """The executor that runs the current thread. None if there is none, or if Python has changed."""
    worker = getattr(getattr(thread, "_worker", None), "__code__", None)
    frame: FrameType | None = sys._getframe()
    while frame and frame.f_code is not worker:
        frame = frame.f_back
    reference = frame.f_locals.get("executor_reference") if frame else None
    return reference() if callable(reference) else None


def _may_open(files: int) -> bool:
    """Whether this process may open so many files. Raises its soft limit if necessary: on macOS it is 256."""
    try:
        import resource
    except ImportError:  # Windows. It has no such limit.
        return True
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < files:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
        except (OSError, ValueError):
            return False
    return True
