"""Whether to send a request again, and when: three decisions, each a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# The vendor was busy; the same request may succeed a moment later.
BUSY_STATUSES = frozenset({408, 425})
RATE_LIMITED = 429

FIRST_DELAY = 0.5
MAX_DELAY = 8.0
# Above this, x-ratelimit-reset can only be a point in time (it passed 1e9 in 2001), not a number of seconds.
EPOCH = 1e9
# Seconds. Nobody waits a year: a longer time is a mistake, such as milliseconds, and would be on no calendar.
MAX_NAMED_WAIT = 365 * 86400.0


def is_retryable(status: int) -> bool:
    """Whether an answer with this status is worth another try.

    A redirect counts: these APIs have none, so it comes from something in between. So does every 5xx, those that
    only proxies give included (520 to 530): what became of the request is not known.
    """
    return status in BUSY_STATUSES or 300 <= status < 400 or status >= 500


def named_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a refusal for the limit's sake asks to wait: Retry-After, else the end of the window."""
    seconds = retry_after(headers, now)
    return window_end(headers, now) if seconds is None else seconds


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Retry-After, in seconds from now; it may be a date."""
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is None and text:
        try:
            seconds = (parsedate_to_datetime(text).astimezone(UTC) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            seconds = None
    return _within_reason(seconds)


def window_end(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the limit begins anew: x-ratelimit-reset. Some vendors send it with every answer."""
    seconds = _number(headers.get("x-ratelimit-reset", ""))
    if seconds is not None and seconds > EPOCH:
        seconds -= now.timestamp()
    return _within_reason(seconds)


def requests_left(headers: Mapping[str, str]) -> int | None:
    """How many more requests the vendor takes in this window: x-ratelimit-remaining."""
    left = _number(headers.get("x-ratelimit-remaining", ""))
    return None if left is None else int(left)


def backoff(attempt: int, random: float) -> float:
    """Seconds before the next try: doubling from half a second, at most 8, spread by half so that threads part.

    attempt: 0 after the first failure. random: from 0 to 1.
    """
    return float(min(MAX_DELAY, FIRST_DELAY * 2.0 ** min(attempt, 10)) * (0.5 + random / 2))


def _within_reason(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(0.0, seconds), MAX_NAMED_WAIT)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
