"""A lock on a file: one process holds it, and the others say that they wait."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.terminal import Progress

SECONDS_BETWEEN_ATTEMPTS = 0.2


@contextmanager
def file_lock(path: Path, *, waiting_for: str) -> Iterator[None]:
    """Hold the lock during the block. The system releases it when its last holder ends, even by a kill.

    The programs that `run_long` starts inherit the lock. A build may outlive its killed parent and still write, and
    no other command may clean up during that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.set_inheritable(descriptor, True)
        if not _acquire(descriptor):
            progress = Progress(f"Waiting for {waiting_for}")
            while not _acquire(descriptor):
                progress.show()
                time.sleep(SECONDS_BETWEEN_ATTEMPTS)
            progress.done()
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
