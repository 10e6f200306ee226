"""What a vendor's folder says about what exists in an account, and how a program declares it.

Each vendor's `discovery.py` has a `DISCOVERY`. The command `discover` knows nothing else of a vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_backups.bridge import Vendor
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.objectives import BackupRule

# Values of the options, by the option's name. Those that a person does not give are empty.
Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    """An option of a command, about one vendor: `Option("organization", "only this organization.")`.

    name: with hyphens. in_url: whether its value becomes part of a URL.
    setting: the vendor's setting that supplies the value if the option is not given.
    multiple: whether it can be given several times.
    """

    name: str
    help: str
    setting: str | None = None
    multiple: bool = False
    metavar: str = "NAME"
    required: bool = False
    in_url: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has backups, and the resources that declare them, by the names in the vendor's package.

    noun: what it is called: "database". entries: what takes its backups: "backup policy", "backup policies".
    single: the resource of one entry. Its input `name` is the entry's identity if `named`.
    plan: the resource of all entries, if there is one. plan_input: its input with the entries: by their identity if
        `named`, else in a list. arguments: the type of an entry in it.
    """

    noun: str
    entries: tuple[str, str]
    single: str
    named: bool = False
    plan: str | None = None
    plan_input: str = ""
    arguments: str = ""


@dataclass(frozen=True)
class Place:
    """A thing that has backups: the inputs that say where it is, from the outside to its own name."""

    kind: Kind
    where: Mapping[str, str]

    @property
    def own_name(self) -> str:
        return tuple(self.where.values())[-1]

    def __str__(self) -> str:
        return one_line("/".join(self.where.values()))


@dataclass(frozen=True)
class Entry:
    """What takes backups of a place, such as a policy.

    identity: what distinguishes it from the others of its place. id: the vendor's own id.
    settings: the inputs that set it up, None for what is not set.
    required: whether the vendor itself requires it, so that nobody can delete it.
    """

    identity: str
    id: str
    settings: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True)
class Discovery:
    """What exists in an account.

    places: all places, in any order. It yields an error for each list that cannot be read, and goes on with the others.
    entries: what takes backups of a place. Raises BackupsError.
    rules_of: what entries promise, from their inputs in canonical form: by identity if their kind is `named`, else a
        list.
    """

    account: Vendor
    options: tuple[Option, ...]
    kinds: tuple[Kind, ...]
    places: Callable[[Chosen], Iterator[Place | BackupsError]]
    entries: Callable[[Place], list[Entry]]
    rules_of: Callable[[Any], Iterable[BackupRule]]
