"""What the type of an input allows: the marks in its annotation, and the annotation taken apart.

RetentionTime = Annotated[int, Interval(1, 90)]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

# The next three have the names and fields of annotated-types, which pydantic users know. Importing that package would
# cost a program's start more than these lines do.


@dataclass(frozen=True)
class Interval:
    """Allows whole numbers from `ge` to `le`, both included."""

    ge: int
    le: int


@dataclass(frozen=True)
class MinLen:
    """Allows lists and mappings of at least this many entries."""

    min_length: int


@dataclass(frozen=True)
class Predicate:
    """Allows text for which `func` is true. Describe that text with Expected."""

    func: Callable[[str], bool]


@dataclass(frozen=True)
class Expected:
    """Describes what a type allows, if the type itself does not say it."""

    words: str


@dataclass(frozen=True)
class AsSet:
    """Marks a list as a set: its canonical form is sorted, and a single value is accepted for a list of one.

    key: what to sort by, as for `sorted`.
    """

    key: Callable[[Any], Any] | None = None


class Allowed:
    """What an annotation allows. It is taken apart once, because each resource is checked and `typing` is slow.

    kind: the type inside `Annotated`. origin: `list` of `list[int]`. notes: the marks inside `Annotated`.
    as_set: the mark of a list that is a set. nested: the inputs model that it holds, by itself, in a list, or by names.
    hint: the annotation itself, for `expected`.
    """

    def __init__(self, annotation: Any) -> None:
        self.hint = annotation
        self.kind = base_type(annotation)
        self.origin = get_origin(self.kind)
        self.notes = metadata_of(annotation)
        self.as_set = set_of(annotation)
        self.nested = nested_model(self.kind)
        self._arguments = get_args(self.kind)
        self._is_union = self.origin in (Union, UnionType)

    @cached_property
    def parts(self) -> tuple[Allowed, ...]:
        """The entries of a list, the names and values of a mapping, or the choices of a union."""
        return tuple(map(Allowed, self._arguments))

    def has_type(self, value: Any) -> bool:
        """Whether a value has the type. True is not a whole number, and 1 is not True."""
        if self._is_union:
            return any(choice.has_type(value) for choice in self.parts)
        if self.origin is Literal:
            return isinstance(value, str)
        return type(value) is self.kind

    def is_within_limits(self, value: Any) -> bool:
        """Whether a value of the type is allowed."""
        if self._is_union:
            return any(choice.has_type(value) and choice.is_within_limits(value) for choice in self.parts)
        if self.origin is Literal and value not in self._arguments:
            return False
        for note in self.notes:
            if isinstance(note, Interval) and not note.ge <= value <= note.le:
                return False
            if isinstance(note, Predicate) and not note.func(value):
                return False
        return True

    def is_long_enough(self, value: list[Any] | Mapping[str, Any]) -> bool:
        """Whether a list or mapping has enough entries."""
        return all(len(value) >= note.min_length for note in self.notes if isinstance(note, MinLen))


def without_none(hint: Any) -> Any:
    """`int | None` → `int`."""
    if get_origin(hint) in (Union, UnionType):
        present = [entry for entry in get_args(hint) if entry is not type(None)]
        if len(present) == 1:
            return present[0]
    return hint


def base_type(hint: Any) -> Any:
    """The type inside `Annotated`."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def metadata_of(hint: Any) -> tuple[Any, ...]:
    """The annotations inside `Annotated`."""
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def set_of(hint: Any) -> AsSet | None:
    """The mark of a list that is a set."""
    return next((note for note in metadata_of(hint) if isinstance(note, AsSet)), None)


def nested_model(hint: Any) -> type | None:
    """The inputs model that a field holds, by itself, in a list, or by names."""
    kind = base_type(hint)
    if get_origin(kind) in (list, tuple, dict):
        kind = base_type(get_args(kind)[-1])
    return kind if isinstance(kind, type) and hasattr(kind, "__rules__") else None
