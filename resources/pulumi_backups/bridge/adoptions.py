"""Who has an object that was adopted, so that the resource which had it before does not delete it.

Where a resource is renamed without an alias and its successor adopts, Pulumi deletes the old one last, and after a
failure in a later run. The stock host does not say for which resource it calls, so what is known of a run is which ids
were read, compared and adopted in it.
"""

from __future__ import annotations

from collections import Counter


class Adoptions:
    """The ids of one kind of resource in one run of Pulumi."""

    def __init__(self) -> None:
        self._now: set[str] = set()
        # Ids that resources of this run have from an earlier one, and whether they adopt.
        self._before: dict[str, bool] = {}
        self._reads: Counter[str] = Counter()

    def read(self, id: str) -> None:
        """A refresh reads a resource; it compares it then, even one that the program no longer declares."""
        self._reads[id] += 1

    def compared(self, id: str, *, adopts: bool, replacing: bool) -> None:
        """A resource that has the id is compared with what is declared."""
        if replacing:
            self._before.pop(id, None)
        else:
            self._before[id] = adopts or self._before.get(id, False)

    def adopted(self, id: str) -> bool:
        """A new resource has adopted it. False where it is certain that another declared one has it as well."""
        self._now.add(id)
        return self._reads[id] > 0 or id not in self._before

    def keep(self, id: str, *, adopts: bool) -> bool:
        """Whether the resource that has the id and is being deleted must leave the object to another one.

        After a refresh that read only one resource of the id, the comparison may have been its own.
        """
        others = self._before.get(id, False) and (not adopts or self._reads[id] != 1)
        if others:
            self._reads[id] -= 1
        return others or id in self._now
