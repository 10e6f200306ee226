"""Compares declared inputs with the state, both in canonical form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_backups.bridge.check import has_unknown
from pulumi_backups.bridge.inputs import Field, fields_of


@dataclass(frozen=True)
class Difference:
    """The inputs that differ, and those of them that replace the object."""

    changed: tuple[str, ...]
    replacing: tuple[str, ...]


def diff(model: type, state: Mapping[str, Any], declared: Mapping[str, Any]) -> Difference:
    """What `declared` changes in `state`. An unknown value counts as changed."""
    changed, replacing = [], []
    for path, replaces in changes(model, state, declared):
        changed.append(path)
        if replaces:
            replacing.append(path)
    return Difference(tuple(changed), tuple(replacing))


def changes(model: type, state: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The path of each difference between two canonical forms, and whether it replaces.

    A whole number may be a float, as Pulumi passes it, because 3 and 3.0 are equal.
    """
    for field in fields_of(model):
        # A state of an earlier version lacks an input that was added since. Its value was the default.
        old, new = (values.get(field.name, field.default) for values in (state, declared))
        unknown = has_unknown(new)
        facts = field.argument
        if (
            facts.create_only
            or facts.passive
            or (old == new and not unknown)
            or (unknown and field.argument.ignore_unknown)
        ):
            continue
        nested = field.allowed.nested
        if nested and field.allowed.origin is dict and isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changed_entries(field, nested, old, new)
        elif nested and isinstance(old, Mapping) and isinstance(new, Mapping):
            for path, replaces in changes(nested, old, new):
                yield f"{field.name}.{path}", replaces or field.argument.replaces
        else:
            yield field.name, field.argument.replaces


def _changed_entries(
    field: Field, model: type, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, bool]]:
    """The differences between two mappings of names to nested inputs."""
    for name in sorted({*old, *new}):
        if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
            for path, _ in changes(model, old[name], new[name]):
                yield f"{field.name}.{name}.{path}", field.argument.replaces
        elif old.get(name) != new.get(name) or has_unknown(new.get(name)):
            yield f"{field.name}.{name}", field.argument.replaces
