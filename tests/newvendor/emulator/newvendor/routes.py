"""Newvendor's operations on the backup schedules of a cluster."""

from __future__ import annotations

from ..fields import FieldError, array, integer, json_object
from ..operation import ApiError, Operation, Request, Response, json_body
from ..store import Body

SCHEDULES = "/clusters/{cluster}/schedules"
SCHEDULE = "newvendor.schedule"
SETTINGS = {
    "window": json_object(
        {"days": array(integer(0, 6), unique=True, min_length=1), "hour": integer(0, 23)}, required=("days", "hour")
    ),
    "retention_days": integer(1, 365),
}
check_settings = json_object(SETTINGS, required=SETTINGS)


def list_schedules(request: Request) -> Response:
    """The names of the schedules, the oldest first."""
    found = [each.body for each in request.store.all(SCHEDULE, _cluster(request))]
    return Response(200, [each["name"] for each in request.filter_list(found, 1, len(found))])


def get_schedule(request: Request) -> Response:
    """One schedule."""
    return Response(200, _schedule(request))


def put_schedule(request: Request) -> Response:
    """Creates a schedule, or replaces its settings."""
    cluster, name = _cluster(request), request.path["name"]
    try:
        settings = check_settings(json_body(request))
    except FieldError as error:
        raise ApiError(422, "invalid", str(error)) from error
    return Response(200, request.store.put(SCHEDULE, cluster, name, {**settings, "name": name}).body)


def delete_schedule(request: Request) -> Response:
    """Removes a schedule."""
    _schedule(request)
    request.store.remove(SCHEDULE, _cluster(request), request.path["name"])
    return Response(204)


def _cluster(request: Request) -> str:
    cluster = request.path["cluster"]
    if request.store.get("newvendor.cluster", "", cluster) is None:
        raise ApiError(404, "not_found", "There is no such cluster.")
    return cluster


def _schedule(request: Request) -> Body:
    found = request.store.get(SCHEDULE, _cluster(request), request.path["name"])
    if found is None:
        raise ApiError(404, "not_found", "There is no such schedule.")
    return found


OPERATIONS = (
    Operation("listSchedules", "GET", (SCHEDULES,), list_schedules, lists=True),
    Operation("getSchedule", "GET", (f"{SCHEDULES}/{{name}}",), get_schedule),
    Operation("putSchedule", "PUT", (f"{SCHEDULES}/{{name}}",), put_schedule),
    Operation("deleteSchedule", "DELETE", (f"{SCHEDULES}/{{name}}",), delete_schedule),
)
