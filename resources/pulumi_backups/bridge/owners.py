"""Which declared resource has which object in one run of Pulumi, so that no object is deleted under its owner.

Two entries of a state can have one object. For example, a resource gets another name in the program and adopts its
object, and the run fails before Pulumi deletes the old entry. The next run then deletes that entry, not the object.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pulumi_backups.bridge.journal import Journal


@dataclass(frozen=True)
class Names:
    """What an object is called.

    id: its physical id. own: the vendor's own ids, which mean the same in every account. A plan has one for each part.
    """

    id: str
    own: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.own | {self.id}


class Owners:
    """The owners of one kind of object in one run. The host calls from several threads. A resource is named by its URN.

    kind: the kind of object, if the processes of the run share a `journal`.
    """

    def __init__(self, kind: str = "", journal: Journal | None = None) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, Names] = {}
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        self._readers: dict[str, str] = {}
        self._recorded: dict[str, str] = {}
        self._deleted: set[str] = set()
        self._elsewhere: dict[str, frozenset[str]] = {}
        self._kind = kind
        self._journal = journal

    def assign(self, urn: str, names: Names) -> None:
        """A declared resource has this object, and no other one."""
        with self._lock:
            self._assign(urn, names)

    def take(self, urn: str, names: Names) -> bool:
        """A declared resource gets an existing object, beside what a plan has already. False if a plan deletes it."""
        with self._lock:
            if not self._deleted.isdisjoint(names.all):
                return False
            held = self._names.get(urn, names)
            self._assign(urn, Names(held.id, held.own | names.own))
            return True

    def release(self, urn: str) -> None:
        """A declared resource is being replaced: it has no object until its new one exists."""
        with self._lock:
            if urn in self._names:
                self._tell(urn, ())
            self._release(urn)

    def read_by(self, urn: str, names: Names) -> None:
        """A resource that is declared with the object's id reads it and does not manage it."""
        with self._lock:
            self._readers.update(dict.fromkeys(names.all, urn))
            self._tell(urn, names.own)

    def record(self, urn: str, names: Names) -> None:
        """A resource of the state has the object. A refresh reads it before the program declares anything."""
        with self._lock:
            self._recorded.update(dict.fromkeys(names.all, urn))

    def recorded_by(self, id: str, besides: str | None) -> str | None:
        """The resource of the state that has the object, as far as a refresh of this run has read it; not `besides`."""
        with self._lock:
            urn = self._recorded.get(id)
            return urn if urn != besides else None

    def object_of(self, urn: str) -> str | None:
        """The physical id of the object that a declared resource has in this run."""
        with self._lock:
            return self._names[urn].id if urn in self._names else None

    def owner_of(self, names: Iterable[str], besides: str | None = None) -> str | None:
        """The declared resource that has the object; not the one that asks, which is `besides`."""
        with self._lock:
            return self._owner_of(list(names), besides)

    def user_of(self, names: Iterable[str]) -> str | None:
        """The declared resource that has the object, or only reads it."""
        with self._lock:
            return self._user_of(list(names), None)

    def give_up(self, id: str, besides: str | None = None) -> str | None:
        """Notes that a plan deletes an object now, unless another declared resource uses it. Returns that resource."""
        with self._lock:
            user = self._user_of([id], besides)
            if user is None:
                self._deleted.add(id)
            return user

    def is_deleted(self, names: Names) -> bool:
        """Whether a plan has deleted the object in this run."""
        with self._lock:
            return not self._deleted.isdisjoint(names.own)

    def is_elsewhere(self, urn: str) -> bool:
        """Whether a resource has another provider now, in whose process it has an object."""
        with self._lock:
            return bool(self._told().get(urn))

    def _assign(self, urn: str, names: Names) -> None:
        self._release(urn)
        self._names[urn] = names
        for name in names.all:
            self._owners[name].add(urn)
        self._tell(urn, names.own)

    def _owner_of(self, names: list[str], besides: str | None) -> str | None:
        found = next((urn for name in names for urn in sorted(self._owners[name]) if urn != besides), None)
        return found or next(
            (urn for urn, theirs in self._told().items() if urn != besides and not theirs.isdisjoint(names)), None
        )

    def _user_of(self, names: list[str], besides: str | None) -> str | None:
        readers = (self._readers[name] for name in names if name in self._readers)
        return self._owner_of(names, besides) or next(readers, None)

    def _release(self, urn: str) -> None:
        if urn in self._names:
            for name in self._names.pop(urn).all:
                self._owners[name].discard(urn)

    def _tell(self, urn: str, own: Iterable[str]) -> None:
        """Tells the other processes."""
        if self._journal:
            self._journal.write(self._kind, urn, sorted(own))

    def _told(self) -> dict[str, frozenset[str]]:
        """The resources of other processes, and the ids of the object that each has."""
        for urn, names in self._journal.read(self._kind) if self._journal else ():
            self._elsewhere[urn] = frozenset(names)
        return self._elsewhere
