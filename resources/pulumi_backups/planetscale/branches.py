"""The branches of one database, at the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi_backups.http.operation import Operation
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.settings import next_query, rows_of

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client


class Branches:
    """The branches of one database."""

    def __init__(self, client: Client, organization: str, database: str) -> None:
        self.place = f"{organization}/{database}"
        self._client = client
        self._parts = ("organizations", organization, "databases", database, "branches")

    def path(self, *rest: str) -> str:
        return path_of(*self._parts, *rest)

    def confirm_gone(self, operation: Operation, branch: str) -> None:
        """Raises unless the database answers, and lists the branch no more.

        A token that lost its access gets the 404 of a branch that is gone: only the list makes it certain.
        """
        listing = Operation(self._client, f"list the branches of {self.place}")
        for page in listing.pages(self.path(), next_query):
            if any(isinstance(row, Mapping) and row.get("name") == branch for row in rows_of(listing, page)):
                raise operation.contradicted(f"the branch {branch!r}")
