"""What an operation is given and what it gives back: no HTTP library in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .store import Body, Store
from .switches import Switch, Switches

if TYPE_CHECKING:
    from .edits import Editable
    from .seeding import Plant


class RefusalError(Exception):
    """The vendor says no: status, the vendor's code where it has one, a message, faults by field."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or {}


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body; None is no body at all."""

    status: int
    body: Any = None


def all_items(items: list[Body], _page: int, _per_page: int) -> list[Body]:
    """A list as it is; faults put another function in its place."""
    return items


@dataclass(frozen=True)
class Call:
    """One request of a client, taken apart."""

    store: Store
    clock: Clock
    switches: Switches
    path: dict[str, str]
    query: dict[str, str]
    raw_body: bytes
    content_type: str
    authorization: str
    url: str
    """The address asked for, without its query."""
    thin: Callable[[list[Body], int, int], list[Body]] = all_items
    """What the list shows of its items, given the page asked for and its size."""


def json_body(call: Call) -> Any:
    """The request's body as JSON; raises RefusalError with 400."""
    if call.content_type != "application/json":
        raise RefusalError(400, "bad_request", "The body must be sent as application/json.")
    try:
        return json.loads(call.raw_body)
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, "bad_request", "The body is not JSON.") from error


@dataclass(frozen=True)
class Operation:
    """One operation of a vendor's contract, by the contract's own id and path templates."""

    id: str
    method: str
    paths: tuple[str, ...]
    act: Callable[[Call], Answer]
    lists: bool = False
    accesses: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    anonymous: bool = False
    any_token: bool = False
    """Whether every valid token may, because the contract names no access."""


@dataclass(frozen=True)
class Vendor:
    """Everything the emulator needs to know to stand in for one vendor."""

    name: str
    title: str
    base: str
    """Where its API begins, as a client is told."""
    prefix: str
    """What the paths of all operations begin with."""
    operations: tuple[Operation, ...]
    admit: Callable[[Call, Operation], str]
    """Who is asking, as a key for the rate limit; raises RefusalError."""
    error: Callable[[RefusalError, str], Body]
    """The body of a refusal, given the request's id."""
    catch_up: Callable[[Store, Switches, datetime], None]
    """Lets everything happen that was due by a moment."""
    turn_back: Callable[[Store, datetime], None]
    """Undoes what happened after a moment."""
    plant: Plant
    """Adds what a description of a world has of it."""
    editables: tuple[Editable, ...]
    """What the control plane can edit."""
    switches: Mapping[str, Switch]
    window_seconds: int
    real_limit: int
    limit_headers: bool = False
