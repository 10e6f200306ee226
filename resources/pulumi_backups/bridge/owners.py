"""Which objects the resources of one run have, so that none is deleted that another resource has as well.

Two resources may have one object: where one is renamed without an alias and its successor adopts, Pulumi deletes the
old one last, and after a failure in a later run. The stock host does not say for which resource it calls, so all that
is known of a run is which ids were read, compared, updated and adopted in it.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet


class Owners:
    """The ids of one kind of resource in one run of Pulumi; its host calls from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._adopted: set[str] = set()
        self._replaced: frozenset[str] = frozenset()
        # Whether those who have an id adopt; of resources that stay as they are or are updated.
        self._compared: defaultdict[str, set[bool]] = defaultdict(set)
        # Found to differ, and not updated yet: the engine may have chosen to replace it (replace_on_changes).
        self._differing: set[str] = set()
        self._reads: Counter[str] = Counter()
        self._claimed: set[str] = set()
        # The ids of resources, each with the vendor's own id of the object that the resource has.
        self._having: set[tuple[str, str]] = set()

    def claim(self, identity: str) -> bool:
        """Reserves an identity for one new resource. False where another one of this run has taken it already."""
        with self._lock:
            fresh = identity not in self._claimed
            self._claimed.add(identity)
            return fresh

    def release(self, identity: str) -> None:
        """Gives an identity back: its object was not made, has another one now, or is deleted."""
        with self._lock:
            self._claimed.discard(identity)

    def read(self, id: str) -> None:
        """A refresh reads each resource of the state once, and compares it, also one that is declared no longer."""
        with self._lock:
            self._reads[id] += 1

    def compared(self, id: str, *, adopts: bool, differs: bool, replacing: bool) -> None:
        """A resource that has the id is compared with what is declared."""
        with self._lock:
            if replacing:
                self._replaced |= {id}
            else:
                self._compared[id].add(adopts)
                if differs:
                    self._differing.add(id)

    def updating(self, id: str) -> None:
        """A resource that has the id is updated in place."""
        with self._lock:
            self._differing.discard(id)

    def adopted(self, id: str) -> bool:
        """A new resource has adopted it. False where it is certain that another declared one has it as well."""
        with self._lock:
            self._adopted.add(id)
            return bool(self._reads[id]) or id not in self._compared or id in self._differing

    def has(self, id: str, vendors_id: str) -> None:
        """A resource that is made, updated, or compared and not replaced, has the object of this id of the vendor's."""
        with self._lock:
            self._having.add((id, vendors_id))

    def another_has(self, vendors_id: str, id: str, recorded: str | None) -> bool:
        """Whether another resource has an object that one that is being deleted would delete as its own.

        id, recorded: the physical id of the one that is being deleted, and the vendor's id that its state holds.
        """
        with self._lock:
            others = {(each, object) for each, object in self._having if (each, object) != (id, recorded)}
            found = any(object == vendors_id for _, object in others)
            if found:
                # The last of two is to be deleted.
                self._having = others
            return found

    @property
    def replaced(self) -> AbstractSet[str]:
        """The ids that are being replaced by a change of what is declared."""
        return self._replaced

    def keep(self, id: str, *, adopts: bool, shared: bool) -> bool:
        """Whether the resource that has the id and is being deleted must leave the object to another one.

        shared: the id is not the vendor's, so that two resources may have it though none adopts: one of them was made
        in the other's place, in a run that did not end.
        """
        with self._lock:
            if id in self._adopted:
                return True
            compared = self._compared.get(id, set())
            if not self._reads[id]:
                # Without a refresh only what is declared is compared, and that is not what is being deleted.
                return id not in self._differing and (True in compared or (adopts and False in compared))
            others = self._reads[id] > 1 and (shared or adopts or True in compared)
            if others:
                self._reads[id] -= 1
            return others
