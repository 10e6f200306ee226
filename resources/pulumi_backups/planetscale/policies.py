"""The backup policies of one database, as the vendor lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_backups.errors import one_line
from pulumi_backups.http.answers import Id, Moment, parse
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.operation import Operation
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.settings import next_query, rows_of

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.http.collection import Collection


@dataclass(frozen=True)
class Policy:
    """What the resource uses of a policy; whatever else an answer holds may be missing, or odd."""

    id: Id
    name: str
    target: str
    frequency_value: int
    frequency_unit: str
    schedule_time: str
    schedule_day: int | None
    schedule_week: int | None
    retention_value: int
    retention_unit: str
    display_name: str
    created_at: Moment
    required: bool


class Policies:
    """The policies of one database; listed once, for all resources of a run."""

    def __init__(self, client: Client, organization: str, database: str) -> None:
        self.place = f"{organization}/{database}"
        self._client = client
        self._parts = ("organizations", organization, "databases", database, "backup-policies")
        self.known: Collection[Policy] = client.collection(self.path(), self._list, lambda policy: policy.id)

    def path(self, *id: str) -> str:
        return path_of(*self._parts, *id)

    def named(self, name: str) -> list[Policy]:
        """The policies of a name; the vendor may hold several."""
        return [policy for policy in self.known.items() if policy.name == name]

    def find(self, operation: Operation, id: str) -> Policy | None:
        """One policy, from the list; what that lacks is confirmed by a read of its own. None where it is gone."""
        policy = self.known.get(id)
        if policy is None:
            operation = operation.again()
            try:
                policy = parse(Policy, operation.get(self.path(id)), operation)
            except NotFound:
                # The list was answered, so the database is there: the 404 can only mean the policy.
                _refuse_empty(operation, self.known.items())
                return None
            self.known.put(policy)
        return policy

    def confirm_gone(self, operation: Operation, id: str) -> None:
        """A token that lost its access gets the 404 of a policy that is gone: only the list makes it certain."""
        listed = self.known.reload()
        _refuse_empty(operation, listed)
        if any(policy.id == id for policy in listed):
            raise operation.contradicted()

    def _list(self) -> Iterator[Policy]:
        operation = Operation(self._client, f"list the backup policies of {self.place}")
        for page in operation.pages(self.path(), next_query):
            yield from (parse(Policy, row, operation) for row in rows_of(operation, page))


def ids_of(policies: list[Policy]) -> str:
    """Which policies are meant, in brackets, for a sentence."""
    return f" (id {', '.join(one_line(policy.id, 60) for policy in policies)})" if policies else ""


def _refuse_empty(operation: Operation, listed: list[Policy]) -> None:
    """Every database seen had a required policy, so a list of none proves nothing to be gone."""
    if not listed:
        raise operation.error(
            "PlanetScale lists no policy of the database, not even its own, so nothing is certain",
            "Run it again; if the policy is really gone, use pulumi state delete.",
        )
