"""What a resource file says of its remote object: how to create, read, update and delete it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.settings import Settings, Vendor

I = TypeVar("I")  # noqa: E741 - the inputs model of the resource


@dataclass(frozen=True)
class RemoteState:
    """A remote object as the vendor shows it.

    id: the physical id.
    inputs: the inputs that the vendor shows, in canonical form; others keep what was declared.
    outputs: what the server computed and what does not move by itself.
    adopted: it was there already, and was taken over.
    """

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    adopted: bool = False


@dataclass(frozen=True)
class PriorState(Generic[I]):
    """A remote object as the state has it."""

    id: str
    inputs: I
    outputs: Mapping[str, Any]


class Operations(ABC, Generic[I]):
    """The four operations on one kind of remote object.

    An instance is made when something is first sent, never to check or to compare.

    outputs: the names of what the server computes, as they stand in the state.
    vendors_id: the output that holds the vendor's own id, where the physical id is another, which two objects may have
        one after the other.
    owners: who has what in this run.
    if_declared_twice: what to do where two resources of one program have one identity.
    """

    vendor: ClassVar[Vendor]
    inputs: ClassVar[type]
    outputs: ClassVar[tuple[str, ...]]
    vendors_id: ClassVar[str | None] = None
    owners: Owners
    if_declared_twice: ClassVar[str] = "Give one of them another name, or remove it."

    @abstractmethod
    def __init__(self, settings: Settings) -> None:
        """Connects to the vendor; raises BackupsError where a setting is missing."""

    def identity(self, _inputs: I) -> str | None:
        """What the object is, in words, where there may be one such; two resources of one program are refused it."""
        return None

    @abstractmethod
    def create(self, inputs: I) -> RemoteState:
        """Makes the object, exactly once, or raises."""

    @abstractmethod
    def read(self, state: PriorState[I]) -> RemoteState | None:
        """The object as it is now; None only where it is certain that it is gone."""

    @abstractmethod
    def update(self, state: PriorState[I], inputs: I) -> RemoteState:
        """Brings the object to `inputs`; its id stays."""

    @abstractmethod
    def delete(self, state: PriorState[I]) -> None:
        """Deletes the object; what is gone already counts as deleted."""
