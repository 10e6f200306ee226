"""Which object a path names: a database, a branch, or an object of one. 404 if there is none."""

from __future__ import annotations

from ..operation import ApiError, Request
from ..store import StoredObject


def not_found() -> ApiError:
    """The error for an object that does not exist."""
    return ApiError(404, "not_found", "Not Found")


def database(request: Request) -> StoredObject:
    """The database in the path. Raises ApiError."""
    return _get(request, "planetscale.database", request.path["organization"], request.path["database"])


def branch(request: Request) -> StoredObject:
    """The branch in the path. Raises ApiError."""
    return _get(request, "planetscale.branch", child_scope(database(request)), request.path["branch"])


def find_in_database(request: Request, kind: str, id: str) -> StoredObject:
    """An object of the path's database by kind and id. Raises ApiError."""
    return _get(request, kind, child_scope(database(request)), id)


def find_in_branch(request: Request, kind: str, id: str) -> StoredObject:
    """An object of the path's branch by kind and id. Raises ApiError."""
    return _get(request, kind, child_scope(branch(request)), id)


def child_scope(stored: StoredObject) -> str:
    """The scope of the objects below an object."""
    return f"{stored.scope}/{stored.id}"


def _get(request: Request, kind: str, scope: str, id: str) -> StoredObject:
    body = request.store.get(kind, scope, id)
    if body is None:
        raise not_found()
    return StoredObject(kind, scope, id, body)
