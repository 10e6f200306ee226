"""Names in the program: resources are unique among those of their type, constants in the whole program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pulumi_backups.discovery import Place
from pulumi_backups.objectives import Promise

V = TypeVar("V")

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class ResourceNames:
    """How the resources of one type are named: `storefront`, or `storefront-nightly` if each has one entry.

    outer: how many parts of where a place is come before its own name. separator: what is between the parts.
    spell: how an entry's identity is written.
    """

    outer: int
    separator: str
    spell: Callable[[str], str]

    def parts(self, where: Sequence[V], identity: str | None) -> list[V | str]:
        """The parts of a name with the separators between them.

        where: the values that say where the place is, or expressions for them.
        """
        named: list[V | str] = [*where[-1 - self.outer :], *([] if identity is None else [self.spell(identity)])]
        return [part for each in named for part in (self.separator, each)][1:]


def resource_names(resources: Iterable[tuple[Place, str | None]]) -> ResourceNames:
    """The shortest names that are unique. A resource is a place, and the identity of its entry if it has only one."""
    wanted = list(resources)
    most = max((len(place.where) - 1 for place, _ in wanted), default=0)
    ways = [
        ResourceNames(outer, separator, spell)
        for separator, spell in (("-", _readable), ("-", str), ("/", str))
        for outer in range(most + 1)
    ]
    for way in ways:
        names = ["".join(way.parts([*place.where.values()], identity)) for place, identity in wanted]
        if len(set(names)) == len(names):
            return way
    return ways[-1]


class Constants:
    """The constants of a program. Each name is given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, *wanted: str) -> str:
        """A name in capitals: the first of the wanted ones that is free, or the last one with a number."""
        names = [re.sub(r"[^A-Z0-9]+", "_", each.upper()).strip("_") for each in wanted]
        numbered = (f"{names[-1]}_{number}" for number in range(2, len(self._taken) + 3))
        found = next(name for name in (*names, *numbered) if name.isidentifier() and name not in self._taken)
        self._taken.add(found)
        return found


def in_words(promise: Promise) -> str:
    """How often backups are taken and for how long they are kept: `every 4 hours for 30 days`."""
    return f"{_often(round(promise.recovery_point_hours * 60))} for {_long(promise.reach_days)}"


def _often(minutes: int) -> str:
    days, hours = minutes / MINUTES_OF_A_DAY, minutes / 60
    if 28 <= days <= 35:
        return "monthly"
    if days.is_integer():
        return {1: "daily", 7: "weekly"}.get(int(days), f"every {days:.0f} days")
    if hours >= 2 or hours.is_integer():
        return "hourly" if hours == 1 else f"every {hours:.0f} hours"
    return f"every {minutes} minutes"


def _long(days: float) -> str:
    years = days / 365
    if years.is_integer():
        return _counted(years, "year")
    return _counted(days, "day") if days >= 2 or days == 1 else _counted(days * 24, "hour")


def _counted(number: float, unit: str) -> str:
    return f"{number:.0f} {unit}{'' if round(number) == 1 else 's'}"


def _readable(identity: str) -> str:
    """An identity without what is unusual in names."""
    return re.sub(r"[^\w.]+", "-", identity).strip("-")
