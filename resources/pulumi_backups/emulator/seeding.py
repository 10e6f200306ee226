"""How a description of a world is walked, and what is wrong with one that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from .clock import iso, parse
from .store import Body, Store

Plant = Callable[["Seeding", str, str, Body], None]


class SeedError(Exception):
    """A description of a world that cannot be read; the message says where."""


class Seeding:
    """One walk through a description of a world."""

    def __init__(self, store: Store, stamp: str) -> None:
        self.store = store
        self.stamp = stamp

    def sections(self, scope: str, path: str, described: Any, known: Mapping[str, Plant]) -> None:
        """Plants each known section of `described`; raises SeedError for an unknown one."""
        if not isinstance(described, dict):
            raise SeedError(f"{path or 'the seed'} must be an object")
        for name, value in described.items():
            if name not in known:
                raise SeedError(f"{path}.{name} is not known; there are {', '.join(known)}".lstrip("."))
            known[name](self, scope, f"{path}.{name}".lstrip("."), value)

    def each(self, scope: str, path: str, described: Any, plant: Callable[[str, str, Body], None]) -> None:
        """Calls `plant` with scope, name and body of everything in a section."""
        if not isinstance(described, dict):
            raise SeedError(f"{path} must be an object of objects by name")
        for name, body in described.items():
            if not name or "/" in name or not isinstance(body, dict):
                raise SeedError(f"{path}.{name} must be an object, its name without a slash")
            try:
                plant(scope, name, body)
            except (KeyError, TypeError, ValueError, AttributeError, LookupError) as error:
                raise SeedError(f"{path}.{name} lacks or misuses {error}") from error

    def dated(self, described: Body) -> Body:
        """A description with its relative times made absolute: "now-40d" is 40 days ago; raises ValueError."""
        return {name: self._when(value) for name, value in described.items()}

    def _when(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith("now-") or not value.endswith("d"):
            return value
        return iso(parse(self.stamp) - timedelta(days=float(value[4:-1])))

    def stamps(self) -> Body:
        """The times of something that is made now."""
        return {"created_at": self.stamp, "updated_at": self.stamp}


def section(plant: Callable[[Seeding, str, str, Body], None]) -> Plant:
    """A section of named things, each planted by `plant`."""

    def run(seeding: Seeding, scope: str, path: str, described: Any) -> None:
        seeding.each(scope, path, described, lambda *thing: plant(seeding, *thing))

    return run
