"""What the control plane and the console can edit at Northflank."""

from __future__ import annotations

from datetime import timedelta

from ..clock import parse
from ..console.forms import FormField, choices
from ..editable import ControlError, Editable
from ..seeder import Seeder
from ..store import Body, StoredObject
from ..world import World
from . import addon_bodies, backups, bodies, ids, seed_sections
from .clock_events import remove_addon, remove_schedule, runs_of, save_schedule


class OwnedByAddonOrVolume(Editable):
    """Objects of an addon or a volume."""

    def location(self, stored: StoredObject) -> Body:
        team, project, owner, name = stored.scope.split("/")
        return {"team_id": team or None, "project_id": project, f"{owner}_id": name}

    def take_location(self, world: World, described: Body) -> tuple[str, Body]:
        owner = "volume" if "volume_id" in described else "addon"
        names = ("team_id", "project_id", f"{owner}_id")
        team, project, name = (str(described.pop(each, None) or "") for each in names)
        if world.store.get(f"northflank.{owner}", f"{team}/{project}", name) is None:
            raise ControlError(f"there is no {owner} {team}/{project}/{name}".replace(" /", " "))
        return f"{team}/{project}/{owner}/{name}", described


class Schedules(OwnedByAddonOrVolume):
    """Backup schedules, with last_ran_at and next_run_at, which the vendor's API does not show."""

    def body(self, world: World, stored: StoredObject) -> Body:
        return {**stored.body, **runs_of(world.store, stored.scope, stored.id)}

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        created = seed_sections.schedule(seeder, scope, described)
        return StoredObject(self.kind, scope, created["id"], created)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        body = {**stored.body, "updatedAt": world.clock.timestamp(), **changes}
        save_schedule(world.store, stored.scope, body, world.clock.now())
        return self.shown(world, StoredObject(stored.kind, stored.scope, stored.id, body))

    def remove(self, world: World, stored: StoredObject) -> None:
        remove_schedule(world.store, stored.scope, stored.id)

    def to_form(self, body: Body) -> Body:
        scheduling = body["scheduling"] if isinstance(body["scheduling"], dict) else {}
        return {**scheduling, **{name: body[name] for name in ("backupType", "retentionTime")}}

    def from_form(self, values: Body) -> Body:
        sets = {name: values[name] for name in ("minute", "hour", "day") if values.get(name)}
        return {
            "scheduling": {"interval": values.get("interval", ""), **sets},
            **{name: values[name] for name in ("backupType", "retentionTime")},
        }


class Backups(OwnedByAddonOrVolume):
    """Backups of addons and volumes, with any status."""

    def body(self, world: World, stored: StoredObject) -> Body:
        owner, now = _owner(world, stored.scope), world.clock.timestamp()
        if owner is not None and owner.kind == "northflank.volume":
            return backups.item_of_volume(stored, now, owner)
        return backups.item(stored, now, addon_bodies.version(owner.body) if owner else "")

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        id, created = described.pop("id", None), parse(described.get("createdAt", seeder.timestamp))
        manual = bodies.schedule("", {"backupType": "snapshot", "scheduling": {}, "retentionTime": 7}, seeder.timestamp)
        record = backups.new_record(scope, manual, created, seconds=0, outcome="completed", retention=timedelta(days=7))
        record = backups.edited(record, described, seeder.timestamp)
        return seeder.store.put(self.kind, scope, id or ids.new_id(seeder.store), record)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        record = backups.edited(stored.body, changes, world.clock.timestamp())
        return self.shown(world, world.store.put(stored.kind, stored.scope, stored.id, record))


def full_id(addon: StoredObject) -> str:
    """An id that no other addon has: two projects may have addons of one name."""
    return f"{addon.scope.replace('/', '.')}.{addon.id}"


class Addons(Editable):
    """Addons, found by id or full id. A description has the fields of the contract's createAddon, an id, a createdAt
    and a status."""

    def find(self, world: World, id: str) -> StoredObject:
        for each in world.store.all(self.kind):
            if id == full_id(each):
                return each
        return super().find(world, id)

    def location(self, stored: StoredObject) -> Body:
        team, _, project = stored.scope.partition("/")
        return {"team_id": team or None, "project_id": project}

    def take_location(self, world: World, described: Body) -> tuple[str, Body]:
        team, project = (str(described.pop(each, None) or "") for each in ("team_id", "project_id"))
        if world.store.get("northflank.project", team, project) is None:
            raise ControlError(f"there is no project {team}/{project}".replace(" /", " "))
        return f"{team}/{project}", described

    def body(self, world: World, stored: StoredObject) -> Body:
        return addon_bodies.addon(stored, world.clock.timestamp())

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        id = described.pop("id", None) or addon_bodies.slug(str(described.get("name", "manual")))
        return seed_sections.addon(seeder, scope, str(id), described)

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        body = {**stored.body, "edits": {**stored.body.get("edits", {}), **changes}}
        return self.shown(world, world.store.put(stored.kind, stored.scope, stored.id, body))

    def remove(self, world: World, stored: StoredObject) -> None:
        remove_addon(world.store, stored)


def _owner(world: World, scope: str) -> StoredObject | None:
    """The addon or volume whose objects have this scope."""
    team, project, owner, name = scope.split("/")
    kind, parent = f"northflank.{owner}", f"{team}/{project}"
    body = world.store.get(kind, parent, name)
    return None if body is None else StoredObject(kind, parent, name, body)


SCHEDULES = Schedules(
    "northflank.schedule",
    "schedules",
    form=(
        FormField("backupType", choices=choices(("snapshot", "dump"))),
        FormField("interval", choices=choices(("hourly", "daily", "weekly"))),
        FormField("minute", "integers"),
        FormField("hour", "integers"),
        FormField("day", "integers", note=" (0 is Monday)"),
        FormField("retentionTime", "integer"),
    ),
    new={"backupType": "snapshot", "interval": "daily", "minute": [0], "hour": [3], "retentionTime": 7},
)
EDITABLES: tuple[Editable, ...] = (
    SCHEDULES,
    Backups("northflank.backup", "backups"),
    Addons("northflank.addon", "addons"),
)
