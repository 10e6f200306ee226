"""What every part of the suite shares: how hypothesis looks for examples."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples each time, so that a red run means a change and not chance; no deadline, because machines differ.
settings.register_profile(
    "suite", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
