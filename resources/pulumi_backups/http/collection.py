"""A cached list of remote objects: one request for all resources that read it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")

# Seconds. Maximum age of a cached list before a create reads it again: other people may have created objects since.
MAX_LIST_AGE = 300.0


class Collection(Generic[T]):
    """The objects of one collection by id: as last listed, with our own writes since.

    The first reader lists. Readers that come meanwhile wait for the same list, and get the same error. The cache lives
    as long as the provider's process, which is one operation of the engine.
    """

    def __init__(self, load: Callable[[], Iterable[T]], id_of: Callable[[T], str], now: Callable[[], float]) -> None:
        self._load = load
        self._id_of = id_of
        self._now = now
        self._lock = threading.Lock()
        self._listing: Future[None] | None = None
        self._listed_at = 0.0
        self._known: dict[str, T] = {}
        # All our writes; None is a deletion. A list that started before a write may miss it.
        self._writes: list[tuple[str, T | None]] = []

    def items(self, max_age: float = inf) -> list[T]:
        """All objects. Lists them if the cached list is missing or older than `max_age` seconds."""
        with self._lock:
            listing = self._listing
            if listing and listing.done() and self._now() - self._listed_at > max_age:
                listing = None
            is_first = listing is None
            if listing is None:
                listing = self._listing = Future()
        if is_first:
            try:
                self.reload()
            except BaseException as error:
                with self._lock:
                    self._listing = None
                listing.set_exception(error)
                raise
            listing.set_result(None)
        listing.result()
        with self._lock:
            return list(self._known.values())

    def reload(self) -> list[T]:
        """All objects, from a new list: for a lost response, and for an object that seems to be gone."""
        with self._lock:
            start = len(self._writes)
        began = self._now()
        listed = {self._id_of(item): item for item in self._load()}
        with self._lock:
            for number, (id, item) in enumerate(self._writes):
                # A list may be stale, so an object that we deleted stays out of every later list.
                if number >= start or item is None:
                    _enter(listed, id, item)
            self._known = listed
            self._listed_at = began
            return list(listed.values())

    def get(self, id: str) -> T | None:
        """One object by its id, or None if the list lacks it."""
        self.items()
        with self._lock:
            return self._known.get(id)

    def put(self, item: T) -> None:
        """Caches an object that we wrote or read."""
        self._write(self._id_of(item), item)

    def discard(self, id: str) -> None:
        """Removes an object that is gone."""
        self._write(id, None)

    def _write(self, id: str, item: T | None) -> None:
        with self._lock:
            self._writes.append((id, item))
            _enter(self._known, id, item)


def _enter(known: dict[str, T], id: str, item: T | None) -> None:
    if item is None:
        known.pop(id, None)
    else:
        known[id] = item
