"""The shortest way to write inputs, as a person would: without defaults, and a number for a set of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

IsSame = Callable[[Any], bool]


def shortest(inputs: Mapping[str, Any], is_same: IsSame) -> dict[str, Any]:
    """The inputs without what changes nothing. `is_same`: whether other inputs have the same canonical form."""
    return reduce(lambda found, name: _with_shortest_input(found, name, is_same), inputs, dict(inputs))


def _with_shortest_input(inputs: dict[str, Any], name: str, is_same: IsSame) -> dict[str, Any]:
    without = {each: value for each, value in inputs.items() if each != name}
    if is_same(without):
        return without
    return {**inputs, name: _shortest(inputs[name], lambda value: is_same({**inputs, name: value}))}


def _shortest(value: Any, is_same: IsSame) -> Any:
    if isinstance(value, Mapping):
        return shortest(value, is_same)
    if not isinstance(value, list):
        return value
    # The types of arguments take a number for a set of one, but no mapping.
    if len(value) == 1 and not isinstance(value[0], Mapping) and is_same(value[0]):
        return value[0]
    return reduce(lambda found, index: _with_shortest_entry(found, index, is_same), range(len(value)), value)


def _with_shortest_entry(entries: list[Any], index: int, is_same: IsSame) -> list[Any]:
    def replaced(entry: Any) -> list[Any]:
        return [*entries[:index], entry, *entries[index + 1 :]]

    return replaced(_shortest(entries[index], lambda entry: is_same(replaced(entry))))
