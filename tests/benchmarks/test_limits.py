"""What a rate limit dictates, whoever keeps it."""

from __future__ import annotations

import pytest

from benchmarks.limits import last_by_limit


@pytest.mark.parametrize(
    ("requests", "seconds"), [(0, 0), (1, 0), (600, 0), (601, 60), (1200, 60), (1201, 120), (2000, 180)]
)
def test_each_minute_takes_as_many_requests_as_the_limit(requests: int, seconds: int) -> None:
    assert last_by_limit([5.0] * requests, 600) == seconds


def test_requests_go_at_the_pace_of_who_sends_them() -> None:
    assert last_by_limit([5.0, 6.0, 8.0], 600) == 3
    # The third waits for the place of the first; the fourth comes two seconds after it, when the second's is free.
    assert last_by_limit([5.0, 6.0, 7.0, 9.0], 2) == 62
    # Slower than the limit: it holds nobody up.
    assert last_by_limit([0.0, 40.0, 80.0, 120.0], 2) == 120
