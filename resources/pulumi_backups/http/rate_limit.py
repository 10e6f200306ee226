"""When the next request may be sent within a vendor's rate limit."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from threading import get_ident

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
        # Requests that a thread may still send of those that it holds, by the thread's id.
        self._held: dict[int, int] = {}
        # What the vendor reported: the fewest requests left in its window, and the end of that window.
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
            moment = self._available_at(1, now)
            if moment <= now:
                self._in_flight += 1
                if self._held.get(get_ident()):
                    self._held[get_ident()] -= 1
            return moment

    def hold(self, requests: int, now: float) -> float:
        """Keeps so many requests for this thread until `release`, and returns `now`.

        If not so many are allowed yet, returns when to ask again. Of a limit that is smaller it keeps all.
        """
        with self._lock:
            if self._limit:
                requests = min(requests, self._limit.requests)
            moment = self._available_at(requests, now)
            if moment <= now:
                self._held[get_ident()] = requests
            return moment

    def release(self) -> None:
        """Gives back what this thread holds and has not sent."""
        with self._lock:
            self._held.pop(get_ident(), None)

    def response_received(self, now: float, remaining: int | None = None, until: float = 0.0) -> None:
        """Ends a reserved request, with or without a response.

        remaining: how many requests the vendor still accepts `until` a moment, if the response says so. It may not have
        counted those in flight. Responses may overtake each other, so the smallest number within one window counts.
        """
        with self._lock:
            self._in_flight -= 1
            if remaining is None:
                self._remaining -= 1
                self._responses.append(now)
                return
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

    def _available_at(self, requests: int, now: float) -> float:
        """When this thread may send so many requests. What it holds is for it, and what others hold is not."""
        moment = self._allowed_at(requests, now)
        held = 0 if self._held.get(get_ident()) else sum(self._held.values())
        if moment <= now and held and self._allowed_at(requests + held, now) > now:
            # They seldom send all that they hold.
            return now + POLL_SECONDS
        return moment

    def _allowed_at(self, requests: int, now: float) -> float:
        moment = max(now, self._blocked_until)
        if moment < self._window_end:
            if self._remaining < requests:
                return self._window_end
            return moment if self._remaining - self._in_flight >= requests else moment + POLL_SECONDS
        return max(moment, self._documented_limit_allows_at(requests, now))

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
