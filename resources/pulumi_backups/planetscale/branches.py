"""The branches of one database, at the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.pagination import paginate

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

    def confirm_gone(self, call: ApiCall, branch: str) -> None:
        """Raises if the database still lists the branch, or cannot be listed.

        A token that lost its access gets the same 404 as for a branch that is gone, so only the list is certain.
        """
        listing = ApiCall(self._client, f"list the branches of {self.place}")
        rows = paginate(listing, self.path())
        if any(isinstance(row, Mapping) and row.get("name") == branch for row in rows):
            raise call.contradiction(f"the branch {branch!r}")
