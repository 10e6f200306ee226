"""Brings declared inputs into their one canonical form, or says what is wrong with each.

Canonical: defaults filled in, whole numbers whole, sets sorted, what is left out absent. `diff.py` compares only
such forms, so that exactly what changed shows as changed. What is not known yet, in a preview, is set aside: it
is neither wrong nor right, and a rule that needs it does not run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pulumi.output import UNKNOWN, Unknown

from pulumi_backups.bridge.inputs import (
    MAX_SHOWN,
    AsSet,
    Field,
    InputWarning,
    Interval,
    MinLen,
    OnlyWhen,
    Predicate,
    Violation,
    as_whole_numbers,
    base_type,
    expected,
    fields_of,
    metadata_of,
    nested_model,
    quoted_choices,
    rules_of,
)
from pulumi_backups.errors import one_line

Setting = Callable[[str], str | None]


@dataclass
class Checked:
    """Inputs in canonical form, what is wrong with them, and what may be."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Violation] = field(default_factory=list)
    warnings: list[InputWarning] = field(default_factory=list)


def check(model: type, declared: Mapping[str, Any], setting: Setting, missing_words: Callable[[str], str]) -> Checked:
    """Checks `declared` against an inputs model.

    setting: looks up the setting that stands in for an input left out.
    missing_words: what to say where neither is there.
    """
    checked = Checked()
    names = [known.name for known in fields_of(model)]
    for name in declared:
        if name not in names:
            checked.problems.append(
                Violation(one_line(name, MAX_SHOWN), f"is not an input; the inputs are {', '.join(names)}")
            )
    for known in fields_of(model):
        value = declared.get(known.name)
        if value is None and known.argument.setting:
            value = setting(known.argument.setting)
            if value is None:
                checked.problems.append(Violation(known.name, missing_words(known.argument.setting)))
                continue
        if value is None and known.required:
            checked.problems.append(Violation(known.name, f"is required: {expected(known.hint)}"))
            continue
        _check_field(known, known.default if value is None else value, checked)
    _derive_defaults(model, checked)
    _apply_rules(model, checked)
    return checked


def has_unknown(value: Any) -> bool:
    """Whether some part of a value is not known yet."""
    if isinstance(value, Mapping):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return isinstance(value, Unknown)


def _check_field(known: Field, value: Any, checked: Checked) -> None:
    if value is None:
        return
    problems: list[Violation] = []
    canonical = _canonical(known.hint, as_whole_numbers(value), known.name, problems, checked.warnings)
    checked.problems += problems
    if canonical != []:
        checked.values[known.name] = canonical


def _canonical(hint: Any, value: Any, path: str, problems: list[Violation], warnings: list[InputWarning]) -> Any:
    """The canonical form of one value; what is wrong with it goes into `problems`."""
    if isinstance(value, Unknown):
        return value
    kind, is_set = base_type(hint), AsSet() in metadata_of(hint)
    if is_set and not isinstance(value, list):
        value = [value]
    if get_origin(kind) is list and isinstance(value, list):
        entry_hint = get_args(kind)[0]
        entries = [
            _canonical(entry_hint, entry, f"{path}[{index}]", problems, warnings) for index, entry in enumerate(value)
        ]
        if is_set and not problems and not has_unknown(entries):
            entries = _sorted_once(entries)
        if all(len(entries) >= note.min_length for note in metadata_of(hint) if isinstance(note, MinLen)):
            return entries
    nested = nested_model(kind)
    if nested and isinstance(value, Mapping):
        inner = check(nested, value, lambda _: None, lambda _: "")
        problems += [replace(found, property=f"{path}.{found.property}") for found in inner.problems]
        warnings += [replace(found, property=f"{path}.{found.property}") for found in inner.warnings]
        return inner.values
    if nested or get_origin(kind) is list or not _is_valid(hint, value):
        problems.append(Violation(path, f"must be {expected(hint)}", value))
    return value


def _sorted_once(entries: list[Any]) -> list[Any]:
    if entries and isinstance(entries[0], Mapping):
        return sorted(entries, key=lambda entry: sorted((key, str(value)) for key, value in entry.items()))
    return sorted(set(entries))


def _is_valid(hint: Any, value: Any) -> bool:
    """Whether one value is of a type and within its limits; True is no whole number, and 1 is not True."""
    kind = base_type(hint)
    if get_origin(kind) is Literal:
        return isinstance(value, str) and value in get_args(kind)
    if type(value) is not kind:
        return False
    for note in metadata_of(hint):
        if isinstance(note, Interval) and not note.ge <= value <= note.le:
            return False
        if isinstance(note, Predicate) and not note.func(value):
            return False
    return True


@cache
def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _derive_defaults(model: type, checked: Checked) -> None:
    for known in fields_of(model):
        derive = known.argument.derived
        if derive is None or known.name in checked.values:
            continue
        arguments = {name: checked.values.get(name) for name in _parameters(derive)}
        value = UNKNOWN if has_unknown(arguments) else derive(**arguments)
        if value is not None:
            checked.values[known.name] = value


def _apply_rules(model: type, checked: Checked) -> None:
    wrong = {found.property.split(".")[0].split("[")[0] for found in checked.problems}

    def settled(names: tuple[str, ...]) -> dict[str, Any] | None:
        """The values of some fields; None where one is wrong, or not known yet."""
        values = {name: checked.values.get(name) for name in names}
        return values if wrong.isdisjoint(names) and not has_unknown(values) else None

    for known in fields_of(model):
        where = known.argument.only_when
        if where and (values := settled((known.name, where.other))):
            checked.problems += _check_only_when(known, where, values[known.name], values[where.other])
    for rule in rules_of(model):
        values = settled(_parameters(rule))
        for found in rule(**values) if values is not None else ():
            if isinstance(found, Violation):
                checked.problems.append(found)
            else:
                checked.warnings.append(found)


def _check_only_when(known: Field, where: OnlyWhen, value: Any, given: Any) -> Iterator[Violation]:
    """What is wrong with an input that means something only where another one, `given`, has certain values."""
    if given not in where.values and value is not None:
        reason = (
            f'means nothing where {where.other} is "{given}", only for {quoted_choices(where.values)}: leave it out'
        )
        yield Violation(known.name, reason)
    if given in where.values and where.required and value is None:
        yield Violation(known.name, f'is required where {where.other} is "{given}": {expected(known.hint)}')
