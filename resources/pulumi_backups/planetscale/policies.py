"""The backup policies of one database, at the vendor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from math import inf
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge.adoption import similar_name
from pulumi_backups.bridge.host import warn
from pulumi_backups.bridge.urns import urn_argument
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound, Refused
from pulumi_backups.http.parse import parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.planetscale.pagination import paginate
from pulumi_backups.planetscale.refusals import is_about_body

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.http.collection import Collection
    from pulumi_backups.planetscale.responses import Policy


def settings_of(policy: Any) -> dict[str, Any]:
    """The settings of a policy, declared or from a response."""
    from pulumi_backups.planetscale.responses import PolicySettings

    return {field.name: getattr(policy, field.name) for field in fields(PolicySettings)}


class Policies:
    """The policies of one database. One list serves all resources of a run, and our own writes are added to it."""

    def __init__(self, client: Client, organization: str, database: str) -> None:
        self.place = f"{organization}/{database}"
        self._client = client
        self._parts = ("organizations", organization, "databases", database, "backup-policies")
        self.known: Collection[Policy] = client.collection(self.path(), self._list, lambda policy: policy.id)

    def path(self, *id: str) -> str:
        return path_of(*self._parts, *id)

    def named(self, name: str, max_age: float = inf) -> list[Policy]:
        """The policies of a name. PlanetScale accepts several.

        max_age: read the list again if it is older than so many seconds.
        """
        return [policy for policy in self.known.items(max_age) if policy.name == name]

    def similar(self, name: str) -> str | None:
        """The name of a policy that differs from `name` only in case or blanks."""
        return similar_name(name, (policy.name for policy in self.known.items()))

    @contextmanager
    def explain_missing_database(self, urn: str | None) -> Iterator[None]:
        """Turns a 404 for the whole list into an error that says how to make Pulumi forget the policy."""
        try:
            yield
        except NotFound as error:
            raise BackupsError(
                f"{error} If the database {self.place} was deleted, its policies are gone with it. Make Pulumi forget "
                f"this one: pulumi state delete {urn_argument(urn)}"
            ) from error

    def find(self, call: ApiCall, id: str) -> Policy | None:
        """One policy, or None if it is certainly gone. If the list lacks it, a read of this policy decides."""
        policy = self.known.get(id)
        if policy is None:
            try:
                policy = self._parse(call, call.get(self.path(id)))
            except NotFound:
                # The database was listed, so it exists. The 404 can only mean the policy.
                _refuse_empty(call, self.known.items())
                return None
            self.known.put(policy)
        return policy

    def confirm_gone(self, call: ApiCall, id: str) -> None:
        """Raises if the database still lists the policy.

        A token that lost its access gets the same 404 as for a policy that is gone, so only the list is certain.
        """
        listed = self.known.reload()
        _refuse_empty(call, listed)
        if any(policy.id == id for policy in listed):
            raise call.contradiction()

    def create(self, call: ApiCall, declared: dict[str, Any]) -> Policy:
        """Creates a policy with these settings, exactly once."""
        before = {policy.id for policy in self.known.items()}
        body = {name: value for name, value in declared.items() if value is not None}

        def send() -> Policy:
            return self._parse(call, call.post(self.path(), body))

        def find_created() -> Policy | None:
            fresh = [policy for policy in self.known.reload() if policy.id not in before]
            created = [policy for policy in fresh if settings_of(policy) == declared]
            others = [policy for policy in fresh if policy.name == declared["name"] and policy not in created]
            if others and not created:
                raise call.error(
                    f"somebody else has created a policy of this name{ids_of(others)}, with other settings",
                    "Look at it at PlanetScale. Then adopt it (adopt=True), or choose another name.",
                )
            if len(created) > 1:
                raise call.error(
                    f"it was created {len(created)} times{ids_of(created)}: by a request whose response was lost, "
                    "and by its retry, or by somebody else at the same moment",
                    "Delete all but one at PlanetScale, then set adopt=True to adopt that one.",
                )
            return created[0] if created else None

        policy = create_once(call, send, find_created)
        self.known.put(policy)
        return policy

    def set(self, call: ApiCall, id: str, before: dict[str, Any], declared: dict[str, Any]) -> Policy:
        """Changes a policy to the declared settings.

        PATCH keeps each field that the body lacks. So a field that was set before and is no longer declared is sent as
        null. The contract has no null for it. If a field keeps its value, a warning says so, and the state records
        that value.
        """
        values = {name: value for name, value in declared.items() if value is not None}
        cleared = [name for name, value in before.items() if value is not None and name not in values]
        try:
            policy = self._change(call, id, values, cleared)
            # Somebody has set it at PlanetScale since the last refresh.
            found = [name for name in _uncleared(declared, policy) if name not in cleared]
            if found:
                policy = self._change(call, id, values, found)
        except NotFound as error:
            raise BackupsError(
                f"{error} If it was deleted outside Pulumi, run pulumi refresh; the next pulumi up creates it again."
            ) from error
        for name in _uncleared(declared, policy):
            warn(
                f"PlanetScale kept {name}={getattr(policy, name)} of backup policy {policy.name!r}, although the "
                "update cleared it. The next preview shows it again. Clear it in PlanetScale's console."
            )
        self.known.put(policy)
        return policy

    def _change(self, call: ApiCall, id: str, values: dict[str, Any], cleared: list[str]) -> Policy:
        """Sets `values`, and clears the fields in `cleared` unless the vendor refuses that."""
        try:
            return self._parse(call, call.patch(self.path(id), {**values, **dict.fromkeys(cleared)}))
        except Refused as error:
            if not cleared or not is_about_body(error):
                raise
        return self._parse(call, call.patch(self.path(id), values))

    def warn_about_duplicates(self, policy: Policy) -> None:
        """Two stacks that create at the same moment do not see each other's policy, and the vendor accepts both."""
        same_name = self.named(policy.name)
        if len(same_name) > 1:
            warn(
                f"PlanetScale: {self.place} has {len(same_name)} backup policies named {policy.name!r}"
                f"{ids_of(same_name)}, and each takes backups. Another stack or a person has created one too."
            )

    def _parse(self, call: ApiCall, body: Any) -> Policy:
        from pulumi_backups.planetscale.responses import Policy

        return parse(Policy, body, call)

    def _list(self) -> list[Policy]:
        """All policies. An empty list is read again: every database has a required policy, so it must be wrong.

        A create that believed it could create a second policy of the name.
        """
        call = ApiCall(self._client, f"list the backup policies of {self.place}")
        rows = [*paginate(call, self.path())] or [*paginate(call, self.path())]
        return [self._parse(call, row) for row in rows]


def ids_of(policies: list[Policy]) -> str:
    """The ids of policies, in brackets, for a message."""
    return f" (id {', '.join(one_line(policy.id, 60) for policy in policies)})" if policies else ""


def _uncleared(declared: dict[str, Any], policy: Policy) -> list[str]:
    shown = settings_of(policy)
    return [name for name, value in declared.items() if value is None and shown[name] is not None]


def _refuse_empty(call: ApiCall, listed: list[Policy]) -> None:
    """Raises if the list is empty. Every database has a required policy, so such a list must be wrong."""
    if not listed:
        raise call.error(
            "PlanetScale lists no policy of the database, not even a system policy, so the list must be wrong",
            "Run it again. If the policy is really gone, make Pulumi forget it with pulumi state delete.",
        )
