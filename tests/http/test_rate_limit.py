"""When the rate limiter allows requests, without any HTTP."""

from __future__ import annotations

import pytest
from pulumi_backups.http.rate_limit import RateLimit, RateLimiter

NOW = 1000.0


def rate_limiter(limit: RateLimit | None = None, *, responses: tuple[float, ...] = ()) -> RateLimiter:
    limiter = RateLimiter(limit)
    for moment in responses:
        limiter.reserve(moment)
        limiter.response_received(moment)
    return limiter


def test_without_a_limit_requests_are_available_at_once() -> None:
    assert rate_limiter().available_at(20, NOW) == NOW


@pytest.mark.parametrize(("remaining", "moment"), [(20, NOW), (19, NOW + 600), (0, NOW + 600)])
def test_capacity_is_what_the_vendor_reports(remaining: int, moment: float) -> None:
    limiter = rate_limiter()
    limiter.set_remaining(remaining, NOW + 600)
    assert limiter.available_at(20, NOW) == moment


@pytest.mark.parametrize(
    ("requests", "moment"), [(2, NOW), (3, 990.0 + 60), (4, 995.0 + 60), (5, 996.0 + 60), (50, 996.0 + 60)]
)
def test_capacity_grows_as_responses_leave_the_window(requests: int, moment: float) -> None:
    limiter = rate_limiter(RateLimit(5, 60.0), responses=(990.0, 995.0, 996.0))
    assert limiter.available_at(requests, NOW) == moment


def test_available_at_reserves_nothing() -> None:
    limiter = rate_limiter(RateLimit(2, 60.0))
    limiter.available_at(2, NOW)
    assert limiter.reserve(NOW) == NOW


def test_no_more_requests_are_reserved_than_remain() -> None:
    limiter = rate_limiter()
    limiter.set_remaining(2, NOW + 45)
    assert [limiter.reserve(NOW) for _ in range(4)] == [NOW, NOW, NOW + 45, NOW + 45]


def test_requests_in_flight_are_subtracted_from_what_the_vendor_reports() -> None:
    limiter = rate_limiter()
    limiter.reserve(NOW)
    limiter.reserve(NOW)
    limiter.response_received(NOW)
    # The vendor sent this before it received the second request.
    limiter.set_remaining(1, NOW + 45)
    assert limiter.reserve(NOW) == NOW + 45


def test_overtaken_response_does_not_raise_what_remains() -> None:
    limiter = rate_limiter()
    limiter.set_remaining(0, NOW + 45)
    limiter.set_remaining(3, NOW + 45.5)
    assert limiter.reserve(NOW) == NOW + 45.5


def test_next_window_starts_with_what_the_vendor_reports() -> None:
    limiter = rate_limiter()
    limiter.set_remaining(0, NOW + 45)
    limiter.set_remaining(3, NOW + 90)
    assert [limiter.reserve(NOW + 46) for _ in range(4)] == [NOW + 46] * 3 + [NOW + 90]


def test_only_an_immediate_request_is_reserved() -> None:
    limiter = rate_limiter(RateLimit(1, 60.0), responses=(NOW,))
    assert [limiter.reserve(NOW + 1), limiter.reserve(NOW + 2)] == [NOW + 60, NOW + 60]
    assert limiter.reserve(NOW + 60) == NOW + 60
    limiter.response_received(NOW + 60)
    assert limiter.reserve(NOW + 60) == NOW + 120


def test_capacity_returns_one_window_after_the_response_and_not_after_the_request() -> None:
    limiter = rate_limiter(RateLimit(1, 60.0))
    limiter.reserve(NOW)
    assert NOW < limiter.reserve(NOW) < NOW + 1
    limiter.response_received(NOW + 0.3)
    assert limiter.reserve(NOW + 60) == NOW + 60.3
    assert limiter.reserve(NOW + 60.3) == NOW + 60.3


def test_report_of_the_vendor_replaces_our_own_count() -> None:
    limiter = rate_limiter(RateLimit(3, 3600.0), responses=(NOW - 30, NOW - 20, NOW - 10))
    limiter.set_remaining(100, NOW + 5)
    assert limiter.reserve(NOW + 5) == NOW + 5


def test_limit_of_no_requests_is_no_limit() -> None:
    limiter = rate_limiter(RateLimit(0, 60.0))
    assert [limiter.reserve(NOW) for _ in range(3)] == [NOW] * 3
    assert limiter.window_seconds == rate_limiter().window_seconds == 0


def test_window_that_has_just_ended_leaves_the_documented_limit() -> None:
    limiter = rate_limiter(RateLimit(1, 60.0))
    limiter.set_remaining(5, NOW)
    assert limiter.reserve(NOW) == NOW
    limiter.response_received(NOW)
    assert limiter.reserve(NOW) == limiter.available_at(1, NOW) == NOW + 60


def test_requests_in_flight_count_after_all_responses_have_left_the_window() -> None:
    limiter = rate_limiter(RateLimit(2, 60.0), responses=(NOW - 90, NOW - 80))
    assert [limiter.reserve(NOW), limiter.reserve(NOW)] == [NOW, NOW]
    assert limiter.reserve(NOW) > NOW


def test_wait_is_announced_once_unless_it_becomes_longer() -> None:
    limiter = rate_limiter()
    assert limiter.should_announce(NOW, NOW + 60)
    assert not limiter.should_announce(NOW, NOW + 60)
    assert not limiter.should_announce(NOW + 10, NOW + 65)
    assert limiter.should_announce(NOW + 10, NOW + 66)


def test_short_wait_is_not_announced() -> None:
    limiter = rate_limiter()
    assert not limiter.should_announce(NOW, NOW + 5)
    assert limiter.should_announce(NOW, NOW + 5.1)
    # The last announced wait is over.
    assert not limiter.should_announce(NOW + 100, NOW + 105)
    assert limiter.should_announce(NOW + 100, NOW + 106)
