"""What one run of Pulumi has asked about each resource so far, and what it means.

The engine's order for a declared resource is check, diff, and then create, update or nothing. If diff says that an
input replaces the object, or if a replacement trigger of the resource's options has changed, check is called again,
with no old inputs. So it is if a failed run has deleted the old object before it could create the new one.
`pulumi up --replace` and a tainted resource look like a new resource.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any


class Run:
    """The resources of one kind in one run, by URN. The host calls from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checks: Counter[str] = Counter()
        self._compared: set[str] = set()
        self._replaced: dict[str, str] = {}
        self._cascading: set[str] = set()
        self._inputs: dict[str, Mapping[str, Any]] = {}

    def checked(self, urn: str) -> bool:
        """Notes a check. Whether it is a second one, which only a replacement needs."""
        with self._lock:
            self._checks[urn] += 1
            return self._checks[urn] > 1

    def declares(self, urn: str) -> bool:
        """Whether the program declares the resource. A refresh also compares resources that it no longer declares."""
        with self._lock:
            return self._checks[urn] > 0

    def declare(self, urn: str, inputs: Mapping[str, Any]) -> None:
        """Notes the inputs that the last check of a resource returned."""
        with self._lock:
            self._inputs[urn] = inputs

    def inputs_of(self, urn: str) -> Mapping[str, Any]:
        """The inputs that the program declares for a resource."""
        with self._lock:
            return self._inputs[urn]

    def compared(self, urn: str) -> None:
        """Notes that a declared resource was compared, and that no input has changed that replaces it."""
        with self._lock:
            self._compared.add(urn)

    def replaces(self, urn: str, physical_id: str) -> None:
        """Notes that an input has changed that replaces the resource's object, `physical_id`."""
        with self._lock:
            self._compared.add(urn)
            self._replaced[urn] = physical_id

    def replaced_id(self, urn: str) -> str | None:
        """The object that is being replaced because an input has changed."""
        with self._lock:
            return self._replaced.get(urn)

    def replacing(self, physical_id: str) -> str | None:
        """The resource whose object is being replaced because an input has changed.

        The state of a resource that was renamed with an alias has the old URN until its next update.
        """
        with self._lock:
            return next((urn for urn, id in self._replaced.items() if id == physical_id), None)

    def uncompared(self) -> dict[str, Mapping[str, Any]]:
        """The inputs of the declared resources that were not compared: new ones, and those that a person replaces."""
        with self._lock:
            return {urn: inputs for urn, inputs in self._inputs.items() if urn not in self._compared}

    def cascades(self, physical_id: str) -> None:
        """Notes that Pulumi will delete an object before a resource that it depends on is replaced."""
        with self._lock:
            self._cascading.add(physical_id)

    def is_cascading(self, physical_id: str) -> bool:
        """Whether an object is deleted because of a resource that it depends on. Its own resource is declared later."""
        with self._lock:
            return physical_id in self._cascading

    def is_forced(self, urn: str) -> bool:
        """Whether the resource is being replaced, and its old object may still exist, although no input has changed.

        After a diff, Pulumi replaces a resource only because of an input, or because the old object is deleted.
        """
        with self._lock:
            return self._checks[urn] > 1 and urn not in self._compared
