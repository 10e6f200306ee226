"""For how long an API call retries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class RetryPolicy:
    """For how long one API call retries.

    retry_seconds: how long retryable failures are retried, such as broken connections and 5xx.
    max_wait_seconds: how long the call may wait for rate limits in total.
    """

    retry_seconds: float = 60.0
    max_wait_seconds: float = 900.0

    @classmethod
    def of(cls, seconds: Callable[[str, float], float]) -> RetryPolicy:
        """The policy from settings: `seconds` returns the setting of a name, or the default."""
        return cls(*(seconds(field.name, getattr(cls, field.name)) for field in fields(cls)))
