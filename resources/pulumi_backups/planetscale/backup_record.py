"""What PlanetScale shows of one database: its policies, its branches, and what its policies have taken.

Only the fields that the audit needs are read. All others may be missing or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, Protocol, TypeVar

from pulumi_backups.bridge.functions import program_settings
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall, Query
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.parse import Id, Moment, parse
from pulumi_backups.planetscale.pagination import PAGE_SIZE, paginate
from pulumi_backups.planetscale.queries import database_path, get_all, get_one
from pulumi_backups.planetscale.responses import PolicySettings
from pulumi_backups.planetscale.settings import PLANETSCALE
from pulumi_backups.proof import Once

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ListedPolicy(PolicySettings):
    """A policy, with the time of its next run."""

    id: Id
    created_at: Moment
    required: bool
    next_run_at: Moment | None


@dataclass(frozen=True)
class ListedBranch:
    """A branch of the database."""

    name: Id
    production: bool
    created_at: Moment


@dataclass(frozen=True)
class ListedBackup:
    """A backup, or an attempt at one."""

    state: Literal["pending", "running", "success", "failed", "canceled", "ignored"]
    created_at: Moment
    expires_at: Moment | None
    deleted_at: Moment | None


@dataclass(frozen=True)
class Page:
    """The first page of a list of backups, with the number of all."""

    data: list[Any]
    next_page: int | None
    total_count: int | None = None


class Created(Protocol):
    """What a list of backups can be put in order by."""

    @property
    def created_at(self) -> datetime: ...


B = TypeVar("B", bound=Created)


def newest_backups(kind: type[B], call: ApiCall, path: str, query: Query) -> tuple[list[B], int]:
    """The newest backups of a branch, the newest first, and the number of older ones that were not read.

    It reads one page, unless that page cannot tell what the others have: the contract names no order.
    """
    page = parse(Page, call.get(path, {**query, "page": 1, "per_page": PAGE_SIZE}), call)
    found = [parse(kind, row, call) for row in page.data]
    if page.next_page is None:
        return found, 0
    if page.total_count is not None and _is_newest_first(found):
        return found, max(0, page.total_count - len(found))
    return [parse(kind, row, call) for row in paginate(call, path, query)], 0


class BackupRecord:
    """What PlanetScale shows of one database. Each list is requested once. All methods raise BackupsError."""

    def __init__(self, organization: str, database: str) -> None:
        self._organization, self._database = organization, database
        self.place = f"{organization}/{database}"
        self.policies = Once(lambda: self._list(ListedPolicy, "backup policies", "backup-policies"))
        self.branches = Once(lambda: self._list(ListedBranch, "branches", "branches"))

    def policy(self, id: str) -> ListedPolicy | None:
        """A policy, or None if it is certainly gone. If the list lacks it, a read of it decides."""
        found = next((each for each in self.policies() if each.id == id), None)
        if found is None:
            try:
                found = get_one(
                    ListedPolicy,
                    f"read the backup policy {id} of {self.place}",
                    self._path("backup-policies", id),
                )
            except NotFound:
                # The database was listed, so it exists. The 404 can only mean the policy.
                return None
        return found

    def backups(self, branch: str, policy_id: str, *, whole: bool) -> tuple[list[ListedBackup], int]:
        """What a policy has taken of a branch, the newest first, and the number of older ones that were not read.

        whole: whether all are read.
        """
        doing = f"list the backups of {self.place}/{branch}"
        path, query = self._path("branches", branch, "backups"), {"policy": policy_id}
        if not whole:
            return newest_backups(ListedBackup, ApiCall(connect(program_settings(PLANETSCALE)), doing), path, query)
        return get_all(ListedBackup, doing, path, query), 0

    def _list(self, kind: type[T], what: str, collection: str) -> list[T]:
        """All policies or branches. Every database has one of each, so an empty list must be wrong."""
        listed = get_all(kind, f"list the {what} of {self.place}", self._path(collection))
        if not listed:
            raise BackupsError(f"PlanetScale lists no {what} of {self.place}, so the list must be wrong.")
        return listed

    def _path(self, *rest: str) -> str:
        return database_path(self._organization, self._database, *rest)


def _is_newest_first(backups: Sequence[Created]) -> bool:
    return all(newer.created_at >= older.created_at for newer, older in pairwise(backups))
