"""The add-ons of a project that restore drills made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pulumi_backups.drills import is_copy, new_name
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.parse import CAMEL_CASE, Id, Moment, PydanticConfig, parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.northflank.pagination import paginate
from pulumi_backups.northflank.schedules import project_path

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

# Every copy has it, so that people see what it is.
TAG = "restore-drill"
# Seconds. How long a deleted add-on may still be there.
GONE_WITHIN = 300.0


@dataclass(frozen=True)
class Deployment:
    """How an add-on runs. Its storage is in megabytes."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    replicas: int
    storage_class: str
    storage_size: int
    plan_id: str


@dataclass(frozen=True)
class Networking:
    """Who reaches an add-on."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    tls_enabled: bool


@dataclass(frozen=True)
class Config:
    """The settings of an add-on."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    version_tag: str
    deployment: Deployment
    networking: Networking | None = None


@dataclass(frozen=True)
class Spec:
    """What an add-on is."""

    type: str
    config: Config


@dataclass(frozen=True)
class DrilledAddon:
    """An add-on, with the fields that a copy needs."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    id: Id
    name: str
    created_at: Moment
    status: str
    spec: Spec


@dataclass(frozen=True)
class ListedAddon:
    """An add-on in the list of its project."""

    id: Id
    name: str
    status: str
    tags: list[str] | None = None


class Copies:
    """The add-ons of one project. All methods raise BackupsError."""

    def __init__(self, client: Client, team_id: str | None, project_id: str) -> None:
        self.client = client
        self.place = "/".join(filter(None, (team_id, project_id)))
        self._project_id = project_id
        self._project = project_path(team_id, project_id)

    def new_name(self, today: datetime) -> str:
        """A name for a copy. It does not have the team, which a token of the team may leave out."""
        return new_name(self._project_id, today)

    def path(self, *rest: str) -> str:
        return path_of("v1", *self._project, "addons", *rest)

    def read(self, id: str) -> DrilledAddon:
        """An add-on. Raises NotFound."""
        call = ApiCall(self.client, f"read the add-on {self.place}/{id}")
        body = call.get(self.path(id))
        return parse(DrilledAddon, body.get("data") if isinstance(body, dict) else body, call)

    def find(self, name: str) -> ListedAddon | None:
        """An add-on that a drill made, by the name that it was given."""
        return next((each for each in self._listed() if each.name == name), None)

    def left(self) -> Iterator[DrilledAddon]:
        """The add-ons that a drill made. A name alone is not enough."""
        for each in self._listed():
            if self.is_ours(each):
                yield self.read(each.id)

    def delete(self, name: str) -> bool:
        """Deletes an add-on that a drill made, and waits until it is gone. False if there is none."""
        found = self.find(name)
        if found is None:
            return False
        call = ApiCall(self.client, f"delete the add-on {self.place}/{found.id}")
        if not self.is_ours(found):
            raise call.error(
                "no restore drill made it, or somebody has changed its tags",
                "If nobody needs it, delete it at Northflank.",
            )
        try:
            call.delete(self.path(found.id))
        except NotFound:
            if self.find(name) is not None:
                raise call.contradiction() from None
            return True

        def look() -> tuple[bool | None, str]:
            left = self.find(name)
            return (left is None or None), f"the add-on {name} is {left.status if left else 'gone'}"

        try:
            return poll(self.client, look, GONE_WITHIN)
        except PollTimeout:
            raise call.error(f"it was still there {GONE_WITHIN / 60:g} min later") from None

    def _listed(self) -> Iterator[ListedAddon]:
        call = ApiCall(self.client, f"list the add-ons of {self.place}")
        for row in paginate(call, self.path(), "addons"):
            addon = parse(ListedAddon, row, call)
            if addon.status != "deleted":
                yield addon

    def is_ours(self, addon: ListedAddon) -> bool:
        """Whether a drill made an add-on: its name says it, and its tag."""
        return is_copy(addon.name, self._project_id) and TAG in (addon.tags or ())
