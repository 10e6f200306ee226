"""The operations on add-ons."""

from __future__ import annotations

from datetime import timedelta

from ..clock import iso
from ..operation import ApiError, Request, Response
from . import addon_bodies, addon_rules, bodies, lookup, schedule_rules
from .clock_events import remove_addon
from .pagination import paginate
from .schedules import new_schedule


def list_addons(request: Request) -> Response:
    """The add-ons of a project."""
    project, now = lookup.project(request), request.clock.timestamp()
    found = request.store.all("northflank.addon", f"{project.scope}/{project.id}")
    return paginate(request, "addons", [addon_bodies.item(each, now) for each in found])


def get_addon(request: Request) -> Response:
    """One add-on. Its schedules are not part of it."""
    _, found = lookup.owner(request)
    return Response(200, {"data": addon_bodies.addon(found, request.clock.timestamp())})


def create_addon(request: Request) -> Response:
    """Creates an add-on, or with `source` a fork of another one, restored from a backup."""
    project, now = lookup.project(request), request.clock.timestamp()
    fields, scope = addon_rules.new_addon(request), f"{project.scope}/{project.id}"
    id = addon_bodies.slug(fields["name"])
    if request.store.get("northflank.addon", scope, id) is not None:
        raise ApiError(409, "conflict", f"There is already an addon {id} in this project.")
    forked = request.switches["northflank.fork_outcome"] if "source" in fields else addon_bodies.RUNNING
    seconds = int(request.switches["northflank.fork_seconds"])
    early = "source" in fields and request.switches["northflank.fork_runs_early"]
    body = {**fields, "created_at": now, "seconds": seconds, "outcome": forked, "runs_early": early}
    stored = request.store.put("northflank.addon", scope, id, body)
    for each in fields.get("backupSchedules", ()):
        new_schedule(request, lookup.child_scope(stored), schedule_rules.applicable(request, each, fields["type"]))
    return Response(200, {"data": addon_bodies.created(stored, now)})


def delete_addon(request: Request) -> Response:
    """Deletes an add-on with its schedules and backups, at once or after the time that the switch sets."""
    _, found = lookup.owner(request)
    seconds = int(request.switches["northflank.deletion_seconds"])
    if not seconds:
        remove_addon(request.store, found)
    elif found.body.get("gone_at") is None:
        gone = iso(request.clock.now() + timedelta(seconds=seconds))
        request.store.put(found.kind, found.scope, found.id, {**found.body, "gone_at": gone})
    return Response(200, {"data": {}})


def list_addon_restores(request: Request) -> Response:
    """The restores into an add-on: of a fork the one that made it."""
    _, found = lookup.owner(request)
    restores = [addon_bodies.restore(found, request.clock.timestamp())] if "source" in found.body else []
    return paginate(request, "restores", restores)


def get_addon_types(_call: Request) -> Response:
    """Every type of add-on."""
    types = [bodies.addon_type(type, type in schedule_rules.DUMPABLE) for type in bodies.TITLES]
    return Response(200, {"data": {"addonTypes": types}})
