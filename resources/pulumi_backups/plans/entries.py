"""The policies or schedules of a plan as entries, and what an operation has done to them so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pulumi_backups.errors import BackupsError

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A policy or schedule as the vendor has it, or as the state recorded it.

    key: its identity within the place. id: the vendor's own. settings: those that the plan's input holds.
    required: whether nobody can delete it.
    """

    key: str
    id: str
    settings: Settings
    required: bool = False


Entries = dict[str, Entry]


def is_hidden(key: str) -> bool:
    """Whether Pulumi shows nothing of this key, in no preview."""
    return key.startswith("__")


@dataclass(frozen=True)
class Done:
    """The keys of the entries that an operation has created, changed and deleted so far."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


@contextmanager
def telling(done: Done) -> Iterator[Done]:
    """Adds to an error what was done before it. Pulumi records nothing of an operation that fails."""
    try:
        yield done
    except BackupsError as error:
        parts = [f"{verb} {', '.join(map(repr, keys))}" for verb, keys in vars(done).items() if keys]
        if not parts:
            raise
        raise BackupsError(
            f"{error} Before that, the plan {' and '.join(parts)}, which Pulumi could not record. "
            "Run pulumi up again before you change these in the program."
        ) from error
