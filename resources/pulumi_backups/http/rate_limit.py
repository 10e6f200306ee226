"""The rate limit as a budget, shared by every thread that talks to one vendor with one credential."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

# Seconds. A shorter wait is not worth a line, nor is one that ends about when the last one told of does.
MIN_ANNOUNCED_WAIT = 5.0
# Seconds after which to look again whether an answer has come.
SOON = 0.05
# Seconds by which the end of a window may seem to move from answer to answer.
SAME_WINDOW = 2.0


@dataclass(frozen=True)
class RateLimit:
    """So many requests in so many seconds; with 0 requests, no limit."""

    requests: int
    seconds: float


class RateLimiter:
    """Lets requests pass as early as the limit allows.

    What the vendor says of the limit (how many are left, until when) goes before what is documented (`limit`), and a
    refusal that names a time before both. All moments are those of one monotonic clock, in seconds.
    """

    def __init__(self, limit: RateLimit | None = None) -> None:
        self._lock = threading.Lock()
        self._limit = limit if limit and limit.requests else None
        # When the answers of the last window came. The vendor counted each request before: what goes a window after an
        # answer is never too early, as what goes a window after a request could be that took its time on the way.
        self._answered: deque[float] = deque(maxlen=self._limit.requests if self._limit else 0)
        self._in_flight = 0
        self._left = 0
        self._left_until = 0.0
        self._opens_at = 0.0
        self._told = 0.0

    def reserve(self, now: float) -> float:
        """Takes a place for a request that goes now, and gives `now`; else the moment at which to ask again.

        A request that has its place counts as under way until `arrived`.
        """
        with self._lock:
            moment = max(now, self._opens_at)
            if moment < self._left_until:
                if self._left <= 0:
                    moment = self._left_until
            else:
                moment = max(moment, self._room_at(1, now))
            if moment <= now:
                self._left -= 1
                self._in_flight += 1
            return moment

    def available_at(self, requests: int, now: float) -> float:
        """The moment from which so many requests may go one after the other. It reserves none of them."""
        with self._lock:
            moment = max(now, self._opens_at)
            if moment < self._left_until:
                return self._left_until if self._left < requests else moment
            return max(moment, self._room_at(requests, now))

    def response_received(self, now: float) -> None:
        """An answer came, or none will."""
        with self._lock:
            self._in_flight -= 1
            self._answered.append(now)

    def left(self, requests: int, until: float) -> None:
        """The vendor says how many more it takes until a moment; what is under way it may not have counted yet.

        Answers may overtake each other: within one window the least that was said holds.
        """
        with self._lock:
            known = requests - self._in_flight
            same_window = abs(until - self._left_until) < SAME_WINDOW
            self._left = min(self._left, known) if same_window else known
            self._left_until = until
            # From now on the vendor's count is the count, also when its window has ended.
            self._answered.clear()

    def block_until(self, moment: float) -> None:
        """Keeps everybody waiting until `moment`."""
        with self._lock:
            self._opens_at = max(self._opens_at, moment)

    def should_announce(self, now: float, moment: float) -> bool:
        """Whether a wait until `moment` is news; the first who asks is the one to tell it."""
        with self._lock:
            news = moment > max(now, self._told) + MIN_ANNOUNCED_WAIT
            if news:
                self._told = moment
            return news

    def _room_at(self, requests: int, now: float) -> float:
        """When the documented limit has room for so many."""
        if not self._limit:
            return now
        while self._answered and self._answered[0] + self._limit.seconds <= now:
            self._answered.popleft()
        too_many = len(self._answered) + self._in_flight + requests - self._limit.requests
        if too_many <= 0:
            return now
        if not self._answered:
            return now + SOON
        # As many as have to leave the window first; all of them, where the window is smaller than that.
        return self._answered[min(too_many, len(self._answered)) - 1] + self._limit.seconds
