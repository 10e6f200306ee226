"""Which thing does a path lead to: databases, branches and what belongs to them, or 404."""

from __future__ import annotations

from ..operation import ApiError, Request
from ..store import StoredObject


def not_found() -> ApiError:
    """The answer to whatever is not there."""
    return ApiError(404, "not_found", "Not Found")


def database(request: Request) -> StoredObject:
    """The database in the path; raises ApiError."""
    return _get(request, "planetscale.database", request.path["organization"], request.path["database"])


def branch(request: Request) -> StoredObject:
    """The branch in the path; raises ApiError."""
    return _get(request, "planetscale.branch", child_scope(database(request)), request.path["branch"])


def find_in_database(request: Request, kind: str, id: str) -> StoredObject:
    """What has that id among a kind of thing in the path's database; raises ApiError."""
    return _get(request, kind, child_scope(database(request)), id)


def find_in_branch(request: Request, kind: str, id: str) -> StoredObject:
    """What has that id among a kind of thing in the path's branch; raises ApiError."""
    return _get(request, kind, child_scope(branch(request)), id)


def child_scope(stored: StoredObject) -> str:
    """The scope of what belongs to a thing."""
    return f"{stored.scope}/{stored.id}"


def _get(request: Request, kind: str, scope: str, id: str) -> StoredObject:
    body = request.store.get(kind, scope, id)
    if body is None:
        raise not_found()
    return StoredObject(kind, scope, id, body)
