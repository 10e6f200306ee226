"""What a rate limit dictates, whoever keeps it."""

from __future__ import annotations

import pytest

from benchmarks.limits import least_seconds


@pytest.mark.parametrize(
    ("requests", "seconds"), [(0, 0), (1, 0), (600, 0), (601, 60), (1200, 60), (1201, 120), (2000, 180)]
)
def test_each_minute_takes_as_many_requests_as_the_limit(requests: int, seconds: int) -> None:
    assert least_seconds(requests, 600) == seconds
