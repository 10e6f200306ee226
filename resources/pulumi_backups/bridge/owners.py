"""Which declared resource has which object in one run of Pulumi, so that no object is deleted under its owner.

Two entries of a state can have one object. For example, a resource gets another name in the program and adopts its
object, and the run fails before Pulumi deletes the old entry. The next run then deletes that entry, not the object.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable

from pulumi_backups.bridge.journal import Journal


class Owners:
    """The owners of one kind of object in one run. The host calls from several threads.

    An object has one or more names: its physical id, and the vendor's own ids if they are others. A resource is named
    by its URN.

    kind: the kind of object, if the processes of the run share a `journal`.
    """

    def __init__(self, kind: str = "", journal: Journal | None = None) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        self._readers: dict[str, str] = {}
        self._elsewhere: dict[str, frozenset[str]] = {}
        self._kind = kind
        self._journal = journal

    def assign(self, urn: str, names: tuple[str, ...]) -> None:
        """A declared resource has this object, and no other one. The first name is the physical id."""
        with self._lock:
            self._release(urn)
            self._ids[urn] = names[0]
            self._names[urn] = frozenset(names)
            for name in self._names[urn]:
                self._owners[name].add(urn)
            self._tell(urn, names)

    def release(self, urn: str) -> None:
        """A declared resource is being replaced: it has no object until its new one exists."""
        with self._lock:
            if urn in self._names:
                self._tell(urn, ())
            self._release(urn)

    def read_by(self, urn: str, names: tuple[str, ...]) -> None:
        """A resource that is declared with the object's id reads it and does not manage it."""
        with self._lock:
            self._readers.update(dict.fromkeys(names, urn))
            self._tell(urn, names)

    def object_of(self, urn: str) -> str | None:
        """The physical id of the object that a declared resource has in this run."""
        with self._lock:
            return self._ids.get(urn)

    def owner_of(self, names: Iterable[str], besides: str | None = None) -> str | None:
        """The declared resource that has the object; not the one that asks, which is `besides`."""
        names = list(names)
        with self._lock:
            found = next((urn for name in names for urn in sorted(self._owners[name]) if urn != besides), None)
            return found or next(
                (urn for urn, theirs in self._told().items() if urn != besides and not theirs.isdisjoint(names)), None
            )

    def user_of(self, names: Iterable[str], besides: str | None = None) -> str | None:
        """The declared resource that has the object, or only reads it; not the one that asks, which is `besides`."""
        names = list(names)
        with self._lock:
            readers = self._readers.copy()
        return self.owner_of(names, besides) or next((readers[name] for name in names if name in readers), None)

    def is_elsewhere(self, urn: str) -> bool:
        """Whether a resource has another provider now, in whose process it has an object."""
        with self._lock:
            return bool(self._told().get(urn))

    def _release(self, urn: str) -> None:
        self._ids.pop(urn, None)
        for name in self._names.pop(urn, ()):
            self._owners[name].discard(urn)

    def _tell(self, urn: str, names: tuple[str, ...]) -> None:
        """Tells the other processes. Only the vendor's own ids mean the same object in every account."""
        if self._journal:
            self._journal.write(self._kind, urn, names[1:] or names)

    def _told(self) -> dict[str, frozenset[str]]:
        """The resources of other processes, and the ids of the object that each has."""
        for urn, names in self._journal.read(self._kind) if self._journal else ():
            self._elsewhere[urn] = frozenset(names)
        return self._elsewhere
