"""The operations on backup schedules."""

from __future__ import annotations

from ..clock import iso
from ..operation import ApiError, Request, Response
from ..store import Body
from . import bodies, ids, lookup, schedule_rules
from .clock_events import remove_schedule, save_schedule
from .pagination import paginate


def list_schedules(request: Request) -> Response:
    """The backup schedules of an add-on or a volume, the oldest first."""
    scope, _ = lookup.owner(request)
    order = str(request.switches["northflank.array_order"])
    found = [bodies.in_order(each.body, order) for each in request.store.all("northflank.schedule", scope)]
    return paginate(request, "schedules", found, paged=bool(request.switches["northflank.schedule_pages"]))


def create_addon_schedule(request: Request) -> Response:
    """Creates a schedule of an add-on. It can have one for each backup type and interval."""
    scope, addon = lookup.owner(request)
    id = new_schedule(request, scope, schedule_rules.addon_schedule(request, addon.body["type"]))
    return Response(200, {"data": {"id": id}})


def create_volume_schedule(request: Request) -> Response:
    """Creates a schedule of a volume. It can have one for each interval."""
    scope, _ = lookup.owner(request)
    return Response(200, {"data": {"id": new_schedule(request, scope, schedule_rules.volume_schedule(request))}})


def delete_schedule(request: Request) -> Response:
    """Removes a schedule."""
    scope, _ = lookup.owner(request)
    gone = not remove_schedule(request.store, scope, request.path["scheduleId"])
    status = int(request.switches["northflank.delete_missing"])
    if gone and status != 200:
        raise ApiError(status, "not_found", "Backup schedule not found.")
    return Response(200, {"data": {}})


def new_schedule(request: Request, scope: str, fields: Body) -> str:
    """Creates a schedule from checked fields. Returns its id. Raises ApiError if there is one of its key."""
    key = (fields["backupType"], fields["scheduling"]["interval"])
    for each in request.store.all("northflank.schedule", scope):
        if (each.body["backupType"], each.body["scheduling"]["interval"]) == key:
            message = f"There is already one {key[1]} backup schedule of type {key[0]}."
            raise ApiError(request.switches["northflank.duplicate_status"], "conflict", message)
    id = ids.new_id(request.store)
    now = request.clock.now()
    save_schedule(request.store, scope, bodies.schedule(id, fields, iso(now)), now)
    return id
