"""Waiting for something slow: short intervals first, longer ones later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pulumi_backups.http.durations import duration

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

T = TypeVar("T")

# Seconds.
MIN_INTERVAL = 2.0
MAX_INTERVAL = 300.0
# An interval is this fraction of the time already waited. So a wait of hours needs few requests, and poll notices the
# end late by no more than this fraction.
INTERVAL_FRACTION = 0.15
# Seconds between two log lines with the same status.
LOG_INTERVAL = 15.0


class PollTimeout(Exception):  # noqa: N818 - the user set the limit, so it is not always an error
    """There was no result within the limit."""


def poll(client: Client, look: Callable[[], tuple[T | None, str]], limit_seconds: float) -> T:
    """Calls `look` until it returns a result, and logs the status meanwhile.

    look: returns the result, or None and the status as a line to log.
    Raises PollTimeout if there is no result within `limit_seconds`.
    """
    clock = client.clock
    start = clock.monotonic()
    logged, logged_at = "", 0.0
    while True:
        result, status = look()
        if result is not None:
            return result
        waited = clock.monotonic() - start
        if status != logged or waited - logged_at >= LOG_INTERVAL:
            logged, logged_at = status, waited
            client.log(f"{client.vendor}: {status}, {duration(waited)} so far")
        if waited >= limit_seconds:
            raise PollTimeout
        interval = min(MAX_INTERVAL, max(MIN_INTERVAL, waited * INTERVAL_FRACTION))
        clock.sleep(min(interval, limit_seconds - waited))
