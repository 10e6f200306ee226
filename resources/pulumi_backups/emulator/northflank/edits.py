"""What can be edited behind the back of Northflank's clients."""

from __future__ import annotations

from datetime import timedelta

from .. import ids
from ..clock import parse
from ..dispatch import World
from ..edits import ControlError, Editable
from ..seeding import Seeding
from ..store import Body, Thing
from . import backups, bodies, seeding
from .running import drop_schedule, keep_schedule, runs_of


class OfAnOwner(Editable):
    """What belongs to an addon or a volume."""

    def place_of(self, thing: Thing) -> Body:
        team, project, owner, name = thing.scope.split("/")
        return {"team_id": team or None, "project_id": project, f"{owner}_id": name}

    def take_place(self, world: World, rest: Body) -> tuple[str, Body]:
        owner = "volume" if "volume_id" in rest else "addon"
        team, project, name = (str(rest.pop(part, None) or "") for part in ("team_id", "project_id", f"{owner}_id"))
        if world.store.get(f"northflank.{owner}", f"{team}/{project}", name) is None:
            raise ControlError(f"there is no {owner} {team}/{project}/{name}".replace(" /", " "))
        return f"{team}/{project}/{owner}/{name}", rest


class Schedules(OfAnOwner):
    """Backup schedules, shown with last_ran_at and next_run_at, which the vendor's API has not."""

    def body(self, world: World, thing: Thing) -> Body:
        return {**thing.body, **runs_of(world.store, thing.scope, thing.id)}

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = seeding.schedule(planting, scope, described)
        return Thing(self.kind, scope, made["id"], made)

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        body = {**thing.body, "updatedAt": world.clock.stamp(), **changes}
        keep_schedule(world.store, thing.scope, body, world.clock.now())
        return self.shown(world, Thing(thing.kind, thing.scope, thing.id, body))

    def remove(self, world: World, thing: Thing) -> None:
        drop_schedule(world.store, thing.scope, thing.id)


class Backups(OfAnOwner):
    """Backups of addons and volumes, with any status."""

    def body(self, world: World, thing: Thing) -> Body:
        return backups.item(thing, world.clock.stamp(), _type_of_owner(world, thing.scope))

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = parse(described.get("createdAt", planting.stamp))
        by_hand = bodies.schedule("", {"backupType": "snapshot", "scheduling": {}, "retentionTime": 7}, planting.stamp)
        record = backups.begun(scope, by_hand, made, seconds=0, outcome="completed", lasts=timedelta(days=7))
        record = backups.edited(record, described, planting.stamp)
        return planting.store.put(self.kind, scope, ids.hexadecimal(planting.store), record)

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        record = backups.edited(thing.body, changes, world.clock.stamp())
        return self.shown(world, world.store.put(thing.kind, thing.scope, thing.id, record))


def _type_of_owner(world: World, scope: str) -> str:
    team, project, _, name = scope.split("/")
    addon = world.store.get("northflank.addon", f"{team}/{project}", name)
    return str(addon["type"]) if addon else ""


EDITABLES: tuple[Editable, ...] = (
    Schedules("northflank.schedule", "schedules"),
    Backups("northflank.backup", "backups"),
)
