"""Northflank's operations, each with and without a team in its path."""

from __future__ import annotations

from collections.abc import Callable

from ..clock import iso
from ..operation import ApiError, Operation, Request, Response
from ..store import Body, StoredObject
from . import backups, bodies, ids, schedule_rules
from .clock_events import remove_schedule, save_schedule
from .pagination import paginate

PROJECT = "/projects/{projectId}"
ADDON = f"{PROJECT}/addons/{{addonId}}"
VOLUME = f"{PROJECT}/volumes/{{volumeId}}"
SCHEDULE = "backup-schedules/{scheduleId}"


def list_schedules(request: Request) -> Response:
    """The backup schedules of an addon or a volume, the oldest first."""
    scope, _ = _owner(request)
    order = str(request.switches["northflank.array_order"])
    found = [bodies.in_order(each.body, order) for each in request.store.all("northflank.schedule", scope)]
    return paginate(request, "schedules", found, paged=bool(request.switches["northflank.schedule_pages"]))


def create_addon_schedule(request: Request) -> Response:
    """Creates a schedule of an addon. It can have one for each backup type and interval."""
    scope, addon = _owner(request)
    return _create(request, scope, schedule_rules.addon_schedule(request, addon.body["type"]))


def create_volume_schedule(request: Request) -> Response:
    """Creates a schedule of a volume. It can have one for each interval."""
    scope, _ = _owner(request)
    return _create(request, scope, schedule_rules.volume_schedule(request))


def delete_schedule(request: Request) -> Response:
    """Removes a schedule."""
    scope, _ = _owner(request)
    gone = not remove_schedule(request.store, scope, request.path["scheduleId"])
    status = int(request.switches["northflank.delete_missing"])
    if gone and status != 200:
        raise ApiError(status, "not_found", "Backup schedule not found.")
    return Response(200, {"data": {}})


def list_addon_backups(request: Request) -> Response:
    """The backups of an addon that have not expired, the newest first."""
    scope, addon = _owner(request)
    now, found = request.clock.timestamp(), _shown_backups(request, scope)
    return paginate(request, "backups", [backups.item(each, now, addon.body["type"]) for each in found])


def list_volume_backups(request: Request) -> Response:
    """The backups of a volume that have not expired, the newest first."""
    scope, volume = _owner(request)
    now, found = request.clock.timestamp(), _shown_backups(request, scope)
    return paginate(request, None, [backups.item_of_volume(each, now, volume) for each in found])


def list_addons(request: Request) -> Response:
    """The addons of a project."""
    project = _project(request)
    found = request.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return paginate(request, "addons", [bodies.addon_item(each) for each in found])


def list_volumes(request: Request) -> Response:
    """The volumes of a project."""
    project = _project(request)
    found = request.store.all("northflank.volume", f"{project.scope}/{project.id}")
    return paginate(request, None, [bodies.volume_item(each) for each in found])


def get_addon(request: Request) -> Response:
    """One addon. Its schedules are not part of it."""
    return Response(200, {"data": bodies.addon(_owner(request)[1])})


def get_addon_types(_call: Request) -> Response:
    """Every type of addon."""
    types = [bodies.addon_type(type, type in schedule_rules.DUMPABLE) for type in bodies.TITLES]
    return Response(200, {"data": {"addonTypes": types}})


def list_projects(request: Request) -> Response:
    """The projects of the token's account, or of the team."""
    found = request.store.all("northflank.project", request.path.get("teamId", ""))
    return paginate(request, "projects", [bodies.project_item(each) for each in found])


def get_project(request: Request) -> Response:
    """One project."""
    project = _project(request)
    addons = request.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return Response(200, {"data": bodies.project(project, addons)})


def list_destinations(request: Request) -> Response:
    """The backup destinations of the account or of the team."""
    found = request.store.all("northflank.destination", request.path.get("teamId", ""))
    return paginate(request, "backupDestinations", [each.body for each in found])


def _create(request: Request, scope: str, fields: Body) -> Response:
    key = (fields["backupType"], fields["scheduling"]["interval"])
    for each in request.store.all("northflank.schedule", scope):
        if (each.body["backupType"], each.body["scheduling"]["interval"]) == key:
            message = f"There is already one {key[1]} backup schedule of type {key[0]}."
            raise ApiError(request.switches["northflank.duplicate_status"], "conflict", message)
    id = ids.new_id(request.store)
    now = request.clock.now()
    save_schedule(request.store, scope, bodies.schedule(id, fields, iso(now)), now)
    return Response(200, {"data": {"id": id}})


def _shown_backups(request: Request, scope: str) -> list[StoredObject]:
    """The backups of a scope that have not expired, the newest first."""
    now = request.clock.timestamp()
    found = [each for each in request.store.all("northflank.backup", scope) if backups.is_shown(each.body, now)]
    return sorted(found, key=lambda each: str(each.body["created_at"]))[::-1]


def _project(request: Request) -> StoredObject:
    team, id = request.path.get("teamId", ""), request.path["projectId"]
    body = request.store.get("northflank.project", team, id)
    if body is None:
        raise ApiError(404, "not_found", "Project not found.")
    return StoredObject("northflank.project", team, id, body)


def _owner(request: Request) -> tuple[str, StoredObject]:
    """The scope of an addon's or a volume's schedules, and the addon or volume in the path. Raises ApiError."""
    project = _project(request)
    kind = "addon" if "addonId" in request.path else "volume"
    id = request.path[f"{kind}Id"]
    body = request.store.get(f"northflank.{kind}", f"{project.scope}/{project.id}", id)
    if body is None:
        raise ApiError(404, "not_found", f"{kind.capitalize()} not found.")
    stored = StoredObject(f"northflank.{kind}", f"{project.scope}/{project.id}", id, body)
    return f"{stored.scope}/{kind}/{id}", stored


def _operation(
    id: str, method: str, path: str, handler: Callable[[Request], Response], *, team: bool = True
) -> Operation:
    paths = (path, f"/teams/{{teamId}}{path}") if team else (path,)
    return Operation(id, method, paths, handler, lists=id.startswith("list"))


OPERATIONS: tuple[Operation, ...] = (
    _operation("listAddonBackupSchedules", "GET", f"{ADDON}/backup-schedules", list_schedules),
    _operation("createAddonBackupSchedule", "POST", f"{ADDON}/backup-schedules", create_addon_schedule),
    _operation("deleteAddonBackupSchedule", "DELETE", f"{ADDON}/{SCHEDULE}", delete_schedule),
    _operation("listVolumeBackupSchedules", "GET", f"{VOLUME}/backup-schedules", list_schedules),
    _operation("createVolumeBackupSchedule", "POST", f"{VOLUME}/backup-schedules", create_volume_schedule),
    _operation("deleteVolumeBackupSchedule", "DELETE", f"{VOLUME}/{SCHEDULE}", delete_schedule),
    _operation("listAddonBackups", "GET", f"{ADDON}/backups", list_addon_backups),
    _operation("listVolumes", "GET", f"{PROJECT}/volumes", list_volumes),
    _operation("listVolumeBackups", "GET", f"{VOLUME}/backups", list_volume_backups),
    _operation("listAddons", "GET", f"{PROJECT}/addons", list_addons),
    _operation("getAddon", "GET", ADDON, get_addon),
    _operation("getAddonTypes", "GET", "/addon-types", get_addon_types, team=False),
    _operation("listProjects", "GET", "/projects", list_projects),
    _operation("getProject", "GET", PROJECT, get_project),
    _operation("listBackupDestinations", "GET", "/backup-destinations", list_destinations),
)
