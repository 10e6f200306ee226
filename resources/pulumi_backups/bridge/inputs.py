"""How a resource declares its inputs and outputs. Each fact about a field is written once, beside its name.

    @inputs()
    class NightlyInputs:
        database: PathPart = argument("Name of the database.", replaces=True)
        retention_value: Annotated[int, Interval(1, 999)] = argument("How long a backup is kept.")

A model becomes a frozen dataclass when it is first used, so a program that only declares resources starts faster.
`check.py` validates values against the annotations. `make generate` writes the typed constructors and the
documentation from them.
"""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Literal, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from pulumi_backups.bridge.allowed import (
    Allowed,
    Expected,
    Interval,
    MinLen,
    Predicate,
    base_type,
    metadata_of,
    nested_model,
    without_none,
)
from pulumi_backups.bridge.violations import Violations, quoted_choices

T = TypeVar("T")

# The host calls from several threads.
_building = threading.Lock()


# A rule across fields. It names the fields as its parameters, and runs only when all of them are known.
Rule = Callable[..., Violations]


@dataclass(frozen=True)
class OnlyWhen:
    """An input is only valid when another input has one of these values; `required`: and must be given then."""

    other: str
    values: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Argument:
    """The facts about an input besides its type. `argument` explains the fields."""

    doc: str
    replaces: bool = False
    only_when: OnlyWhen | None = None
    setting: str | None = None
    derived: Callable[..., Any] | None = None
    default_words: str | None = None
    create_only: bool = False
    passive: bool = False
    resource_name: bool = False
    plain: bool = False
    hidden: bool = False
    ignore_unknown: bool = False


@dataclass(frozen=True)
class Field:
    """One input of a model. `hint` is its type without None: the default says whether it may be left out."""

    name: str
    hint: Any
    required: bool
    default: Any
    argument: Argument

    @cached_property
    def allowed(self) -> Allowed:
        """What the type allows."""
        return Allowed(self.hint)


@dataclass(frozen=True)
class Output:
    """A value that the vendor computes and that does not change by itself.

    kind: its type, as Pulumi reads it from state. It may be optional: `str | None`.
    repeats: the input whose value it repeats in another form. If that may be a secret, so is the output.
    """

    name: str
    kind: Any
    doc: str
    repeats: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether Pulumi shows the output to nobody."""
        return self.name.startswith("__")


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
    passive: bool = False,
    resource_name: bool = False,
    plain: bool = False,
    hidden: bool = False,
    ignore_unknown: bool = False,
) -> Any:
    """Declares an input.

    replaces: another value means another object, so a change replaces.
    only_when: the input is refused unless another input has certain values.
    setting: the vendor's setting that supplies the value if the program does not.
    derived: computes the default from other fields, which it names as its parameters.
    default_words: describes the default in documents, if its value does not.
    create_only: only create reads it. A later change does nothing.
    passive: a change of it alone is no change. An update for another reason reads it.
    resource_name: the default is the resource's name in the program.
    plain: the program itself needs the value, so it cannot be an Output.
    hidden: the program does not set it, and no document shows it.
    ignore_unknown: an unknown value is no change, although another one is.
    """
    if resource_name:
        default_words = "the resource's name"
    facts = Argument(
        doc,
        replaces,
        only_when,
        setting,
        derived,
        default_words,
        create_only,
        passive,
        resource_name,
        plain,
        hidden,
        ignore_unknown,
    )
    return dataclasses.field(default=default, metadata={"argument": facts})


@dataclass_transform(field_specifiers=(argument,), kw_only_default=True, frozen_default=True)
def inputs(*rules: Rule, arguments_of: str | None = None) -> Callable[[type[T]], type[T]]:
    """Makes a class an inputs model with `rules` across its fields.

    arguments_of: the resource class whose arguments type a nested model has in programs. Without it, the model has an
    arguments type of its own.
    """

    def mark(cls: type[T]) -> type[T]:
        cls.__rules__ = rules  # type: ignore[attr-defined]
        cls.__arguments_type__ = f"{arguments_of or cls.__name__}Args"  # type: ignore[attr-defined]
        return cls

    return mark


def rules_of(model: type) -> tuple[Rule, ...]:
    """The rules of an inputs model, after those of the models that it extends."""
    return tuple(rule for cls in reversed(model.__mro__) for rule in vars(cls).get("__rules__", ()))


@cache
def fields_of(model: type) -> tuple[Field, ...]:
    """The fields of an inputs model, in the order of their declaration."""
    _build_dataclass(model)
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


def _build_dataclass(model: type) -> None:
    """Turns a model into a dataclass on its first use, because that takes one or two milliseconds."""
    with _building:
        for cls in reversed(model.__mro__):
            if "__rules__" in vars(cls) and "__dataclass_fields__" not in vars(cls):
                dataclass(frozen=True, kw_only=True)(cls)


def load(model: type[T], values: Mapping[str, Any]) -> T:
    """The inputs in a state or a check result, as an instance of their model.

    Values are not checked again. Unknown names are ignored and missing fields get their defaults, so that a state
    of another version still loads.
    """
    known: dict[str, Any] = {}
    for field in fields_of(model):  # type: ignore[arg-type]
        value = values.get(field.name)
        nested = field.allowed.nested
        if nested and isinstance(value, list):
            value = tuple(load(nested, entry) for entry in value)
        elif nested and isinstance(value, Mapping) and field.allowed.origin is dict:
            value = {key: load(nested, entry) for key, entry in value.items()}
        elif nested and isinstance(value, Mapping):
            value = load(nested, value)
        known[field.name] = field.default if value is None else with_whole_numbers(value)
    return model(**known)


def plain(value: Any) -> Any:
    """Inputs as plain values in canonical form, without what is None."""
    if dataclasses.is_dataclass(value):
        return plain(vars(value))
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items() if entry is not None}
    return value


def with_whole_numbers(value: Any) -> Any:
    """The value with whole numbers as int: Pulumi passes every number as a float."""
    # First what most values are: the test for a mapping takes longer than all else.
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [with_whole_numbers(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: with_whole_numbers(entry) for key, entry in value.items()}
    return value


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
        entries = get_args(kind)[0]
        if any(isinstance(note, Interval) for note in metadata_of(entries)):
            amount = "one or more " if MinLen(1) in notes else ""
            return amount + expected(entries).replace("a whole number", "whole numbers")
        return f"a list of {'one or more, each ' if MinLen(1) in notes else ''}{expected(entries)}"
    if get_origin(kind) is dict:
        amount = "one or more" if MinLen(1) in notes else "any number of"
        return f"a mapping of {amount} names, each to {expected(get_args(kind)[1])}"
    if nested_model(kind):
        return "a mapping of " + ", ".join(field.name for field in fields_of(kind))
    return {str: "text", bool: "True or False", int: "a whole number"}[kind]


def _is_one_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def is_path_part(text: str) -> bool:
    """Whether a text is a name that a URL's path can hold."""
    return re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,254}", text) is not None


# A name in a URL's path. No vendor allows slashes, percent signs and the like in a name, and they would change where a
# request goes, as would `.` and `..`.
PathPart = Annotated[
    str,
    Predicate(is_path_part),
    Expected("a name of letters, digits, '-', '_' and '.', at most 255 of them"),
]

# A name that people read.
Name = Annotated[str, Predicate(_is_one_line), Expected("text on one line, not blank")]
