"""The backups of one branch, as both resources that deal with one see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Interval

from pulumi_backups.planetscale.settings import next_query, rows_of

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client, Operation
    from pulumi_backups.planetscale.results import BackupResult

DEFAULT_WAIT_MINUTES = 240
UNFINISHED = ("pending", "running")
Minutes = Annotated[int, Interval(ge=1, le=7 * 24 * 60)]


class Backups:
    """The backups of one branch, at the vendor."""

    def __init__(self, client: Client, organization: str, database: str, branch: str) -> None:
        self.client = client
        self.place = f"{organization}/{database}/{branch}"
        self._branches = ("organizations", organization, "databases", database, "branches")
        self._parts = (*self._branches, branch, "backups")

    def path(self, *id: str) -> str:
        from pulumi_backups.http.client import path_of

        return path_of(*self._parts, *id)

    def parse(self, operation: Operation, body: Any) -> BackupResult:
        from pulumi_backups.http.answers import parse
        from pulumi_backups.planetscale.results import BackupResult

        return parse(BackupResult, body, operation)

    def by_hand(self, operation: Operation) -> list[BackupResult]:
        """The backups that no policy has taken."""
        pages = operation.pages(self.path(), next_query)
        backups = [self.parse(operation, row) for page in pages for row in rows_of(operation, page)]
        return [backup for backup in backups if backup.backup_policy is None]

    def find(self, id: str) -> BackupResult | None:
        """One backup; None where it is certain that it is gone."""
        from pulumi_backups.http.errors import NotFound

        operation = self.client.operation(f"read the backup {id} of {self.place}")
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
        from pulumi_backups.http.client import path_of
        from pulumi_backups.http.errors import NotFound

        operation = self.client.operation(f"list the backups of {self.place}")
        try:
            operation.get(self.path(), {"per_page": 1})
        except NotFound:
            operation.get(path_of(*self._branches), {"per_page": 1})
