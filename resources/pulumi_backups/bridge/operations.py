"""What a resource file says about its object: how to create, read, update and delete it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from pulumi_backups.bridge.inputs import Output
from pulumi_backups.bridge.owners import Names, Owners
from pulumi_backups.bridge.settings import Settings, Vendor
from pulumi_backups.bridge.urns import name_in

I = TypeVar("I")  # noqa: E741 - the inputs model of the resource


@dataclass(frozen=True)
class Declared(Generic[I]):
    """A resource as the program declares it.

    urn: its URN. inputs: its inputs, and `values`: the same as plain values in canonical form.
    replaces: whether a person makes Pulumi replace the resource, although no input changed that replaces it.
    replaced_id: the physical id of the object that is being replaced, because such an input changed.
    entry: the name of the entry, if a plan declares the object and not a resource of its own.
    """

    urn: str
    inputs: I
    values: Mapping[str, Any]
    replaces: bool = False
    replaced_id: str | None = None
    entry: str | None = None

    @property
    def name(self) -> str:
        """What the program calls it, in quotes, for messages."""
        return f"'{self.entry}'" if self.entry else name_in(self.urn)


@dataclass(frozen=True)
class Successor(Generic[I]):
    """The object that takes the place of another one: its physical id, and the inputs that the program declares."""

    id: str
    inputs: I


@dataclass(frozen=True)
class PriorState(Generic[I]):
    """A resource as the state has it.

    urn: its URN; None in a state of version 0.1.0.
    successor: if Pulumi deletes the object because the resource has a new one, the new one.
    deleted_first: whether Pulumi deletes the object before it creates the new one.
    moved: whether the resource has another provider now, so that its new object is not known here.
    """

    urn: str | None
    id: str
    inputs: I
    outputs: Mapping[str, Any]
    successor: Successor[I] | None = None
    deleted_first: bool = False
    moved: bool = False


@dataclass(frozen=True)
class RemoteState:
    """An object as the vendor returned it.

    id: the physical id.
    inputs: the inputs that the vendor returned, in any order and form; the others keep their declared values.
    outputs: the values that the vendor computed, by name.
    vendors_id: the vendor's own id, if the physical id is something else.
    parts: the vendor's ids of the objects that it consists of, if the resource is a plan.
    """

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    vendors_id: str | None = None
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> Names:
        """The ids of the object, for `Owners`."""
        return Names(self.id, frozenset(self.parts or (self.vendors_id or self.id,)))


class Operations(ABC, Generic[I]):
    """The four operations on one kind of object.

    An instance exists once something is sent. Check and diff need none.

    outputs: what the vendor computes, as the state records it.
    kind: the kind of object. Resources that manage the same objects have the same. The default is one of its own.
    vendors_id: the output that holds the vendor's own id, if the physical id is something else.
    has_parts: whether the resource is a plan, which has a vendor's id for each of its parts.
    if_declared_twice: what to do if two resources of one program have the same identity.
    """

    vendor: ClassVar[Vendor]
    inputs: ClassVar[type]
    outputs: ClassVar[tuple[Output, ...]]
    kind: ClassVar[str] = ""
    vendors_id: ClassVar[str | None] = None
    has_parts: ClassVar[bool] = False
    if_declared_twice: ClassVar[str] = "Give one of them another name, or remove it."

    @abstractmethod
    def __init__(self, settings: Settings, owners: Owners) -> None:
        """Connects to the vendor; raises BackupsError if a setting is missing.

        owners: which resource has which object in this run.
        """

    @classmethod
    def identity(cls, _inputs: I) -> str | None:
        """The object's identity, in words, if there can be only one; a second resource with it is refused."""
        return None

    @classmethod
    def identities(cls, inputs: I) -> frozenset[str]:
        """The identities of the object and of its parts."""
        identity = cls.identity(inputs)
        return frozenset() if identity is None else frozenset({identity})

    @classmethod
    def place(cls, _inputs: I) -> str | None:
        """Where the object is, if a plan can have all that is there."""
        return None

    @classmethod
    def deletes_others(cls, _inputs: I) -> bool:
        """Whether a plan deletes what others have at its place."""
        return False

    @classmethod
    def parts(cls, _state: Mapping[str, Any], _declared: Mapping[str, Any]) -> tuple[str, ...]:
        """The vendor's ids of the objects in a state that the resource consists of, without what is not declared."""
        return ()

    @classmethod
    def lacks_parts(cls, _state: Mapping[str, Any], _declared: Mapping[str, Any]) -> bool:
        """Whether an update is needed although no input differs: a declared part is not the resource's own yet."""
        return False

    @abstractmethod
    def create(self, declared: Declared[I]) -> RemoteState:
        """Creates the object exactly once, or raises."""

    @abstractmethod
    def read(self, prior: PriorState[I]) -> RemoteState | None:
        """Reads the object; None only if it is certain that it is gone."""

    @abstractmethod
    def update(self, prior: PriorState[I], declared: Declared[I]) -> RemoteState:
        """Changes the object to what is declared. Its physical id stays the same."""

    @abstractmethod
    def delete(self, prior: PriorState[I]) -> None:
        """Deletes the object. An object that is already gone counts as deleted."""
