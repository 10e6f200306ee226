"""Northflank's operations, each with and without a team in its path."""

from __future__ import annotations

from collections.abc import Callable

from ..call import Answer, Call, Operation, RefusalError
from ..clock import iso
from ..ids import hexadecimal
from ..store import Body, Thing
from . import backups, bodies, rules
from .pages import page_of
from .running import drop_schedule, keep_schedule

PROJECT = "/projects/{projectId}"
ADDON = f"{PROJECT}/addons/{{addonId}}"
VOLUME = f"{PROJECT}/volumes/{{volumeId}}"
SCHEDULE = "backup-schedules/{scheduleId}"


def list_schedules(call: Call) -> Answer:
    """The backup schedules of an addon or a volume, the oldest first."""
    scope, _ = _owner(call)
    order = str(call.switches["northflank.array_order"])
    found = [bodies.in_order(each.body, order) for each in call.store.all("northflank.schedule", scope)]
    return page_of(call, "schedules", found, paged=bool(call.switches["northflank.schedule_pages"]))


def create_addon_schedule(call: Call) -> Answer:
    """A new schedule of an addon: one for each backup type and interval."""
    scope, addon = _owner(call)
    return _create(call, scope, rules.addon_schedule(call, addon.body["type"]))


def create_volume_schedule(call: Call) -> Answer:
    """A new schedule of a volume: one for each interval."""
    scope, _ = _owner(call)
    return _create(call, scope, rules.volume_schedule(call))


def delete_schedule(call: Call) -> Answer:
    """Removes a schedule."""
    scope, _ = _owner(call)
    gone = not drop_schedule(call.store, scope, call.path["scheduleId"])
    status = int(call.switches["northflank.delete_missing"])
    if gone and status != 200:
        raise RefusalError(status, "not_found", "Backup schedule not found.")
    return Answer(200, {"data": {}})


def list_addon_backups(call: Call) -> Answer:
    """The backups of an addon that have not expired, the newest first."""
    scope, addon = _owner(call)
    now = call.clock.stamp()
    found = [each for each in call.store.all("northflank.backup", scope) if backups.is_shown(each.body, now)]
    found.sort(key=lambda each: str(each.body["created_at"]))
    return page_of(call, "backups", [backups.item(each, now, addon.body["type"]) for each in found[::-1]])


def list_addons(call: Call) -> Answer:
    """The addons of a project."""
    project = _project(call)
    found = call.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return page_of(call, "addons", [bodies.addon_item(each) for each in found])


def get_addon(call: Call) -> Answer:
    """One addon; its schedules are not part of it."""
    return Answer(200, {"data": bodies.addon(_owner(call)[1])})


def get_addon_types(_call: Call) -> Answer:
    """Every type of addon."""
    types = [bodies.addon_type(type, type in rules.DUMPABLE) for type in bodies.TITLES]
    return Answer(200, {"data": {"addonTypes": types}})


def list_projects(call: Call) -> Answer:
    """The projects of the token's account, or of the team."""
    found = call.store.all("northflank.project", call.path.get("teamId", ""))
    return page_of(call, "projects", [bodies.project_item(each) for each in found])


def get_project(call: Call) -> Answer:
    """One project."""
    project = _project(call)
    addons = call.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return Answer(200, {"data": bodies.project(project, addons)})


def list_destinations(call: Call) -> Answer:
    """The backup destinations of the account or of the team."""
    found = call.store.all("northflank.destination", call.path.get("teamId", ""))
    return page_of(call, "backupDestinations", [each.body for each in found])


def _create(call: Call, scope: str, fields: Body) -> Answer:
    key = (fields["backupType"], fields["scheduling"]["interval"])
    for each in call.store.all("northflank.schedule", scope):
        if (each.body["backupType"], each.body["scheduling"]["interval"]) == key:
            message = f"There is already one {key[1]} backup schedule of type {key[0]}."
            raise RefusalError(call.switches["northflank.duplicate_status"], "conflict", message)
    id = hexadecimal(call.store)
    now = call.clock.now()
    keep_schedule(call.store, scope, bodies.schedule(id, fields, iso(now)), now)
    return Answer(200, {"data": {"id": id}})


def _project(call: Call) -> Thing:
    team, id = call.path.get("teamId", ""), call.path["projectId"]
    body = call.store.get("northflank.project", team, id)
    if body is None:
        raise RefusalError(404, "not_found", "Project not found.")
    return Thing("northflank.project", team, id, body)


def _owner(call: Call) -> tuple[str, Thing]:
    """The addon or volume in the path and the scope of its schedules; raises RefusalError."""
    project = _project(call)
    kind = "addon" if "addonId" in call.path else "volume"
    id = call.path[f"{kind}Id"]
    body = call.store.get(f"northflank.{kind}", f"{project.scope}/{project.id}", id)
    if body is None:
        raise RefusalError(404, "not_found", f"{kind.capitalize()} not found.")
    thing = Thing(f"northflank.{kind}", f"{project.scope}/{project.id}", id, body)
    return f"{thing.scope}/{kind}/{id}", thing


def _operation(id: str, method: str, path: str, act: Callable[[Call], Answer], *, team: bool = True) -> Operation:
    paths = (path, f"/teams/{{teamId}}{path}") if team else (path,)
    return Operation(id, method, paths, act, lists=id.startswith("list"))


OPERATIONS: tuple[Operation, ...] = (
    _operation("listAddonBackupSchedules", "GET", f"{ADDON}/backup-schedules", list_schedules),
    _operation("createAddonBackupSchedule", "POST", f"{ADDON}/backup-schedules", create_addon_schedule),
    _operation("deleteAddonBackupSchedule", "DELETE", f"{ADDON}/{SCHEDULE}", delete_schedule),
    _operation("listVolumeBackupSchedules", "GET", f"{VOLUME}/backup-schedules", list_schedules),
    _operation("createVolumeBackupSchedule", "POST", f"{VOLUME}/backup-schedules", create_volume_schedule),
    _operation("deleteVolumeBackupSchedule", "DELETE", f"{VOLUME}/{SCHEDULE}", delete_schedule),
    _operation("listAddonBackups", "GET", f"{ADDON}/backups", list_addon_backups),
    _operation("listAddons", "GET", f"{PROJECT}/addons", list_addons),
    _operation("getAddon", "GET", ADDON, get_addon),
    _operation("getAddonTypes", "GET", "/addon-types", get_addon_types, team=False),
    _operation("listProjects", "GET", "/projects", list_projects),
    _operation("getProject", "GET", PROJECT, get_project),
    _operation("listBackupDestinations", "GET", "/backup-destinations", list_destinations),
)
