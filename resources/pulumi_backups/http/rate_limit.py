"""When the next request may be sent within a vendor's rate limit."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

# Seconds. A shorter wait needs no log line.
MIN_ANNOUNCED_WAIT = 5.0
# Seconds until the next check whether a response has arrived.
POLL_SECONDS = 0.05
# Seconds by which the reported end of one window may differ between responses.
SAME_WINDOW = 2.0


@dataclass(frozen=True)
class RateLimit:
    """The most requests in a window of so many seconds; 0 requests mean no limit."""

    requests: int
    seconds: float


class RateLimiter:
    """Allows requests as early as the rate limit permits. All threads with one credential share it.

    A Retry-After overrides the vendor's rate-limit headers, and these override the documented limit. Each moment is in
    seconds of the same monotonic clock.
    """

    def __init__(self, limit: RateLimit | None = None) -> None:
        self._lock = threading.Lock()
        self._limit = limit if limit and limit.requests else None
        # Times of the responses in the last window. The vendor counted each request before it responded, so a request
        # one window after a response is never too early. One window after a request may be: the request took time to
        # arrive.
        self._responses: deque[float] = deque(maxlen=self._limit.requests if self._limit else 0)
        self._in_flight = 0
        # What the vendor reported: requests left in its window, and the end of that window.
        self._remaining = 0
        self._window_end = 0.0
        self._blocked_until = 0.0
        self._announced_until = 0.0

    @property
    def window_seconds(self) -> float:
        """Length of the documented limit's window; 0 without a limit."""
        return self._limit.seconds if self._limit else 0.0

    def reserve(self, now: float) -> float:
        """Reserves a request for now, and returns `now`. If none is allowed yet, returns when to ask again.

        A reserved request is in flight until `response_received`.
        """
        with self._lock:
            moment = max(now, self._blocked_until)
            if moment < self._window_end:
                if self._remaining <= 0:
                    moment = self._window_end
            else:
                moment = max(moment, self._documented_limit_allows_at(1, now))
            if moment <= now:
                self._remaining -= 1
                self._in_flight += 1
            return moment

    def available_at(self, requests: int, now: float) -> float:
        """The moment from which so many requests may follow each other. It reserves none."""
        with self._lock:
            moment = max(now, self._blocked_until)
            if moment < self._window_end:
                return self._window_end if self._remaining < requests else moment
            return max(moment, self._documented_limit_allows_at(requests, now))

    def response_received(self, now: float) -> None:
        """Ends a reserved request, with or without a response."""
        with self._lock:
            self._in_flight -= 1
            self._responses.append(now)

    def set_remaining(self, requests: int, until: float) -> None:
        """Records how many requests the vendor still accepts until a moment. Requests in flight may be missing in it.

        Responses may overtake each other, so the smallest number within one window counts.
        """
        with self._lock:
            remaining = requests - self._in_flight
            same_window = abs(until - self._window_end) < SAME_WINDOW
            self._remaining = min(self._remaining, remaining) if same_window else remaining
            self._window_end = until
            # The vendor's own count replaces ours, also after the end of its window.
            self._responses.clear()

    def block_until(self, moment: float) -> None:
        """Allows no request before `moment`."""
        with self._lock:
            self._blocked_until = max(self._blocked_until, moment)

    def should_announce(self, now: float, moment: float) -> bool:
        """Whether a wait until `moment` is worth a log line. True only for the first caller that asks."""
        with self._lock:
            is_news = moment > max(now, self._announced_until) + MIN_ANNOUNCED_WAIT
            if is_news:
                self._announced_until = moment
            return is_news

    def _documented_limit_allows_at(self, requests: int, now: float) -> float:
        if not self._limit:
            return now
        while self._responses and self._responses[0] + self._limit.seconds <= now:
            self._responses.popleft()
        excess = len(self._responses) + self._in_flight + requests - self._limit.requests
        if excess <= 0:
            return now
        if not self._responses:
            return now + POLL_SECONDS
        # So many responses must leave the window first; all of them if there are fewer.
        return self._responses[min(excess, len(self._responses)) - 1] + self._limit.seconds
