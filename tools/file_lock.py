"""Whose turn it is: one process at a time, and the next one says that it waits."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.terminal import Progress

SECONDS_BETWEEN_TRIES = 0.2


@contextmanager
def file_lock(lock_file: Path, whose: str) -> Iterator[None]:
    """Hold the lock for the block. The system frees it when its holders end, however they end.

    The programs that `run_long` starts hold it too: a build that outlives its killed parent still writes, and
    nobody may tidy up under its hands.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.set_inheritable(descriptor, True)
        if not _take(descriptor):
            progress = Progress(f"Waiting for {whose}")
            while not _take(descriptor):
                progress.show()
                time.sleep(SECONDS_BETWEEN_TRIES)
            progress.done()
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
