"""Which project, add-on or volume a path names. 404 if there is none."""

from __future__ import annotations

from ..operation import ApiError, Request
from ..store import StoredObject


def project(request: Request) -> StoredObject:
    """The project in the path. Raises ApiError."""
    team, id = request.path.get("teamId", ""), request.path["projectId"]
    body = request.store.get("northflank.project", team, id)
    if body is None:
        raise ApiError(404, "not_found", "Project not found.")
    return StoredObject("northflank.project", team, id, body)


def owner(request: Request) -> tuple[str, StoredObject]:
    """The scope of an add-on's or a volume's schedules, and the add-on or volume in the path. Raises ApiError."""
    found = project(request)
    kind = "addon" if "addonId" in request.path else "volume"
    id = request.path[f"{kind}Id"]
    body = request.store.get(f"northflank.{kind}", f"{found.scope}/{found.id}", id)
    if body is None:
        raise ApiError(404, "not_found", f"{kind.capitalize()} not found.")
    stored = StoredObject(f"northflank.{kind}", f"{found.scope}/{found.id}", id, body)
    return child_scope(stored), stored


def child_scope(stored: StoredObject) -> str:
    """The scope of the schedules and backups of an add-on or a volume."""
    return f"{stored.scope}/{stored.kind.partition('.')[2]}/{stored.id}"
