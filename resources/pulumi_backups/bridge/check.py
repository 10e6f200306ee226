"""Brings inputs into their canonical form and reports what is wrong with each.

In canonical form, defaults are filled in, whole numbers are integers, sets are sorted, and missing values are absent.
`diff.py` compares only such forms, so that it shows exactly what changed. A value that is unknown in a preview is not
checked, and a rule that needs it does not run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pulumi.output import UNKNOWN, Unknown

from pulumi_backups.bridge.allowed import Allowed
from pulumi_backups.bridge.inputs import Field, OnlyWhen, expected, fields_of, rules_of, with_whole_numbers
from pulumi_backups.bridge.violations import MAX_SHOWN, InputWarning, Violation, WrongType, quoted, quoted_choices
from pulumi_backups.errors import one_line

Setting = Callable[[str], str | None]


@dataclass
class Checked:
    """Inputs in canonical form, with their violations and warnings."""

    values: dict[str, Any] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    warnings: list[InputWarning] = field(default_factory=list)


def check(model: type, declared: Mapping[str, Any], setting: Setting, if_unset: Callable[[str], str]) -> Checked:
    """Checks `declared` against an inputs model.

    setting: looks up the setting that supplies an input which the program leaves out.
    if_unset: what to say if that setting is missing too.
    """
    checked = Checked()
    names = [known.name for known in fields_of(model)]
    for name in declared:
        if name not in names:
            shown = ", ".join(known.name for known in fields_of(model) if not known.argument.hidden)
            checked.violations.append(Violation(one_line(name, MAX_SHOWN), f"is not an input; the inputs are {shown}"))
    for known in fields_of(model):
        value = declared.get(known.name)
        if value is None and known.argument.setting:
            value = setting(known.argument.setting)
            if value is None:
                checked.violations.append(Violation(known.name, if_unset(known.argument.setting)))
                continue
        if value is None and known.required:
            checked.violations.append(Violation(known.name, f"is required: {expected(known.hint)}"))
            continue
        _check_field(known, known.default if value is None else value, checked)
    _derive_defaults(model, checked)
    _apply_rules(model, checked)
    return checked


def canonical_form(model: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that the vendor returned, in canonical form. None is refused, because the vendor has accepted them."""
    checked = Checked()
    for known in fields_of(model):
        if values.get(known.name) is not None:
            _check_field(known, values[known.name], checked)
    return checked.values


def has_unknown(value: Any) -> bool:
    """Whether some part of a value is unknown."""
    if isinstance(value, str | int | float):
        return False
    if isinstance(value, Mapping):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return isinstance(value, Unknown)


def _check_field(known: Field, value: Any, checked: Checked) -> None:
    if value is None:
        return
    canonical = _canonical(known.allowed, with_whole_numbers(value), known.name, checked)
    if canonical != []:
        checked.values[known.name] = canonical


def _canonical(allowed: Allowed, value: Any, path: str, checked: Checked) -> Any:
    """The canonical form of one value. What is wrong with it is added to `checked`."""
    if isinstance(value, Unknown):
        return value
    as_set, nested = allowed.as_set, allowed.nested
    if as_set and not isinstance(value, list):
        value = [value]
    if allowed.origin is list and isinstance(value, list) and allowed.is_long_enough(value):
        entries = [
            _canonical(allowed.parts[0], entry, f"{path}[{index}]", checked) for index, entry in enumerate(value)
        ]
        return _sorted_set(entries, as_set.key) if as_set and not has_unknown(entries) else entries
    if allowed.origin is dict and isinstance(value, Mapping) and allowed.is_long_enough(value):
        return _canonical_mapping(allowed, value, path, checked)
    if nested and nested is allowed.kind and isinstance(value, Mapping):
        inner = check(nested, value, lambda _: None, lambda _: "")
        checked.violations += [replace(found, property=f"{path}.{found.property}") for found in inner.violations]
        checked.warnings += [replace(found, property=f"{path}.{found.property}") for found in inner.warnings]
        return inner.values
    if nested or allowed.origin in (list, dict) or not allowed.has_type(value):
        # An empty list or mapping has the right type and is too short, so there is no value to show.
        shown = value if value in ([], {}) else WrongType(value)
        checked.violations.append(Violation(path, f"must be {expected(allowed.hint)}", shown))
    elif not allowed.is_within_limits(value):
        checked.violations.append(Violation(path, f"must be {expected(allowed.hint)}", value))
    return value


def _canonical_mapping(allowed: Allowed, value: Mapping[str, Any], path: str, checked: Checked) -> dict[str, Any]:
    """The canonical form of a mapping of names to values. The order of the names means nothing."""
    names, entries = allowed.parts
    found = {}
    for name in sorted(value):
        shown = one_line(name, MAX_SHOWN)
        if not names.is_within_limits(name):
            wrong = f"has the name {quoted(name)}, which must be {expected(names.hint)}"
            checked.violations.append(Violation(path, wrong))
        inner = f"{path}.{name}" if name.isidentifier() else f'{path}["{shown}"]'
        found[name] = _canonical(entries, value[name], inner, checked)
    return found


def _sorted_set(entries: list[Any], key: Callable[[Any], Any] | None) -> list[Any]:
    """Entries without repetition, sorted. It also sorts entries of wrong types, which have no order of their own."""
    distinct = [entry for index, entry in enumerate(entries) if entry not in entries[:index]]
    try:
        return sorted(distinct, key=key)
    except (TypeError, KeyError):
        return sorted(distinct, key=_sort_key)


def _sort_key(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(sorted((key, str(value)) for key, value in entry.items()))
    return f"{type(entry).__name__} {entry}"


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
    wrong = {found.property.split(".")[0].split("[")[0] for found in checked.violations}

    def settled(names: tuple[str, ...]) -> dict[str, Any] | None:
        """The values of some fields; None if one of them is wrong or unknown."""
        values = {name: checked.values.get(name) for name in names}
        return values if wrong.isdisjoint(names) and not has_unknown(values) else None

    for known in fields_of(model):
        condition = known.argument.only_when
        if condition and (values := settled((known.name, condition.other))):
            checked.violations += _check_only_when(known, condition, values[known.name], values[condition.other])
    for rule in rules_of(model):
        values = settled(_parameters(rule))
        for found in rule(**values) if values is not None else ():
            if isinstance(found, Violation):
                checked.violations.append(found)
            else:
                checked.warnings.append(found)


def _check_only_when(known: Field, condition: OnlyWhen, value: Any, other: Any) -> Iterator[Violation]:
    """Checks an input that is only valid when the `other` one has certain values."""
    if other not in condition.values and value is not None:
        reason = f"only valid when {condition.other} is {quoted_choices(condition.values)}; remove it"
        yield Violation(known.name, reason)
    if other in condition.values and condition.required and value is None:
        yield Violation(known.name, f'is required when {condition.other} is "{other}": {expected(known.hint)}')
