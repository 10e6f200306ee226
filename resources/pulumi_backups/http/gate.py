"""The rate limit, shared by every thread that talks to one vendor with one credential."""

from __future__ import annotations

import threading


class Gate:
    """Holds requests back until a moment that the vendor has named."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opens_at = 0.0
        self._told = 0.0

    def close_until(self, moment: float) -> None:
        """Keeps everybody waiting until `moment`."""
        with self._lock:
            self._opens_at = max(self._opens_at, moment)

    def opens_at(self) -> float:
        """The moment from which requests may pass."""
        with self._lock:
            return self._opens_at

    def first_to_tell(self) -> bool:
        """Whether the caller is the first to wait for this moment, and so the one to say it."""
        with self._lock:
            first = self._told < self._opens_at
            self._told = self._opens_at
            return first
