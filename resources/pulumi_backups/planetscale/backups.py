"""The backups of one branch, at the vendor: for BranchBackup, and for its child that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pulumi_backups.bridge import Interval
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.parse import parse
from pulumi_backups.planetscale.branches import Branches
from pulumi_backups.planetscale.pagination import paginate

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.planetscale.responses import Backup

DEFAULT_WAIT_MINUTES = 240
Minutes = Annotated[int, Interval(1, 7 * 24 * 60)]


B = TypeVar("B", bound="Backup")


class Backups(Generic[B]):
    """The backups of one branch. `kind` is the class that each response is parsed into."""

    def __init__(self, client: Client, organization: str, database: str, branch: str, kind: type[B]) -> None:
        self.client = client
        self.place = f"{organization}/{database}/{branch}"
        self._kind = kind
        self._branches = Branches(client, organization, database)
        self._branch = branch

    def path(self, *id: str) -> str:
        return self._branches.path(self._branch, "backups", *id)

    def parse(self, call: ApiCall, body: Any) -> B:
        return parse(self._kind, body, call)

    def manual(self, call: ApiCall) -> list[B]:
        """The manual backups: those that no policy took."""
        return [backup for backup in self._list(call) if backup.backup_policy is None]

    def find(self, id: str) -> B | None:
        """One backup, or None if it is certainly gone."""
        call = ApiCall(self.client, f"read the backup {id} of {self.place}")
        try:
            found = self.parse(call, call.get(self.path(id)))
        except NotFound:
            self._confirm_gone(call, id)
            return None
        return None if found.deleted_at else found

    def _list(self, call: ApiCall) -> list[B]:
        return [self.parse(call, row) for row in paginate(call, self.path())]

    def _confirm_gone(self, call: ApiCall, id: str) -> None:
        """Raises if the branch still lists the backup.

        A token that lost its access gets a 404 too. If the branch itself is gone, the backup has no URL any more, so
        for Pulumi it is gone.
        """
        listing = ApiCall(self.client, f"list the backups of {self.place}")
        try:
            listed = self._list(listing)
        except NotFound:
            self._branches.confirm_gone(listing, self._branch)
            return
        if any(backup.id == id and not backup.deleted_at for backup in listed):
            raise call.contradiction()
