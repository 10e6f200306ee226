"""Reads everything that exists in a vendor's account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pulumi_backups.cli.threads import in_threads
from pulumi_backups.discovery import Chosen, Discovery, Entry, Place
from pulumi_backups.errors import BackupsError


@dataclass
class Account:
    """What exists in a vendor's account.

    places: each with what takes its backups, in alphabetical order. problems: what could not be read, and why.
    """

    discovery: Discovery
    places: list[tuple[Place, list[Entry]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def survey(discovery: Discovery, chosen: Chosen, show: Callable[[str], None]) -> Account:
    """Reads an account. `show`: is called with what is being read."""
    account, places = Account(discovery), []
    show(f"{discovery.account.title}: looking for what has backups")
    for found in discovery.places(chosen):
        if isinstance(found, Place):
            places.append(found)
        else:
            account.problems.append(str(found))

    def read(place: Place) -> list[Entry] | BackupsError:
        try:
            return discovery.entries(place)
        except BackupsError as error:
            return error

    places.sort(key=lambda place: tuple(place.where.values()))
    with in_threads(read, places) as answers:
        for number, (place, entries) in enumerate(answers, 1):
            show(f"{discovery.account.title}: {number} of {len(places)}, {place}")
            if isinstance(entries, BackupsError):
                account.problems.append(str(entries))
            else:
                account.places.append((place, entries))
    return account
