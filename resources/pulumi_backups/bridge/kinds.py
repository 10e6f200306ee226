"""What the resources of one run claim, have and declare, shared by all providers of the same kind of object."""

from __future__ import annotations

import threading
from functools import cache

from pulumi_backups.bridge.claims import Claims
from pulumi_backups.bridge.journal import Journal
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.places import Places


class Kinds:
    """The claims, the owners and the places of each kind of object.

    journal: shares the owners with the other processes of the run.
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self._lock = threading.Lock()
        self._journal = journal
        self._known: dict[str, tuple[Claims, Owners, Places]] = {}

    def of(self, kind: str) -> tuple[Claims, Owners, Places]:
        with self._lock:
            if kind not in self._known:
                self._known[kind] = Claims(), Owners(kind, self._journal), Places()
            return self._known[kind]


@cache
def kinds_of_this_process() -> Kinds:
    return Kinds(Journal.of_this_run())
