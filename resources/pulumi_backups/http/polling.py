"""Waiting for something slow: often at first, then ever more rarely."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

T = TypeVar("T")

MIN_INTERVAL = 2.0
MAX_INTERVAL = 300.0
# Each pause is this part of the time already waited, so that hours cost few requests, and the end is seen late by
# no more than that part.
INTERVAL_FRACTION = 0.15
SECONDS_BETWEEN_LINES = 15.0


class PollTimeout(Exception):  # noqa: N818 - the limit is the person's own
    """The limit of the wait is reached."""


def poll(client: Client, look: Callable[[], tuple[T | None, str]], limit_seconds: float) -> T:
    """Looks until there is a result, and says what it sees meanwhile.

    look: gives the result, or None and how things stand, as a line to show.
    Raises OutOfTime where there is none within `limit_seconds`.
    """
    time = client.time
    start = time.monotonic()
    said, said_at = "", start
    while True:
        result, standing = look()
        if result is not None:
            return result
        waited = time.monotonic() - start
        if standing != said or start + waited - said_at >= SECONDS_BETWEEN_LINES:
            said, said_at = standing, start + waited
            client.say(f"{client.vendor}: {standing}, {duration(waited)} so far")
        if waited >= limit_seconds:
            raise PollTimeout
        pause = min(MAX_INTERVAL, max(MIN_INTERVAL, waited * INTERVAL_FRACTION))
        time.sleep(min(pause, limit_seconds - waited))


def duration(seconds: float) -> str:
    """`95` → `1 min 35 s`."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
