"""How an API call waits for rate limits: until the time that the vendor names, once for all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pulumi_backups.http.errors import LostResponse, Unavailable
from pulumi_backups.http.rate_limit import RateLimit
from pulumi_backups.http.retry_policy import RetryPolicy

MakeVendor = Callable[..., Any]

OK = httpx.Response(200, json={"fine": True})


def limited(status: int = 429, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (limited(retry_after="30"), 30.0),
        (limited(retry_after="Sat, 31 Jan 2026 09:02:00 GMT"), 120.0),
        (limited(x_ratelimit_reset="300"), 300.0),
        (limited(x_ratelimit_reset="300", retry_after="4"), 4.0),
        (limited(retry_after="600"), 600.0),
        (limited(), 0.5),
        (limited(retry_after="0"), 0.5),
        (limited(retry_after="whenever"), 0.5),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_429_is_retried_after_the_time_that_it_names(
    make_vendor: MakeVendor, response: Any, seconds: float, method: str
) -> None:
    vendor = make_vendor(response, OK)
    arguments = ["/thing"] if method == "get" else ["/thing", {}]
    assert getattr(vendor.call, method)(*arguments) == {"fine": True}
    assert vendor.clock.slept == [seconds]


def test_503_ignores_x_ratelimit_reset(make_vendor: MakeVendor) -> None:
    # Some vendors send these headers with every response.
    vendor = make_vendor(limited(503, x_ratelimit_reset="2400", x_ratelimit_remaining="700"), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.clock.slept == [0.5]


def test_wait_for_a_rate_limit_does_not_shorten_the_retries(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(retry_after="500"), httpx.Response(500), httpx.Response(500), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.clock.slept == [500.0, 0.5, 1.0]


def test_wait_is_logged_with_its_end(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(retry_after="90"), OK)
    vendor.call.get("/thing")
    assert vendor.logged == ["Vendor accepts no more requests until 09:01:30 UTC; waiting."]


def test_each_wait_is_logged_once(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(retry_after="90"), limited(retry_after="30"), OK)
    vendor.call.get("/thing")
    assert len(vendor.logged) == 2


@pytest.mark.parametrize("response", [limited(retry_after="31"), limited(retry_after="1e18")])
def test_wait_longer_than_max_wait_seconds_is_an_error_at_once(
    make_vendor: MakeVendor, response: httpx.Response
) -> None:
    vendor = make_vendor(response, OK, retry_policy=RetryPolicy(60.0, max_wait_seconds=30.0))
    with pytest.raises(
        Unavailable, match=r"accepts no more requests until .* UTC, longer than the 30 s.*maxWaitSeconds"
    ):
        vendor.call.get("/thing")
    assert vendor.clock.slept == []


def test_waits_of_one_call_add_up(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(retry_after="20"), retry_policy=RetryPolicy(60.0, max_wait_seconds=50.0))
    with pytest.raises(Unavailable, match="longer than the 10 s left to wait"):
        vendor.call.get("/thing")
    assert vendor.clock.slept == [20.0, 20.0]


def test_429_without_a_time_is_retried_until_the_deadline(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited())
    with pytest.raises(Unavailable, match="429 Too Many Requests"):
        vendor.call.get("/thing")
    assert vendor.clock.elapsed <= 60


def test_429_without_a_time_is_retried_for_one_window_and_then_until_the_deadline(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(), limit=RateLimit(600, 60.0))
    with pytest.raises(Unavailable, match="429 Too Many Requests"):
        vendor.call.get("/thing")
    assert 110 < vendor.clock.elapsed <= 120


def test_429_without_a_time_delays_the_next_call_as_well(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(), OK, retry_policy=RetryPolicy(0.0, 0.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    vendor.client.retry_policy = RetryPolicy(60.0, 900.0)
    vendor.call.get("/thing")
    assert vendor.clock.slept == [0.5]


def test_429_without_a_time_is_not_retried_for_a_window_of_an_hour(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(), limit=RateLimit(1000, 3600.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.clock.elapsed <= 120


def test_request_waits_if_no_requests_remain(make_vendor: MakeVendor) -> None:
    last = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "45"})
    vendor = make_vendor(last, OK)
    vendor.call.get("/thing")
    assert vendor.clock.slept == []
    vendor.call.get("/thing")
    assert vendor.clock.slept == [45.0]


def test_request_does_not_wait_if_requests_remain(make_vendor: MakeVendor) -> None:
    some = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "1", "x-ratelimit-reset": "45"})
    vendor = make_vendor(some)
    vendor.call.get("/thing")
    vendor.call.get("/thing")
    assert vendor.clock.slept == []


def test_503_with_retry_after_is_retried_after_that_time(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(503, retry_after="40"), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.clock.elapsed >= 40


def test_503_with_retry_after_on_a_post_is_a_lost_response_and_delays_the_next_request(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(503, retry_after="40"), OK)
    call = vendor.call
    with pytest.raises(LostResponse):
        call.post("/things", {})
    call.get("/things")
    assert vendor.clock.slept == [40.0]


def test_all_threads_wait_until_the_same_moment_and_one_logs_it(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(limited(retry_after="60"), OK)
    vendor.client.retry_policy = RetryPolicy(60.0, 0.0)
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    vendor.client.retry_policy = RetryPolicy(60.0, 900.0)
    barrier, responses = threading.Barrier(8), []

    def send() -> None:
        call = vendor.call
        barrier.wait()
        responses.append(call.get("/thing"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert responses == [{"fine": True}] * 8
    assert vendor.clock.slept[0] == 60.0
    assert len(vendor.logged) == 1
    assert len(vendor.sent) == 9


def test_documented_limit_is_kept_without_any_429(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK, limit=RateLimit(3, 60.0))
    for _ in range(7):
        vendor.call.get("/thing")
    assert vendor.clock.slept == [60.0, 60.0]
    assert vendor.logged == [
        "Vendor accepts no more requests until 09:01:00 UTC; waiting.",
        "Vendor accepts no more requests until 09:02:00 UTC; waiting.",
    ]


def test_capacity_is_kept_for_the_requests_of_a_sequence(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK, limit=RateLimit(3, 60.0))
    vendor.call.get("/thing")
    vendor.clock.elapsed += 10
    vendor.call.get("/thing")
    with vendor.call.capacity(1):
        assert vendor.clock.slept == []
    call = vendor.call
    with call.capacity(2):
        assert vendor.clock.slept == [50.0]
        call.get("/thing")
        vendor.call.get("/thing")
    assert vendor.clock.slept == [50.0]


def test_request_of_another_thread_waits_for_the_capacity_of_a_sequence(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK, limit=RateLimit(1, 60.0), retry_policy=RetryPolicy(0.0, 0.0))
    with ThreadPoolExecutor(1) as executor:
        with vendor.call.capacity(1), pytest.raises(Unavailable, match="accepts no more requests"):
            executor.submit(vendor.call.get, "/thing").result()
        executor.submit(vendor.call.get, "/thing").result()
    assert vendor.clock.slept == []


def test_documented_limit_counts_a_sliding_window(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK, limit=RateLimit(2, 60.0))
    for pause in (0.0, 40.0, 0.0):
        vendor.clock.elapsed += pause
        vendor.call.get("/thing")
    assert vendor.clock.slept == [20.0]


def test_rate_limit_headers_override_the_documented_limit(make_vendor: MakeVendor) -> None:
    response = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "5", "x-ratelimit-reset": "45"})
    vendor = make_vendor(response, limit=RateLimit(1, 3600.0))
    for _ in range(4):
        vendor.call.get("/thing")
    assert vendor.clock.slept == []
