"""What can be edited behind the back of Northflank's clients."""

from __future__ import annotations

from ..dispatch import World
from ..edits import ControlError, Editable
from ..seeding import Seeding
from ..store import Body, Thing
from . import seeding


class Schedules(Editable):
    """Backup schedules of addons and of volumes."""

    def place_of(self, thing: Thing) -> Body:
        team, project, owner, name = thing.scope.split("/")
        return {"team_id": team or None, "project_id": project, f"{owner}_id": name}

    def take_place(self, world: World, rest: Body) -> tuple[str, Body]:
        owner = "volume" if "volume_id" in rest else "addon"
        team, project, name = (str(rest.pop(part, None) or "") for part in ("team_id", "project_id", f"{owner}_id"))
        if world.store.get(f"northflank.{owner}", f"{team}/{project}", name) is None:
            raise ControlError(f"there is no {owner} {team}/{project}/{name}".replace(" /", " "))
        return f"{team}/{project}/{owner}/{name}", rest

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        made = seeding.schedule(planting, scope, described)
        return Thing(self.kind, scope, made["id"], made)

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        body = {**thing.body, "updatedAt": world.clock.stamp(), **changes}
        return self.shown(world, world.store.put(thing.kind, thing.scope, thing.id, body))


EDITABLES: tuple[Editable, ...] = (Schedules("northflank.schedule", "schedules"),)
