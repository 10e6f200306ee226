"""What Northflank accepts as a new add-on: its fields, its version, and the backup that it is forked from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..fields import array, boolean, integer, json_object, string
from ..operation import ApiError, Request
from ..store import Body, StoredObject
from . import addon_bodies, backups, lookup
from .schedule_rules import ADDON_SCHEDULE, DUMPABLE, NAME, applicable, bad_request, checked_body

FORK = json_object({"projectId": string(), "addonId": string(), "backupId": string()}, ("addonId", "backupId"))
FORK_BY_UID = json_object({"backupUid": string()}, ("backupUid",))


def _source(value: Any) -> Body:
    found: Body = (FORK_BY_UID if isinstance(value, dict) and "backupUid" in value else FORK)(value)
    return found


NEW_ADDON = json_object(
    {
        "name": string(r"[a-zA-Z]((-|\s)?[a-zA-Z0-9]+((-|\s)[a-zA-Z0-9]+)*)?", 3, 39),
        "description": string(r"[a-zA-Z0-9.,?\s\\/'\"()[\];`%^&*\-_:!]+", max_length=200),
        "type": string(),
        "version": string(min_length=1),
        "tags": array(NAME),
        "billing": json_object(
            {"deploymentPlan": NAME, "storageClass": string(), "storage": integer(1), "replicas": integer(1)},
            required=("deploymentPlan", "storage", "replicas"),
        ),
        "tlsEnabled": boolean,
        "externalAccessEnabled": boolean,
        "backupSchedules": array(ADDON_SCHEDULE),
        "source": _source,
    },
    required=("name", "type", "version", "billing"),
)


@dataclass(frozen=True)
class Source:
    """A completed backup and its add-on."""

    addon: StoredObject
    backup: StoredObject


def new_addon(request: Request) -> Body:
    """The fields of a new add-on. A `source` has the ids of the project, the add-on and the backup. Raises ApiError."""
    fields = checked_body(request, NEW_ADDON)
    kind = fields["type"]
    if kind not in addon_bodies.VERSIONS:
        raise bad_request({"type": f"must be one of {', '.join(addon_bodies.VERSIONS)}"})
    known = addon_bodies.VERSIONS[kind]
    if "source" in fields:
        source = _forked(request, fields["source"], kind)
        known = (addon_bodies.version(source.addon.body), *known)
        project = source.addon.scope.partition("/")[2]
        fields["source"] = {"projectId": project, "addonId": source.addon.id, "backupId": source.backup.id}
    if fields["version"] not in known:
        raise bad_request({"version": f"must be one of {', '.join(dict.fromkeys(known))}"})
    for each in fields.get("backupSchedules", ()):
        applicable(request, each, kind)
    return fields


def _forked(request: Request, given: Body, kind: str) -> Source:
    source = _by_uid(request, given["backupUid"]) if "backupUid" in given else _by_id(request, given)
    name, status = source.addon.id, backups.status_of(source.backup.body, request.clock.timestamp())
    if kind not in DUMPABLE:
        raise bad_request({"source": f"is not supported by addons of type {kind}"})
    if source.addon.body["type"] != kind:
        raise bad_request({"type": f"must be {source.addon.body['type']}, as the type of {name} is"})
    if status != "completed":
        raise ApiError(409, "conflict", f"Backup {source.backup.id} is {status}. Only a completed one can be restored.")
    return source


def _by_id(request: Request, given: Body) -> Source:
    project, id = given.get("projectId", request.path["projectId"]), given["backupId"]
    scope = f"{request.path.get('teamId', '')}/{project}"
    body = request.store.get("northflank.addon", scope, given["addonId"])
    if body is None:
        raise ApiError(404, "not_found", f"Project {project} has no addon {given['addonId']} to fork.")
    addon = StoredObject("northflank.addon", scope, given["addonId"], body)
    backup = request.store.get("northflank.backup", lookup.child_scope(addon), id)
    if backup is None or not backups.is_shown(backup, request.clock.timestamp()):
        raise ApiError(404, "not_found", f"Addon {addon.id} has no backup {id}.")
    return Source(addon, StoredObject("northflank.backup", lookup.child_scope(addon), id, backup))


def _by_uid(request: Request, uid: str) -> Source:
    team = request.path.get("teamId", "")
    for addon in request.store.all("northflank.addon"):
        if addon.scope.partition("/")[0] != team:
            continue
        for backup in request.store.all("northflank.backup", lookup.child_scope(addon)):
            if backups.uid(backup.id) == uid and backups.is_shown(backup.body, request.clock.timestamp()):
                return Source(addon, backup)
    raise ApiError(404, "not_found", f"There is no backup with the uid {uid}.")
