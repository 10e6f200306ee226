"""What a vendor's folder says for the audit: what its resources promise, and where their backups are.

Each vendor's `proof.py` has a `PROOF`. The command `audit` knows nothing else of a vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pulumi_backups.bridge import Settings, Vendor
from pulumi_backups.errors import BackupsError
from pulumi_backups.proof.declared import Declared
from pulumi_backups.proof.finding import Finding
from pulumi_backups.proof.judge import Case
from pulumi_backups.proof.promises import Subject


class Place(NamedTuple):
    """A database, add-on or volume.

    name: as people read it, from the outside to its own name: "acme/storefront".
    parts: what the vendor finds it by.
    """

    name: str
    parts: tuple[str, ...]


# A case that is yet to be judged, or a finding that needs no evidence.
Seen = Case | Finding
T = TypeVar("T")


@dataclass(frozen=True)
class Widening:
    """An option that widens the audit to what nobody declares. Its value names what owns places: an organization.

    places: all places that it owns. Raises BackupsError.
    look: what is wrong with a place that no resource of the stack is about. Its errors are findings.
    most_parts: of the value, with slashes between them: 2 for TEAM/PROJECT.
    """

    option: str
    help: str
    places: Callable[[Settings, str], list[Place]]
    look: Callable[[Settings, Place], list[Finding]]
    most_parts: int = 1


@dataclass(frozen=True)
class Proof:
    """What the audit can ask of a vendor.

    kinds: the resources that promise backups, by the name of their class, and what they are called.
    place_of: what a resource is about. Raises BackupsError.
    look: what the resources of one place promise, and what the vendor shows of it. Its errors are findings.
    widening: how to look for what nobody declares.
    """

    account: Vendor
    kinds: Mapping[str, str]
    place_of: Callable[[Declared], Place]
    look: Callable[[Settings, Place, Sequence[Declared]], list[Seen]]
    widening: Widening

    def subject(self, declared: Declared, place: Place) -> Subject:
        """What a line about a whole resource is about."""
        return Subject(
            self.account.key,
            self.account.title,
            place.name,
            self.kinds[declared.kind],
            declared.name,
            resource=declared.name,
            urn=declared.urn,
        )


class Once(Generic[T]):
    """A request whose answer, or error, serves all who ask. For one thread."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._answer: Future[T] = Future()

    def __call__(self) -> T:
        if not self._answer.done():
            try:
                self._answer.set_result(self._ask())
            except BackupsError as error:
                self._answer.set_exception(error)
        return self._answer.result()
