"""What a vendor's folder says about restores. Each vendor's `drill.py` has a `DRILL`.

The command `drill` knows nothing else of a vendor. A vendor without a `drill.py` is not offered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pulumi_backups.bridge import Settings, Vendor
from pulumi_backups.discovery import Chosen, Option
from pulumi_backups.drills.report import Backup, Check
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

# Values of the options by name, None for those that are not given.
Given = Mapping[str, Any]


class NoBackup(BackupsError):  # noqa: N818 - it is the answer, and no failure to look
    """The vendor has no successful backup of the original."""


class Progress(NamedTuple):
    """How far a copy is. `words` complete "the copy is": "pending"."""

    state: Literal["waiting", "ready", "failed"]
    words: str


@dataclass(frozen=True)
class Credentials:
    """A short-lived access to a copy. `url` has the password too."""

    url: str = field(repr=False)
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str


class Original(ABC):
    """What is restored, and how. It is only read. Every method raises BackupsError, and making it sends nothing.

    place: what resources are about: "acme/storefront". where: the place, with the branch: "acme/storefront/main".
    noun: what a copy is called: "branch".
    """

    client: Client
    place: str
    where: str
    noun: str

    @abstractmethod
    def find(self, id: str | None) -> Backup:
        """The backup of this id, or the newest successful one. Raises NoBackup if there is none.

        It comes first, and may complete `where`.
        """

    @abstractmethod
    def prepare(self) -> str:
        """Checks that a copy can be made, and says what it will be: "size PS_10"."""

    @abstractmethod
    def new_name(self, today: datetime) -> str:
        """A name for a copy."""

    @abstractmethod
    def restore(self, backup: Backup, name: str) -> None:
        """Asks for the copy, once. A lost answer makes no second one."""

    @abstractmethod
    def look(self, name: str) -> Progress:
        """How far the copy is."""

    @abstractmethod
    def checks(self, name: str) -> Iterator[Check]:
        """What can be checked of a copy that is ready."""

    def credentials(self, name: str, seconds: int) -> Credentials:
        """Makes an access to the copy that expires by itself. Only if the vendor's `DRILL` says that it can."""
        raise NotImplementedError

    @abstractmethod
    def delete(self, name: str) -> bool:
        """Deletes the copy, and waits until it is gone. False if there was none."""


@dataclass(frozen=True)
class Leftover:
    """A copy that a drill left behind: it was killed, or it still runs."""

    vendor: str
    place: str
    name: str
    age: timedelta
    delete: Callable[[str], bool]

    @classmethod
    def of(cls, client: Client, place: str, name: str, created_at: datetime, delete: Callable[[str], bool]) -> Leftover:
        """A copy with its age: 0 if the clock of this machine is behind the vendor's."""
        age = max(timedelta(0), client.clock.now() - created_at)
        return cls(client.vendor, place, name, age, delete)


@dataclass(frozen=True)
class Drill:
    """How a vendor restores.

    options: name the original, and say how the copy is made. original: what they name. Raises BackupsError.
    resources: the classes of resources whose place can be restored.
    everywhere: the options that limit where `leftovers` looks.
    gives_credentials: whether a command can look into a copy.
    leftovers: the copies that the credential sees. It yields an error for what cannot be read, and goes on.
    """

    account: Vendor
    summary: str
    options: tuple[Option, ...]
    original: Callable[[Settings, Given], Original]
    resources: frozenset[str]
    everywhere: tuple[Option, ...]
    gives_credentials: bool
    leftovers: Callable[[Chosen], Iterator[Leftover | BackupsError]]
