"""The branches of a database that restore drills made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_backups.drills import is_copy
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.parse import Id, Moment, parse
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.branches import Branches
from pulumi_backups.planetscale.pagination import paginate

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

# Seconds. How long a deleted branch may still be there.
GONE_WITHIN = 60.0


@dataclass(frozen=True)
class RestoredBranch:
    """A branch, with the fields that a drill needs."""

    name: Id
    state: str
    ready: bool
    production: bool
    created_at: Moment
    deleted_at: Moment | None
    restored_from_branch: Mapping[str, Any] | None


class Copies:
    """The branches of one database. All methods raise BackupsError."""

    def __init__(self, client: Client, organization: str, database: str) -> None:
        self.client = client
        self.place = f"{organization}/{database}"
        self.branches = Branches(client, organization, database)

    def find(self, name: str) -> RestoredBranch | None:
        """A branch, or None if it is certainly gone."""
        call = ApiCall(self.client, f"read the branch {self.place}/{name}")
        try:
            found = parse(RestoredBranch, call.get(self.branches.path(name)), call)
        except NotFound:
            self.branches.confirm_gone(call, name)
            return None
        return None if found.deleted_at else found

    def left(self) -> Iterator[RestoredBranch]:
        """The branches that a drill made. A name alone is not enough."""
        call = ApiCall(self.client, f"list the branches of {self.place}")
        for row in paginate(call, self.branches.path(), {"q": "drill-"}):
            branch = parse(RestoredBranch, row, call)
            if self._is_ours(branch):
                yield branch

    def delete(self, name: str) -> bool:
        """Deletes a branch that a drill made, and waits until it is gone. False if there is none."""
        found = self.find(name)
        if found is None:
            return False
        call = ApiCall(self.client, f"delete the branch {self.place}/{name}")
        if not self._is_ours(found):
            raise call.error(
                "no restore drill made it, or it was promoted since", "If nobody needs it, delete it at PlanetScale."
            )
        try:
            call.delete(self.branches.path(name))
        except NotFound:
            self.branches.confirm_gone(call, name)
            return True

        def look() -> tuple[bool | None, str]:
            return (self.find(name) is None or None), f"the branch {name} is being deleted"

        try:
            return poll(self.client, look, GONE_WITHIN)
        except PollTimeout:
            raise call.error(f"it was still there {GONE_WITHIN:g} s later", "") from None

    def _is_ours(self, branch: RestoredBranch) -> bool:
        """Whether a drill made a branch: its name says it, it was restored, and nobody has promoted it since."""
        return is_copy(branch.name, self.place) and branch.restored_from_branch is not None and not branch.production
