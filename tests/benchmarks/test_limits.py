"""The fewest seconds in which a rate limit allows a series of requests."""

from __future__ import annotations

import pytest

from benchmarks.limits import seconds_under_limit


@pytest.mark.parametrize(
    ("requests", "seconds"), [(0, 0), (1, 0), (600, 0), (601, 60), (1200, 60), (1201, 120), (2000, 180)]
)
def test_each_minute_allows_as_many_requests_as_the_limit(requests: int, seconds: int) -> None:
    assert seconds_under_limit([5.0] * requests, 600) == seconds


def test_requests_keep_their_pace() -> None:
    assert seconds_under_limit([5.0, 6.0, 8.0], 600) == 3
    # The third request waits until the first is a minute old. The fourth follows two seconds later without a wait.
    assert seconds_under_limit([5.0, 6.0, 7.0, 9.0], 2) == 62
    # Slower than the limit, so no request waits.
    assert seconds_under_limit([0.0, 40.0, 80.0, 120.0], 2) == 120
