"""What an operation of a vendor's API gets and returns: no HTTP library is involved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .store import Body, Store
from .switches import Switches

ListFilter = Callable[[list[Body], int, int], list[Body]]
"""Given all items of a list, the requested page and its size: the items that the list shows."""


class ApiError(Exception):
    """An error response: the status, the vendor's code if it has codes, a message, and errors by field."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or {}


@dataclass(frozen=True)
class Response:
    """A status and a JSON body. None means no body."""

    status: int
    body: Any = None


def keep_all(items: list[Body], _page: int, _per_page: int) -> list[Body]:
    """The list filter that removes nothing."""
    return items


@dataclass(frozen=True)
class Request:
    """One request of a client, parsed, and the state that the operation works on."""

    store: Store
    clock: Clock
    switches: Switches
    path: dict[str, str]
    """The path's parameters by name."""
    query: dict[str, str]
    raw_body: bytes
    content_type: str
    authorization: str
    url: str
    """The request's address without its query."""
    filter_list: ListFilter = keep_all
    """Faults replace it to remove items from a list."""


def bearer_token(authorization: str) -> str | None:
    """The token of an Authorization header, whose scheme can be in any case. None if it has another scheme."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def json_body(request: Request) -> Any:
    """The request's body as JSON. Raises ApiError with status 400."""
    if request.content_type != "application/json":
        raise ApiError(400, "bad_request", "The body must be sent as application/json.")
    try:
        return json.loads(request.raw_body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "bad_request", "The body is not JSON.") from error


@dataclass(frozen=True)
class Operation:
    """One operation of a vendor's contract, with the contract's own id and path templates."""

    id: str
    method: str
    paths: tuple[str, ...]
    handler: Callable[[Request], Response]
    lists: bool = False
    """Whether the operation returns a list, so that faults of lists apply to it."""
    accesses: frozenset[str] = frozenset()
    """A service token needs one of these."""
    scopes: frozenset[str] = frozenset()
    """An OAuth token needs one of these."""
    anonymous: bool = False
    """Whether the operation needs no credential."""
    any_token: bool = False
    """Whether every valid token is enough, because the contract names no access."""
