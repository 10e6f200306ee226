"""A file in which the provider processes of one run tell each other which resource has which object.

Pulumi starts a process for each explicit provider. A resource may move from one provider to another and adopt its own
object. The process that then deletes the old entry of the state must know that the object has an owner.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pulumi_backups.errors import BackupsError

try:
    import fcntl
except ImportError:  # Windows. There the processes do not know of each other.
    fcntl = None  # type: ignore[assignment]

# Seconds.
DAY = 24 * 60 * 60.0


class Journal:
    """One process's access to the file. Each process appends lines of JSON, and reads those of the others.

    Each process holds a shared lock on the file for as long as it lives. So whoever gets an exclusive one is the first
    of a run, and the file is left over from a run that has ended.
    """

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        if _lock_is_free(self._file):
            os.ftruncate(self._file, 0)
        fcntl.flock(self._file, fcntl.LOCK_SH)
        self._process = os.urandom(4).hex()
        self._position = 0
        self._unfinished = b""
        self._unread: defaultdict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        # The host calls from several threads.
        self._lock = threading.Lock()

    @classmethod
    def of_this_run(cls) -> Journal | None:
        """The journal of the run to which this process belongs; None if the system has no place or lock for it.

        The engine passes its address to each of its provider processes. No other running engine has the same.
        """
        address = next((each for each in sys.argv[:0:-1] if re.fullmatch(r"[\w.:\[\]]+:\d+", each)), None)
        if fcntl is None or address is None:
            return None
        try:
            folder = Path(tempfile.gettempdir(), f"pulumi-backups-{os.getuid()}")
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                return None
            _remove_left_over(folder)
            return cls(folder / f"{re.sub(r'[^0-9a-zA-Z.]', '-', address)}.jsonl")
        except OSError:
            return None

    def write(self, kind: str, urn: str, names: Sequence[str]) -> None:
        """Adds an entry: a resource has the object of these names, or none. It is one write, which stays whole.

        Raises BackupsError if it cannot: another process could delete the object then.
        """
        line = json.dumps([self._process, kind, urn, names]).encode() + b"\n"
        try:
            if os.write(self._file, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise BackupsError(
                f"Could not write to {tempfile.gettempdir()}: {error.strerror}. The processes of a run tell each other "
                "there which resource has which object. Free space there, or set TMPDIR, and run Pulumi again."
            ) from error

    def read(self, kind: str) -> list[tuple[str, list[str]]]:
        """The entries that other processes have made for one kind of object since the last call: URN and names."""
        with self._lock:
            while chunk := os.pread(self._file, 1 << 20, self._position):
                self._position += len(chunk)
                *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
                for process, its_kind, urn, names in map(json.loads, lines):
                    if process != self._process:
                        self._unread[its_kind].append((urn, names))
            return self._unread.pop(kind, [])


def _lock_is_free(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _remove_left_over(folder: Path) -> None:
    """Removes the journals of runs that have ended. A young one may belong to a run that is just starting."""
    for left in folder.glob("*.jsonl"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < DAY:
                continue
            file = os.open(left, os.O_RDWR)
            try:
                if _lock_is_free(file):
                    left.unlink()
            finally:
                os.close(file)
