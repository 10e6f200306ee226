"""Northflank's operations, each with and without a team in its path."""

from __future__ import annotations

from collections.abc import Callable

from ..operation import Operation, Request, Response
from ..store import StoredObject
from . import addon_bodies, addons, backups, bodies, lookup, schedules
from .pagination import paginate

PROJECT = "/projects/{projectId}"
ADDON = f"{PROJECT}/addons/{{addonId}}"
VOLUME = f"{PROJECT}/volumes/{{volumeId}}"
SCHEDULE = "backup-schedules/{scheduleId}"


def list_addon_backups(request: Request) -> Response:
    """The backups of an addon that have not expired, the newest first."""
    scope, addon = lookup.owner(request)
    now, found = request.clock.timestamp(), _shown_backups(request, scope)
    return paginate(request, "backups", [backups.item(each, now, addon_bodies.version(addon.body)) for each in found])


def list_volume_backups(request: Request) -> Response:
    """The backups of a volume that have not expired, the newest first."""
    scope, volume = lookup.owner(request)
    now, found = request.clock.timestamp(), _shown_backups(request, scope)
    return paginate(request, None, [backups.item_of_volume(each, now, volume) for each in found])


def list_volumes(request: Request) -> Response:
    """The volumes of a project."""
    project = lookup.project(request)
    found = request.store.all("northflank.volume", f"{project.scope}/{project.id}")
    return paginate(request, None, [bodies.volume_item(each) for each in found])


def list_projects(request: Request) -> Response:
    """The projects of the token's account, or of the team."""
    found = request.store.all("northflank.project", request.path.get("teamId", ""))
    return paginate(request, "projects", [bodies.project_item(each) for each in found])


def get_project(request: Request) -> Response:
    """One project."""
    project = lookup.project(request)
    found = request.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return Response(200, {"data": bodies.project(project, found, request.clock.timestamp())})


def check_login(_call: Request) -> Response:
    """Whether the token is valid. The vendor's CLI asks this when somebody logs in."""
    return Response(200, {"data": {}})


def list_destinations(request: Request) -> Response:
    """The backup destinations of the account or of the team."""
    found = request.store.all("northflank.destination", request.path.get("teamId", ""))
    return paginate(request, "backupDestinations", [each.body for each in found])


def _shown_backups(request: Request, scope: str) -> list[StoredObject]:
    """The backups of a scope that have not expired, the newest first."""
    now = request.clock.timestamp()
    found = [each for each in request.store.all("northflank.backup", scope) if backups.is_shown(each.body, now)]
    return sorted(found, key=lambda each: str(each.body["created_at"]))[::-1]


def _operation(
    id: str, method: str, path: str, handler: Callable[[Request], Response], *, team: bool = True
) -> Operation:
    paths = (path, f"/teams/{{teamId}}{path}") if team else (path,)
    return Operation(id, method, paths, handler, lists=id.startswith("list"))


OPERATIONS: tuple[Operation, ...] = (
    _operation("listAddonBackupSchedules", "GET", f"{ADDON}/backup-schedules", schedules.list_schedules),
    _operation("createAddonBackupSchedule", "POST", f"{ADDON}/backup-schedules", schedules.create_addon_schedule),
    _operation("deleteAddonBackupSchedule", "DELETE", f"{ADDON}/{SCHEDULE}", schedules.delete_schedule),
    _operation("listVolumeBackupSchedules", "GET", f"{VOLUME}/backup-schedules", schedules.list_schedules),
    _operation("createVolumeBackupSchedule", "POST", f"{VOLUME}/backup-schedules", schedules.create_volume_schedule),
    _operation("deleteVolumeBackupSchedule", "DELETE", f"{VOLUME}/{SCHEDULE}", schedules.delete_schedule),
    _operation("listAddonBackups", "GET", f"{ADDON}/backups", list_addon_backups),
    _operation("listVolumes", "GET", f"{PROJECT}/volumes", list_volumes),
    _operation("listAddonRestores", "GET", f"{ADDON}/restores", addons.list_addon_restores),
    _operation("listVolumeBackups", "GET", f"{VOLUME}/backups", list_volume_backups),
    _operation("listAddons", "GET", f"{PROJECT}/addons", addons.list_addons),
    _operation("getAddon", "GET", ADDON, addons.get_addon),
    _operation("createAddon", "POST", f"{PROJECT}/addons", addons.create_addon),
    _operation("deleteAddon", "DELETE", ADDON, addons.delete_addon),
    _operation("getAddonTypes", "GET", "/addon-types", addons.get_addon_types, team=False),
    _operation("listProjects", "GET", "/projects", list_projects),
    _operation("getProject", "GET", PROJECT, get_project),
    _operation("cliLoginCheck", "GET", "/login", check_login, team=False),
    _operation("listBackupDestinations", "GET", "/backup-destinations", list_destinations),
)
