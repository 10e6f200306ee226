"""What can be edited behind the back of PlanetScale's clients."""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import parse
from ..dispatch import World
from ..edits import ControlError, Editable
from ..seeding import Seeding
from ..store import Body, Store, Thing
from . import backup_states, bodies, seeding
from .backup_edits import described_backup, edited
from .rules import display_name
from .timetable import TIMED, next_run


@dataclass(frozen=True)
class OfADatabase(Editable):
    """What belongs to a database."""

    places: tuple[str, ...] = ("organization", "database")

    def take_place(self, world: World, rest: Body) -> tuple[str, Body]:
        organization, database = str(rest.pop("organization", "acme")), str(rest.pop("database", ""))
        if world.store.get("planetscale.database", organization, database) is None:
            raise ControlError(f"there is no database {organization}/{database}")
        return f"{organization}/{database}", rest


class FoundByShownId(OfADatabase):
    """What is kept under another name than the id that the API shows; it is found by both."""

    def find(self, world: World, id: str) -> Thing:
        for each in world.store.all(self.kind):
            if id == each.body["id"]:
                return each
        return super().find(world, id)


class Policies(OfADatabase):
    """Backup policies, the required ones too."""

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = seeding.policy(planting, scope, described)
        return Thing(self.kind, scope, made["id"], made)

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        if "name" in changes and "display_name" not in changes:
            changes = {**changes, "display_name": display_name(str(changes["name"]))}
        if set(TIMED) & set(changes):
            planned = next_run({**thing.body, **changes}, world.clock.now())
            changes = {"next_run_at": planned, **changes}
        return super().change(world, thing, changes)

    def remove(self, world: World, thing: Thing) -> None:
        bodies.remove_policy(world.store, thing)


class Backups(OfADatabase):
    """Backups of branches, in any state."""

    def body(self, world: World, thing: Thing) -> Body:
        policy = bodies.policies_by_id(world.store, thing.scope.rpartition("/")[0]).get(thing.body["policy"])
        around = backup_states.Surroundings(_branch(world.store, thing.scope), policy)
        return backup_states.body(thing, world.clock.stamp(), around)

    def take_place(self, world: World, rest: Body) -> tuple[str, Body]:
        branch = str(rest.pop("branch", "main"))
        database, rest = super().take_place(world, rest)
        if world.store.get("planetscale.branch", database, branch) is None:
            raise ControlError(f"there is no branch {database}/{branch}")
        return f"{database}/{branch}", rest

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        return described_backup(planting.store, _branch(planting.store, scope), parse(planting.stamp), described)

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        record = edited(thing.body, changes, world.clock.stamp())
        return self.shown(world, world.store.put(thing.kind, thing.scope, thing.id, record))


class Branches(FoundByShownId):
    """Branches, kept under their name."""

    def body(self, world: World, thing: Thing) -> Body:
        return bodies.branch(world.store, thing, world.clock.stamp())

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        return seeding.branch(planting, scope, str(described.pop("name", "by-hand")), described)

    def remove(self, world: World, thing: Thing) -> None:
        for each in world.store.all("planetscale.backup", f"{thing.scope}/{thing.id}"):
            world.store.remove(each.kind, each.scope, each.id)
        super().remove(world, thing)


class Workflows(FoundByShownId):
    """Workflows, kept under their number."""

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = seeding.workflow(planting, scope, described)
        return Thing(self.kind, scope, str(made["number"]), made)


class Deployments(OfADatabase):
    """Deployments in the queue."""

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = seeding.deployment(planting, scope, described)
        return Thing(self.kind, scope, made["id"], made)


def _branch(store: Store, scope: str) -> Thing:
    database, _, name = scope.rpartition("/")
    body = store.get("planetscale.branch", database, name)
    if body is None:
        raise ControlError(f"there is no branch {scope}")
    return Thing("planetscale.branch", database, name, body)


EDITABLES: tuple[Editable, ...] = (
    Policies("planetscale.policy", "policies"),
    Backups("planetscale.backup", "backups", ("organization", "database", "branch")),
    Branches("planetscale.branch", "branches"),
    Workflows("planetscale.workflow", "workflows"),
    Deployments("planetscale.deployment", "deployments"),
)
