"""When the rate limiter allows requests, without any HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, TypeVar

import pytest
from pulumi_backups.http.rate_limit import POLL_SECONDS, RateLimit, RateLimiter

T = TypeVar("T")
NOW = 1000.0


def rate_limiter(
    limit: RateLimit | None = None, *, responses: tuple[float, ...] = (), remaining: int | None = None
) -> RateLimiter:
    """A rate limiter after these responses. The last one says what remains for ten minutes."""
    limiter = RateLimiter(limit)
    for moment in responses:
        limiter.reserve(moment)
        limiter.response_received(moment)
    if remaining is not None:
        limiter.reserve(NOW)
        limiter.response_received(NOW, remaining, NOW + 600)
    return limiter


def in_another_thread(act: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(act).result()


def test_without_a_limit_requests_are_available_at_once() -> None:
    assert rate_limiter().hold(20, NOW) == NOW


@pytest.mark.parametrize(("remaining", "moment"), [(20, NOW), (19, NOW + 600), (0, NOW + 600)])
def test_capacity_is_what_the_vendor_reports(remaining: int, moment: float) -> None:
    assert rate_limiter(remaining=remaining).hold(20, NOW) == moment


@pytest.mark.parametrize(
    ("requests", "moment"), [(2, NOW), (3, 990.0 + 60), (4, 995.0 + 60), (5, 996.0 + 60), (50, 996.0 + 60)]
)
def test_capacity_grows_as_responses_leave_the_window(requests: int, moment: float) -> None:
    limiter = rate_limiter(RateLimit(5, 60.0), responses=(990.0, 995.0, 996.0))
    assert limiter.hold(requests, NOW) == moment


def test_requests_that_are_not_held_yet_stay_free() -> None:
    limiter = rate_limiter(RateLimit(2, 60.0))
    limiter.reserve(NOW)
    assert limiter.hold(2, NOW) > NOW
    assert limiter.reserve(NOW) == NOW


LIMITED = [{"limit": RateLimit(3, 60.0)}, {"remaining": 3}]


@pytest.mark.parametrize("limited", LIMITED)
def test_what_a_thread_holds_is_for_its_own_requests(limited: Any) -> None:
    limiter = rate_limiter(**limited)
    assert limiter.hold(2, NOW) == NOW
    assert in_another_thread(lambda: [limiter.reserve(NOW) for _ in range(2)]) == [NOW, NOW + POLL_SECONDS]
    assert [limiter.reserve(NOW) for _ in range(3)][:2] == [NOW, NOW]
    assert limiter.reserve(NOW) > NOW


@pytest.mark.parametrize("limited", LIMITED)
def test_what_a_thread_has_not_sent_is_free_again(limited: Any) -> None:
    limiter = rate_limiter(**limited)
    limiter.hold(3, NOW)
    assert in_another_thread(lambda: limiter.hold(1, NOW)) == NOW + POLL_SECONDS
    limiter.release()
    assert in_another_thread(lambda: limiter.hold(3, NOW)) == NOW


def test_threads_hold_beside_each_other() -> None:
    limiter, meeting = rate_limiter(remaining=10), threading.Barrier(3)

    def hold(_: int) -> float:
        moment = limiter.hold(5, NOW)
        meeting.wait()
        return moment

    with ThreadPoolExecutor(3) as executor:
        assert sorted(executor.map(hold, range(3))) == [NOW, NOW, NOW + POLL_SECONDS]


def test_held_requests_wait_if_the_vendor_reports_that_fewer_remain() -> None:
    limiter = rate_limiter(RateLimit(10, 60.0))
    limiter.hold(5, NOW)
    limiter.reserve(NOW)
    limiter.response_received(NOW, 0, NOW + 600)
    assert limiter.reserve(NOW) == NOW + 600


def test_whole_limit_can_be_held_if_it_is_smaller() -> None:
    limiter = rate_limiter(RateLimit(3, 60.0))
    assert limiter.hold(5, NOW) == NOW
    assert in_another_thread(lambda: limiter.reserve(NOW)) > NOW


def test_no_more_requests_are_reserved_than_remain() -> None:
    limiter = rate_limiter(remaining=2)
    assert [limiter.reserve(NOW) for _ in range(4)] == [NOW, NOW, NOW + POLL_SECONDS, NOW + POLL_SECONDS]


def test_requests_in_flight_are_subtracted_from_what_the_vendor_reports() -> None:
    limiter = rate_limiter()
    limiter.reserve(NOW)
    limiter.reserve(NOW)
    # The vendor may have sent this before it received the second request.
    limiter.response_received(NOW, 1, NOW + 45)
    assert limiter.reserve(NOW) == NOW + POLL_SECONDS
    limiter.response_received(NOW, 1, NOW + 45)
    assert limiter.reserve(NOW) == NOW


def test_lost_response_counts() -> None:
    limiter = rate_limiter(remaining=2)
    limiter.reserve(NOW)
    limiter.response_received(NOW)
    assert [limiter.reserve(NOW) for _ in range(2)] == [NOW, NOW + POLL_SECONDS]


def test_overtaken_response_does_not_raise_what_remains() -> None:
    limiter = rate_limiter()
    limiter.reserve(NOW)
    limiter.reserve(NOW)
    limiter.response_received(NOW, 0, NOW + 45)
    limiter.response_received(NOW, 3, NOW + 45.5)
    assert limiter.reserve(NOW) == NOW + 45.5


@pytest.mark.parametrize("seed", range(20))
def test_many_threads_use_all_that_the_vendor_accepts_and_no_more(seed: int) -> None:
    chance, limiter, accepted = Random(seed), rate_limiter(RateLimit(300, 3600.0)), 200  # noqa: S311 - the same order in each run
    sent, answered = 0, list[int]()
    while True:
        # At each moment the vendor counts a request, or a response arrives, or a thread sends; in any order.
        if sent and chance.random() < 0.4:
            sent, accepted = sent - 1, accepted - 1
            assert accepted >= 0
            answered.append(accepted)
        elif answered and chance.random() < 0.4:
            limiter.response_received(NOW, answered.pop(chance.randrange(len(answered))), NOW + 600)
        elif sent + len(answered) < 64 and limiter.reserve(NOW) == NOW:
            sent += 1
        elif not sent and not answered:
            break
    assert accepted == 0


def test_next_window_starts_with_what_the_vendor_reports() -> None:
    limiter = rate_limiter(remaining=0)
    assert limiter.reserve(NOW + 600) == NOW + 600
    limiter.response_received(NOW + 600, 3, NOW + 1200)
    assert [limiter.reserve(NOW + 601) for _ in range(3)] == [NOW + 601] * 3
    assert limiter.reserve(NOW + 601) > NOW + 601


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
    limiter = rate_limiter(RateLimit(4, 3600.0), responses=(NOW - 30, NOW - 20, NOW - 10), remaining=100)
    assert [limiter.reserve(NOW + 600) for _ in range(4)] == [NOW + 600] * 4


def test_limit_of_no_requests_is_no_limit() -> None:
    limiter = rate_limiter(RateLimit(0, 60.0))
    assert [limiter.reserve(NOW) for _ in range(3)] == [NOW] * 3
    assert limiter.window_seconds == rate_limiter().window_seconds == 0


def test_window_that_has_just_ended_leaves_the_documented_limit() -> None:
    limiter = rate_limiter(RateLimit(1, 60.0), remaining=5)
    now = NOW + 600
    assert limiter.reserve(now) == now
    limiter.response_received(now)
    assert limiter.reserve(now) == limiter.hold(1, now) == now + 60


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
