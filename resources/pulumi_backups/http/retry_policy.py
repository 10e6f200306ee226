"""How long an operation goes on, and by which clock."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime


class Clock:
    """The clock, sleep and chance that a client uses; a test puts its own in their place."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def random(self) -> float:
        return random.random()  # noqa: S311 - spreads retries; nothing is kept secret by it


@dataclass(frozen=True)
class RetryPolicy:
    """How long an operation goes on.

    retry_seconds: through passing trouble, such as broken connections and 5xx.
    max_wait_seconds: through rate limits: until the time that one names, else for a window of it, a minute at most.
    """

    retry_seconds: float = 60.0
    max_wait_seconds: float = 900.0

    @classmethod
    def of(cls, seconds: Callable[[str, float], float]) -> RetryPolicy:
        """As set: `seconds` gives the value of a setting by its name, or the default."""
        return cls(*(seconds(field.name, getattr(cls, field.name)) for field in fields(cls)))
