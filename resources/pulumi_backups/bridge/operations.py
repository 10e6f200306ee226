"""What a resource file says about its object: how to create, read, update and delete it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from pulumi_backups.bridge.inputs import Output
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.settings import Settings, Vendor

I = TypeVar("I")  # noqa: E741 - the inputs model of the resource


@dataclass(frozen=True)
class RemoteState:
    """An object as the vendor returned it.

    id: the physical id.
    inputs: the inputs that the vendor returned, in any order and form; the others keep their declared values.
    outputs: the values that the vendor computed, by name.
    adopted: whether the object existed before and was adopted.
    """

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    adopted: bool = False


@dataclass(frozen=True)
class PriorState(Generic[I]):
    """An object as the state has it."""

    id: str
    inputs: I
    outputs: Mapping[str, Any]


class Operations(ABC, Generic[I]):
    """The four operations on one kind of object.

    An instance exists once something is sent. Check and diff need none.

    outputs: what the vendor computes, as it stands in the state.
    vendors_id: the output that holds the vendor's own id, if the physical id is something else: two objects can then
        have the same physical id, one after the other.
    owners: which resource has which object in this run.
    if_declared_twice: what to do if two resources of one program have the same identity.
    """

    vendor: ClassVar[Vendor]
    inputs: ClassVar[type]
    outputs: ClassVar[tuple[Output, ...]]
    vendors_id: ClassVar[str | None] = None
    owners: Owners
    if_declared_twice: ClassVar[str] = "Give one of them another name, or remove it."

    @abstractmethod
    def __init__(self, settings: Settings) -> None:
        """Connects to the vendor; raises BackupsError if a setting is missing."""

    def identity(self, _inputs: I) -> str | None:
        """The object's identity, in words, if there can be only one; a second resource with it is refused."""
        return None

    @abstractmethod
    def create(self, inputs: I) -> RemoteState:
        """Creates the object exactly once, or raises."""

    @abstractmethod
    def read(self, state: PriorState[I]) -> RemoteState | None:
        """Reads the object; None only if it is certain that it is gone."""

    @abstractmethod
    def update(self, state: PriorState[I], inputs: I) -> RemoteState:
        """Changes the object to `inputs`. Its physical id stays the same."""

    @abstractmethod
    def delete(self, state: PriorState[I]) -> None:
        """Deletes the object. An object that is already gone counts as deleted."""
