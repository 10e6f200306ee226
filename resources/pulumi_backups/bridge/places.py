"""What the declared resources of one run have at each place, such as a database, so that no plan deletes any of it."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """What a resource declares of a place.

    identities: of what it has or reads there. deletes_others: whether it is a plan that deletes what others have.
    """

    identities: frozenset[str]
    deletes_others: bool = False

    def deletes(self, other: Share) -> bool:
        return self.deletes_others and not other.identities <= self.identities


class Places:
    """The shares of one kind of object in one run, by place and URN. The host calls from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shares: defaultdict[str, dict[str, Share]] = defaultdict(dict)

    def declare(self, place: str, urn: str, share: Share) -> tuple[str, str] | None:
        """Notes a resource. Returns a plan, and a resource whose object the plan would delete, if it is one of them."""
        with self._lock:
            there = self._shares[place]
            there[urn] = share
            pairs = [pair for other in there if other != urn for pair in ((urn, other), (other, urn))]
            return next(((plan, other) for plan, other in pairs if there[plan].deletes(there[other])), None)
