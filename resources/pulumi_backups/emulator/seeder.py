"""How a seed, which describes objects, is added to the store, and what is wrong with one that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from .clock import iso, parse
from .fields import FieldError
from .store import Body, Store


class SeedError(Exception):
    """A seed that cannot be added. The message says which part of it is wrong."""


class Seeder:
    """Adds the objects of one seed. All get the same timestamp."""

    def __init__(self, store: Store, timestamp: str) -> None:
        self.store = store
        self.timestamp = timestamp

    def add_sections(self, scope: str, path: str, seed: Any, sections: Mapping[str, Section]) -> None:
        """Adds each section of `seed`. Raises SeedError if there is an unknown one."""
        if not isinstance(seed, dict):
            raise SeedError(f"{path or 'the seed'} must be an object")
        for name, value in seed.items():
            if name not in sections:
                raise SeedError(f"{path}.{name} is not known; there are {', '.join(sections)}".lstrip("."))
            sections[name](self, scope, f"{path}.{name}".lstrip("."), value)

    def add_each(self, scope: str, path: str, seed: Any, add: Callable[[str, str, Body], None]) -> None:
        """Calls `add` with the scope, the name and the description of each object in a section. Raises SeedError."""
        if not isinstance(seed, dict):
            raise SeedError(f"{path} must be an object of objects by name")
        for name, described in seed.items():
            if not name or "/" in name or not isinstance(described, dict):
                raise SeedError(f"{path}.{name} must be an object, and its name must have no slash")
            try:
                add(scope, name, described)
            except (KeyError, TypeError, ValueError, AttributeError, LookupError, FieldError) as error:
                raise SeedError(f"{path}.{name} lacks or misuses {error}") from error

    def with_absolute_times(self, described: Body) -> Body:
        """A description whose relative times are absolute: "now-40d" is 40 days ago. Raises ValueError."""
        return {name: self._absolute(value) for name, value in described.items()}

    def _absolute(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith("now-") or not value.endswith("d"):
            return value
        return iso(parse(self.timestamp) - timedelta(days=float(value[4:-1])))

    def timestamps(self) -> Body:
        """The times of an object that is created now."""
        return {"created_at": self.timestamp, "updated_at": self.timestamp}


Section = Callable[[Seeder, str, str, Any], None]
"""Adds one section of a seed. Arguments: the seeder, the scope, the section's path in the seed, its value."""


def named_objects(add: Callable[[Seeder, str, str, Body], None]) -> Section:
    """A section that holds objects by name, each of which `add` adds."""

    def add_section(seeder: Seeder, scope: str, path: str, seed: Any) -> None:
        seeder.add_each(scope, path, seed, lambda *described: add(seeder, *described))

    return add_section


def nested(sections: Mapping[str, Section]) -> Section:
    """A section that holds other sections."""

    def add_section(seeder: Seeder, scope: str, path: str, seed: Any) -> None:
        seeder.add_sections(scope, path, seed, sections)

    return add_section
