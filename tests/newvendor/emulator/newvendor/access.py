"""Who sends a request to Newvendor, and whether they may."""

from __future__ import annotations

from ..operation import ApiError, Operation, Request


def authorize(request: Request, _operation: Operation) -> str:
    """The key. Raises ApiError with 401."""
    key = request.authorization.removeprefix("Bearer ")
    if request.store.get("newvendor.key", "", key) is None:
        raise ApiError(401, "unauthorized", "The API key is missing or not valid.")
    return key
