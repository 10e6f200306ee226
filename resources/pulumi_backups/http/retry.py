"""Whether and when to retry a request: pure functions of a status, headers and a count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Request Timeout and Too Early: the same request may succeed later.
RETRYABLE_CLIENT_ERRORS = frozenset({408, 425})
RATE_LIMITED = 429

# Seconds.
FIRST_DELAY = 0.5
MAX_DELAY = 8.0
# A larger x-ratelimit-reset is a Unix timestamp and not a number of seconds: 1e9 was in 2001.
MIN_TIMESTAMP = 1e9
# Seconds. A longer wait is a mistake, such as milliseconds, and its end may be beyond the largest date.
MAX_REQUESTED_WAIT = 365 * 86400.0


def is_retryable(status: int) -> bool:
    """Whether the next attempt may get a different response.

    Redirects are retryable: these APIs have none, so a proxy sent it. So is every 5xx, also those that only proxies
    send (520 to 530).
    """
    return status in RETRYABLE_CLIENT_ERRORS or 300 <= status < 400 or status >= 500


def requested_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a 429 asks to wait: Retry-After, else the end of the window. None if it has neither."""
    seconds = retry_after(headers, now)
    return window_reset(headers, now) if seconds is None else seconds


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Retry-After in seconds from now. The header may be a number or a date."""
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is None:
        try:
            seconds = (parsedate_to_datetime(text).astimezone(UTC) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            seconds = None
    return _limited(seconds)


def window_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the rate limit's next window: x-ratelimit-reset. Some vendors send it with every response."""
    seconds = _number(headers.get("x-ratelimit-reset", ""))
    if seconds is not None and seconds > MIN_TIMESTAMP:
        seconds -= now.timestamp()
    return _limited(seconds)


def remaining_requests(headers: Mapping[str, str]) -> int | None:
    """How many more requests the vendor accepts in this window: x-ratelimit-remaining."""
    remaining = _number(headers.get("x-ratelimit-remaining", ""))
    return None if remaining is None else int(remaining)


def backoff(retries: int, random: float) -> float:
    """Seconds before the next attempt: from 0.5, doubled with each retry, at most 8.

    retries: how many there were; 0 after the first failure.
    random: from 0 to 1. It spreads the delay over its upper half, so that threads do not retry at the same moment.
    """
    return float(min(MAX_DELAY, FIRST_DELAY * 2.0 ** min(retries, 10)) * (0.5 + random / 2))


def _limited(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(0.0, seconds), MAX_REQUESTED_WAIT)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
