"""The clock of a client. A test passes its own, so that no test sleeps."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime


class Clock:
    """The time, the sleep and the random numbers that a client uses."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back; only differences mean anything."""
        return time.monotonic()

    def now(self) -> datetime:
        """The date and time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Blocks the calling thread for so many seconds."""
        time.sleep(seconds)

    def random(self) -> float:
        """A number from 0 to 1."""
        return random.random()  # noqa: S311 - it only spreads retries
