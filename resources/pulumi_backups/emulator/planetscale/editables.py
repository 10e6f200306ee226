"""What the control plane and the console can edit at PlanetScale."""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import parse
from ..console.forms import FormField, choices, numbered
from ..console.labels import DAYS
from ..durations import UNITS
from ..editable import ControlError, Editable
from ..seeder import Seeder
from ..store import Body, Store, StoredObject
from ..world import World
from . import backup_states, bodies, seed_sections
from .backup_edits import described_backup, edited
from .policy_rules import display_name
from .timetable import SCHEDULE_FIELDS, next_run

WEEKS = ("first", "second", "third", "fourth")
"""The names of schedule_week from 0."""


@dataclass(frozen=True)
class OwnedByDatabase(Editable):
    """Objects of a database."""

    scope_names: tuple[str, ...] = ("organization", "database")

    def take_location(self, world: World, described: Body) -> tuple[str, Body]:
        organization, database = str(described.pop("organization", "acme")), str(described.pop("database", ""))
        if world.store.get("planetscale.database", organization, database) is None:
            raise ControlError(f"there is no database {organization}/{database}")
        return f"{organization}/{database}", described

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        return super().change(world, stored, {"updated_at": world.clock.timestamp(), **changes})


class FoundByApiId(OwnedByDatabase):
    """Objects whose id in the store is not the id that the API shows. Both ids find them."""

    def find(self, world: World, id: str) -> StoredObject:
        for each in world.store.all(self.kind):
            if id == each.body["id"]:
                return each
        return super().find(world, id)


class Policies(OwnedByDatabase):
    """Backup policies, also required ones."""

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        created = seed_sections.policy(seeder, scope, described)
        return StoredObject(self.kind, scope, created["id"], created)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        if "name" in changes and "display_name" not in changes:
            changes = {**changes, "display_name": display_name(str(changes["name"]))}
        if set(SCHEDULE_FIELDS) & set(changes):
            planned = next_run({**stored.body, **changes}, world.clock.now())
            changes = {"next_run_at": planned, **changes}
        return super().change(world, stored, changes)

    def remove(self, world: World, stored: StoredObject) -> None:
        bodies.remove_policy(world.store, stored)


class Backups(OwnedByDatabase):
    """Backups of branches, in any state."""

    def body(self, world: World, stored: StoredObject) -> Body:
        database = stored.scope.rpartition("/")[0]
        policy = bodies.policies_by_id(world.store, database).get(stored.body["policy"])
        restored = bodies.branches_by_backup(world.store, database).get(stored.id, ())
        related = backup_states.Related(_branch(world.store, stored.scope), policy, restored)
        return backup_states.body(stored, world.clock.timestamp(), related)

    def take_location(self, world: World, described: Body) -> tuple[str, Body]:
        branch = str(described.pop("branch", "main"))
        database, rest = super().take_location(world, described)
        if world.store.get("planetscale.branch", database, branch) is None:
            raise ControlError(f"there is no branch {database}/{branch}")
        return f"{database}/{branch}", rest

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        return described_backup(seeder.store, _branch(seeder.store, scope), parse(seeder.timestamp), described)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        record = edited(stored.body, changes, world.clock.timestamp())
        return self.shown(world, world.store.put(stored.kind, stored.scope, stored.id, record))


class Branches(FoundByApiId):
    """Branches. The store has them by name."""

    def body(self, world: World, stored: StoredObject) -> Body:
        return bodies.branch(world.store, stored, world.clock.timestamp())

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        return seed_sections.branch(seeder, scope, str(described.pop("name", "manual")), described)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        now = world.clock.timestamp()
        changes = seed_sections.branch_fields(world.store, stored.scope, changes, now)
        return super().change(world, stored, changes)

    def remove(self, world: World, stored: StoredObject) -> None:
        bodies.remove_branch(world.store, stored)


class Workflows(FoundByApiId):
    """Workflows. The store has them by number."""

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        created = seed_sections.workflow(seeder, scope, described)
        return StoredObject(self.kind, scope, str(created["number"]), created)


class Deployments(OwnedByDatabase):
    """Deployments in the queue."""

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        created = seed_sections.deployment(seeder, scope, described)
        return StoredObject(self.kind, scope, created["id"], created)


def _branch(store: Store, scope: str) -> StoredObject:
    database, _, name = scope.rpartition("/")
    body = store.get("planetscale.branch", database, name)
    if body is None:
        raise ControlError(f"there is no branch {scope}")
    return StoredObject("planetscale.branch", database, name, body)


POLICIES = Policies(
    "planetscale.policy",
    "policies",
    form=(
        FormField("name", wide=True),
        FormField("target", choices=choices(("production", "development"))),
        FormField("frequency_value", "integer"),
        FormField("frequency_unit", choices=choices(("hour", "day", "week", "month"))),
        FormField("schedule_time"),
        FormField("schedule_day", "integer", choices=numbered(DAYS)),
        FormField("schedule_week", "integer", choices=numbered(WEEKS)),
        FormField("retention_value", "integer"),
        FormField("retention_unit", choices=choices(UNITS)),
    ),
    new={
        "name": "nightly",
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "03:00",
        "retention_value": 7,
        "retention_unit": "day",
    },
)
EDITABLES: tuple[Editable, ...] = (
    POLICIES,
    Backups("planetscale.backup", "backups", ("organization", "database", "branch")),
    Branches("planetscale.branch", "branches"),
    Workflows("planetscale.workflow", "workflows"),
    Deployments("planetscale.deployment", "deployments"),
)
