"""Compares declared inputs with the state, both in canonical form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_backups.bridge.check import has_unknown
from pulumi_backups.bridge.inputs import fields_of, nested_model, with_whole_numbers


@dataclass(frozen=True)
class Difference:
    """The inputs that differ, and those of them that replace the object."""

    changed: tuple[str, ...]
    replacing: tuple[str, ...]


def diff(model: type, state: Mapping[str, Any], declared: Mapping[str, Any]) -> Difference:
    """What `declared` changes in `state`. An unknown value counts as changed."""
    changed, replacing = [], []
    for path, replaces in changes(model, with_whole_numbers(state), with_whole_numbers(declared)):
        changed.append(path)
        if replaces:
            replacing.append(path)
    return Difference(tuple(changed), tuple(replacing))


def changes(model: type, state: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The path of each difference between two canonical forms, and whether it replaces."""
    for field in fields_of(model):
        # A state of an earlier version lacks an input that was added since. Its value was the default.
        old, new = (values.get(field.name, field.default) for values in (state, declared))
        unknown = has_unknown(new)
        if field.argument.create_only or (old == new and not unknown) or (unknown and field.argument.ignore_unknown):
            continue
        nested = nested_model(field.hint)
        if nested and isinstance(old, Mapping) and isinstance(new, Mapping):
            for path, replaces in changes(nested, old, new):
                yield f"{field.name}.{path}", replaces or field.argument.replaces
        else:
            yield field.name, field.argument.replaces
