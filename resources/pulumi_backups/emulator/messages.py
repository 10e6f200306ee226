"""An HTTP request as it arrived, and an HTTP response as it is sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpRequest:
    """A request before anything is checked."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    content_type: str
    authorization: str
    user_agent: str
    url: str
    """The address without the query."""


@dataclass(frozen=True)
class HttpResponse:
    """The bytes for a client, and the faults of sending them."""

    status: int
    headers: dict[str, str]
    data: bytes
    delay: float = 0.0
    """Seconds before it is sent."""
    cut: str = ""
    """"close" and "reset" break the connection before anything is sent, "truncate" in the middle of the body."""
