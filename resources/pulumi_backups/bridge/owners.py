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

    @property
    def replaced(self) -> AbstractSet[str]:
        """The ids that are being replaced by a change of what is declared."""
        return self._replaced

    def keep(self, id: str, *, adopts: bool) -> bool:
        """Whether the resource that has the id and is being deleted must leave the object to another one."""
        with self._lock:
            if id in self._adopted:
                return True
            compared = self._compared.get(id, set())
            if not self._reads[id]:
                # Without a refresh only what is declared is compared, and that is not what is being deleted.
                return id not in self._differing and (True in compared or (adopts and False in compared))
            others = self._reads[id] > 1 and (adopts or True in compared)
            if others:
                self._reads[id] -= 1
            return others
