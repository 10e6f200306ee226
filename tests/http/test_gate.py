"""Room for several requests that must not be torn apart."""

from __future__ import annotations

import pytest
from pulumi_backups.http.rate_limit import RateLimit, RateLimiter

NOW = 1000.0


def gate(limit: RateLimit | None = None, *, passed: tuple[float, ...] = ()) -> RateLimiter:
    made = RateLimiter(limit)
    for moment in passed:
        made.reserve(moment)
        made.response_received(moment)
    return made


def test_there_is_room_at_once_where_nothing_is_known_of_a_limit() -> None:
    assert gate().available_at(20, NOW) == NOW


@pytest.mark.parametrize(("left", "moment"), [(20, NOW), (19, NOW + 600), (0, NOW + 600)])
def test_room_is_what_the_vendor_says_is_left(left: int, moment: float) -> None:
    made = gate()
    made.left(left, NOW + 600)
    assert made.available_at(20, NOW) == moment


@pytest.mark.parametrize(
    ("requests", "moment"), [(2, NOW), (3, 990.0 + 60), (4, 995.0 + 60), (5, 996.0 + 60), (50, 996.0 + 60)]
)
def test_room_comes_as_requests_leave_the_window(requests: int, moment: float) -> None:
    made = gate(RateLimit(5, 60.0), passed=(990.0, 995.0, 996.0))
    assert made.available_at(requests, NOW) == moment


def test_asking_for_room_takes_none() -> None:
    made = gate(RateLimit(2, 60.0))
    made.available_at(2, NOW)
    assert made.reserve(NOW) == NOW


def test_no_more_pass_than_are_left() -> None:
    made = gate()
    made.left(2, NOW + 45)
    assert [made.reserve(NOW) for _ in range(4)] == [NOW, NOW, NOW + 45, NOW + 45]


def test_what_is_under_way_is_not_counted_as_left() -> None:
    made = gate()
    made.reserve(NOW)
    made.reserve(NOW)
    made.response_received(NOW)
    # The vendor had not seen the second when it said so.
    made.left(1, NOW + 45)
    assert made.reserve(NOW) == NOW + 45


def test_answer_that_was_overtaken_gives_nothing_back() -> None:
    made = gate()
    made.left(0, NOW + 45)
    made.left(3, NOW + 45.5)
    assert made.reserve(NOW) == NOW + 45.5


def test_next_window_begins_with_what_is_said_of_it() -> None:
    made = gate()
    made.left(0, NOW + 45)
    made.left(3, NOW + 90)
    assert [made.reserve(NOW + 46) for _ in range(4)] == [NOW + 46] * 3 + [NOW + 90]


def test_place_is_taken_only_by_who_goes_at_once() -> None:
    made = gate(RateLimit(1, 60.0), passed=(NOW,))
    assert [made.reserve(NOW + 1), made.reserve(NOW + 2)] == [NOW + 60, NOW + 60]
    assert made.reserve(NOW + 60) == NOW + 60
    made.response_received(NOW + 60)
    assert made.reserve(NOW + 60) == NOW + 120


def test_place_is_free_a_window_after_its_answer_which_is_after_the_vendor_counted_it() -> None:
    made = gate(RateLimit(1, 60.0))
    made.reserve(NOW)
    assert NOW < made.reserve(NOW) < NOW + 1
    made.response_received(NOW + 0.3)
    assert made.reserve(NOW + 60) == NOW + 60.3
    assert made.reserve(NOW + 60.3) == NOW + 60.3


def test_what_was_counted_before_the_vendor_said_what_is_left_counts_no_more() -> None:
    made = gate(RateLimit(3, 3600.0), passed=(NOW - 30, NOW - 20, NOW - 10))
    made.left(100, NOW + 5)
    assert made.reserve(NOW + 5) == NOW + 5
