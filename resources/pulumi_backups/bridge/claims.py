"""Which resource of one run claims which identity, so that no two resources create the same object."""

from __future__ import annotations

import threading


class Claims:
    """The identities that new resources of one run claim. The host calls from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claimed: dict[str, str] = {}

    def claim(self, identity: str, urn: str) -> str | None:
        """Reserves an identity. Returns the URN of another resource that has claimed it first, if there is one."""
        with self._lock:
            holder = self._claimed.setdefault(identity, urn)
            return None if holder == urn else holder

    def release(self, identity: str, urn: str) -> None:
        """Frees an identity: its object was not created, has another identity now, or is deleted."""
        with self._lock:
            if self._claimed.get(identity) == urn:
                del self._claimed[identity]
