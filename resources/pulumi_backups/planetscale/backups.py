"""The backups of one branch, as both resources that deal with one see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from annotated_types import Interval

from pulumi_backups.http.answers import parse
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.operation import Operation
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.settings import next_query, rows_of

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

DEFAULT_WAIT_MINUTES = 240
UNFINISHED = ("pending", "running")
Minutes = Annotated[int, Interval(ge=1, le=7 * 24 * 60)]


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What it takes to know one backup from another; whatever else an answer holds may be missing, or odd.

    backup_policy: what took it; None where that was a person or a program.
    """

    id: str
    name: str
    state: str
    created_at: datetime
    protected: bool
    deleted_at: datetime | None = None
    backup_policy: Any = None

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


B = TypeVar("B", bound=Backup)


class Backups(Generic[B]):
    """The backups of one branch, at the vendor, with what `kind` says of each."""

    def __init__(self, client: Client, organization: str, database: str, branch: str, kind: type[B]) -> None:
        self.client = client
        self.place = f"{organization}/{database}/{branch}"
        self._kind = kind
        self._branches = ("organizations", organization, "databases", database, "branches")
        self._parts = (*self._branches, branch, "backups")

    def path(self, *id: str) -> str:
        return path_of(*self._parts, *id)

    def parse(self, operation: Operation, body: Any) -> B:
        return parse(self._kind, body, operation)

    def by_hand(self, operation: Operation) -> list[B]:
        """The backups that no policy has taken."""
        pages = operation.pages(self.path(), next_query)
        backups = [self.parse(operation, row) for page in pages for row in rows_of(operation, page)]
        return [backup for backup in backups if backup.backup_policy is None]

    def find(self, id: str) -> B | None:
        """One backup; None where it is certain that it is gone."""
        operation = Operation(self.client, f"read the backup {id} of {self.place}")
        try:
            found = self.parse(operation, operation.get(self.path(id)))
        except NotFound:
            self._confirm_access()
            return None
        return None if found.deleted_at else found

    def _confirm_access(self) -> None:
        """Raises unless the branch answers, or its database without it: a token that lost its access gets a 404 too.

        Without its branch a backup has no address any more, so for Pulumi it is gone.
        """
        operation = Operation(self.client, f"list the backups of {self.place}")
        try:
            operation.get(self.path(), {"per_page": 1})
        except NotFound:
            operation.get(path_of(*self._branches), {"per_page": 1})
