"""How a resource declares its inputs: a field's type, limits, default and effect stand once, beside its name.

    @inputs()
    class Nightly:
        database: PathPart = argument("Name of the database.", replaces=True)
        retention_value: Annotated[int, Between(1, 999)] = argument("How long a backup is kept.")

The class becomes an ordinary frozen dataclass: neither a program that declares resources nor the process that previews
them loads a library for it. `check.py` holds values to the annotations, and the README's tables are made from them.
"""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pulumi_backups.errors import one_line

T = TypeVar("T")

# Characters of somebody else's that a message about an input can bear.
MAX_SHOWN = 40
# The input by which a resource takes over an object that is there already.
ADOPT = "adopt"
# The host calls from several threads.
_making = threading.Lock()


# The next three have the names and fields of annotated-types, which pydantic users know. Importing that package would
# cost a program's start more than these lines do.


@dataclass(frozen=True)
class Interval:
    """Allows whole numbers from `ge` to `le`, both included."""

    ge: int
    le: int


@dataclass(frozen=True)
class MinLen:
    """Allows lists of at least this many entries."""

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
    """Marks a list as a set: its canonical form is sorted, and a single value may stand for a list of one."""


@dataclass(frozen=True)
class Violation:
    """Why a property is refused, in words that say what would be right, and the value where one value is wrong."""

    property: str
    words: str
    value: Any = None

    def reason(self) -> str:
        """The words; with the value where Pulumi does not show it, which is inside of a property."""
        if self.value is None or not any(mark in self.property for mark in ".["):
            return self.words
        return f"{self.words}, not {one_line(repr(self.value), MAX_SHOWN)}"


@dataclass(frozen=True)
class InputWarning:
    """Something that the vendor may refuse: its documents disagree. It is said, and the work goes on."""

    property: str
    words: str


Violations = Iterator[Violation | InputWarning]
# A rule names, as its parameters, the fields that it looks at; it runs only where all of them are known.
Rule = Callable[..., Violations]


@dataclass(frozen=True)
class OnlyWhen:
    """Where an input means something: where another one has one of these values. There it is required, or may be."""

    other: str
    values: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Argument:
    """What is true of an input besides its type."""

    doc: str
    replaces: bool = False
    only_when: OnlyWhen | None = None
    setting: str | None = None
    derived: Callable[..., Any] | None = None
    default_words: str | None = None
    create_only: bool = False


@dataclass(frozen=True)
class Field:
    """One input, as the machinery sees it. `hint` is its type without the None that says "may be left out"."""

    name: str
    hint: Any
    required: bool
    default: Any
    argument: Argument


def argument(
    doc: str,
    *,
    default: Any = dataclasses.MISSING,
    replaces: bool = False,
    only_when: OnlyWhen | None = None,
    setting: str | None = None,
    derived: Callable[..., Any] | None = None,
    default_words: str | None = None,
    create_only: bool = False,
) -> Any:
    """Declares a field.

    replaces: a change means another object, not a change of this one.
    only_where: it means nothing elsewhere, and is refused there.
    setting: where the input is left out, this setting of the vendor stands in.
    derived: computes the default from other fields, which it names as its parameters.
    default_words: what the documents say of the default, where its value does not say it.
    only_at_creation: tells how to create; changing it afterwards changes nothing.
    """
    facts = Argument(doc, replaces, only_when, setting, derived, default_words, create_only)
    return dataclasses.field(default=default, metadata={"argument": facts})


def adoption(doc: str) -> Any:
    """Declares the input by which a resource takes over an object that is there already: `adopt: bool | None`."""
    return argument(doc, default=None, default_words="false", create_only=True)


@dataclass_transform(field_specifiers=(argument, adoption), kw_only_default=True, frozen_default=True)
def inputs(*rules: Rule) -> Callable[[type[T]], type[T]]:
    """Makes a class an inputs model, held to `rules` across its fields."""

    def mark(cls: type[T]) -> type[T]:
        cls.__rules__ = rules  # type: ignore[attr-defined]
        return cls

    return mark


def _make(model: type) -> None:
    """Makes a dataclass of a model that is first asked about.

    A program that declares resources asks about none, and the making takes a millisecond or two for each.
    """
    with _making:
        for cls in reversed(model.__mro__):
            if "__rules__" in vars(cls) and "__dataclass_fields__" not in vars(cls):
                dataclass(frozen=True, kw_only=True)(cls)


def rules_of(model: type) -> tuple[Rule, ...]:
    """The rules across fields of an inputs model, after those of the models that it extends."""
    return tuple(rule for cls in reversed(model.__mro__) for rule in vars(cls).get("__rules__", ()))


@cache
def fields_of(model: type) -> tuple[Field, ...]:
    """The fields of an inputs model, in the order in which they are declared."""
    _make(model)
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        Field(
            field.name,
            without_none(hints[field.name]),
            field.default is dataclasses.MISSING,
            None if field.default is dataclasses.MISSING else field.default,
            field.metadata["argument"],
        )
        for field in dataclasses.fields(model)
    )


def load(model: type[T], values: Mapping[str, Any]) -> T:
    """The inputs that a state or a check holds, as an instance of their model.

    Values are taken as they are: what stands in a state was checked when it was written. Names that the model
    does not know are passed over, and fields that the state lacks take their defaults, so that a state of
    another version still loads.
    """
    known: dict[str, Any] = {}
    for field in fields_of(model):  # type: ignore[arg-type]
        value = values.get(field.name)
        nested = nested_model(field.hint)
        if nested and isinstance(value, list):
            value = tuple(load(nested, entry) for entry in value)
        elif nested and isinstance(value, Mapping):
            value = load(nested, value)
        known[field.name] = field.default if value is None else as_whole_numbers(value)
    return model(**known)


def as_whole_numbers(value: Any) -> Any:
    """Whole numbers as int: Pulumi hands every number over as a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [as_whole_numbers(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: as_whole_numbers(entry) for key, entry in value.items()}
    return value


def without_none(hint: Any) -> Any:
    """`int | None` → `int`: whether a field may be left out is its default's to say."""
    if get_origin(hint) in (Union, UnionType):
        present = [entry for entry in get_args(hint) if entry is not type(None)]
        if len(present) == 1:
            return present[0]
    return hint


def base_type(hint: Any) -> Any:
    """The type under its annotations."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def metadata_of(hint: Any) -> tuple[Any, ...]:
    """What an `Annotated` type carries."""
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def nested_model(hint: Any) -> type | None:
    """The inputs model that a field holds, by itself or as the entries of its list."""
    kind = base_type(hint)
    if get_origin(kind) in (list, tuple):
        kind = base_type(get_args(kind)[0])
    return kind if isinstance(kind, type) and hasattr(kind, "__rules__") else None


def expected(hint: Any) -> str:
    """What a type allows, in words: `a whole number from 1 to 999`."""
    notes = metadata_of(hint)
    kind = base_type(hint)
    for note in notes:
        if isinstance(note, Expected):
            return note.words
    for note in notes:
        if isinstance(note, Interval):
            return f"a whole number from {note.ge} to {note.le}"
    if get_origin(kind) is Literal:
        return quoted_choices(get_args(kind))
    if get_origin(kind) in (list, tuple):
        return f"a list of {expected(get_args(kind)[0])}"
    if nested_model(kind):
        return "a mapping of " + ", ".join(field.name for field in fields_of(kind))
    return {str: "text", bool: "True or False", int: "a whole number"}[kind]


def quoted_choices(choices: tuple[str, ...]) -> str:
    """Some words to choose from, in words: `"hour", "day" or "week"`."""
    *first, last = (f'"{choice}"' for choice in choices)
    return f"{', '.join(first)} or {last}" if first else last


def _one_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def _path_part(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,254}", text) is not None


# A name that stands in the path of a URL. Slashes, percent signs and the like can be in no name of the vendors,
# and would lead a request elsewhere; `.` and `..` mean another path.
PathPart = Annotated[
    str,
    Predicate(_path_part),
    Expected("a name of letters, digits, '-', '_' and '.', at most 255 of them"),
]

# A name that people read.
Name = Annotated[str, Predicate(_one_line), Expected("text on one line, not blank")]
