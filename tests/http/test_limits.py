"""Rate limits: waited out where they name a time, together, and told once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pulumi_backups.http.errors import LostResponse, Unavailable
from pulumi_backups.http.rate_limit import RateLimit
from pulumi_backups.http.retry_policy import RetryPolicy

Make = Callable[..., Any]

OK = httpx.Response(200, json={"fine": True})


def limited(status: int = 429, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("refusal", "waited"),
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
def test_wait_is_the_one_that_was_named(scripted: Make, refusal: Any, waited: float, method: str) -> None:
    vendor = scripted(refusal, OK)
    arguments = ["/thing"] if method == "get" else ["/thing", {}]
    assert getattr(vendor.call, method)(*arguments) == {"fine": True}
    assert vendor.time.slept == [waited]


def test_window_of_the_limit_says_nothing_of_how_long_a_server_is_unavailable(scripted: Make) -> None:
    # Some vendors send the limit with every answer.
    vendor = scripted(limited(503, x_ratelimit_reset="2400", x_ratelimit_remaining="700"), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.time.slept == [0.5]


def test_wait_does_not_use_up_the_patience_with_passing_trouble(scripted: Make) -> None:
    vendor = scripted(limited(retry_after="500"), httpx.Response(500), httpx.Response(500), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.time.slept == [500.0, 0.5, 1.0]


def test_wait_is_told_with_the_moment_of_its_end(scripted: Make) -> None:
    vendor = scripted(limited(retry_after="90"), OK)
    vendor.call.get("/thing")
    assert vendor.said == ["Vendor takes no more requests until 09:01:30 UTC; waiting."]


def test_each_wait_is_told_once(scripted: Make) -> None:
    vendor = scripted(limited(retry_after="90"), limited(retry_after="30"), OK)
    vendor.call.get("/thing")
    assert len(vendor.said) == 2


@pytest.mark.parametrize("refusal", [limited(retry_after="31"), limited(retry_after="1e18")])
def test_wait_beyond_the_limit_is_not_begun(scripted: Make, refusal: httpx.Response) -> None:
    vendor = scripted(refusal, OK, patience=RetryPolicy(60.0, max_wait_seconds=30.0))
    with pytest.raises(Unavailable, match=r"takes no more requests until .* UTC, longer than the 30 s.*maxWaitSeconds"):
        vendor.call.get("/thing")
    assert vendor.time.slept == []


def test_waits_of_one_operation_add_up(scripted: Make) -> None:
    vendor = scripted(limited(retry_after="20"), patience=RetryPolicy(60.0, max_wait_seconds=50.0))
    with pytest.raises(Unavailable, match="longer than the 10 s left to wait"):
        vendor.call.get("/thing")
    assert vendor.time.slept == [20.0, 20.0]


def test_limit_without_a_time_ends_with_the_patience(scripted: Make) -> None:
    vendor = scripted(limited())
    with pytest.raises(Unavailable, match="429 Too Many Requests"):
        vendor.call.get("/thing")
    assert vendor.time.passed <= 60


def test_limit_without_a_time_is_waited_out_for_a_window_before_the_patience_begins(scripted: Make) -> None:
    vendor = scripted(limited(), limit=RateLimit(600, 60.0))
    with pytest.raises(Unavailable, match="429 Too Many Requests"):
        vendor.call.get("/thing")
    assert 110 < vendor.time.passed <= 120


def test_limit_of_an_hour_without_a_time_is_not_waited_out(scripted: Make) -> None:
    vendor = scripted(limited(), limit=RateLimit(1000, 3600.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.time.passed <= 120


def test_spent_allowance_holds_the_next_request_back(scripted: Make) -> None:
    last = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "45"})
    vendor = scripted(last, OK)
    vendor.call.get("/thing")
    assert vendor.time.slept == []
    vendor.call.get("/thing")
    assert vendor.time.slept == [45.0]


def test_allowance_that_is_left_holds_nothing_back(scripted: Make) -> None:
    some = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "1", "x-ratelimit-reset": "45"})
    vendor = scripted(some)
    vendor.call.get("/thing")
    vendor.call.get("/thing")
    assert vendor.time.slept == []


def test_busy_server_that_names_a_time_is_given_it(scripted: Make) -> None:
    vendor = scripted(limited(503, retry_after="40"), OK)
    assert vendor.call.get("/thing") == {"fine": True}
    assert vendor.time.passed >= 40


def test_busy_server_on_a_creation_is_a_lost_answer_and_holds_the_look_back(scripted: Make) -> None:
    vendor = scripted(limited(503, retry_after="40"), OK)
    call = vendor.call
    with pytest.raises(LostResponse):
        call.post("/things", {})
    call.get("/things")
    assert vendor.time.slept == [40.0]


def test_all_threads_wait_for_one_moment_and_one_tells_it(scripted: Make) -> None:
    vendor = scripted(limited(retry_after="60"), OK)
    vendor.client.patience = RetryPolicy(60.0, 0.0)
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    vendor.client.patience = RetryPolicy(60.0, 900.0)
    together, answers = threading.Barrier(8), []

    def ask() -> None:
        call = vendor.call
        together.wait()
        answers.append(call.get("/thing"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"fine": True}] * 8
    assert vendor.time.slept[0] == 60.0
    assert len(vendor.said) == 1
    assert len(vendor.sent) == 9


def test_documented_limit_is_kept_without_a_refusal(scripted: Make) -> None:
    vendor = scripted(OK, limit=RateLimit(3, 60.0))
    for _ in range(7):
        vendor.call.get("/thing")
    assert vendor.time.slept == [60.0, 60.0]
    assert vendor.said == [
        "Vendor takes no more requests until 09:01:00 UTC; waiting.",
        "Vendor takes no more requests until 09:02:00 UTC; waiting.",
    ]


def test_documented_limit_counts_any_window_not_only_whole_minutes(scripted: Make) -> None:
    vendor = scripted(OK, limit=RateLimit(2, 60.0))
    for pause in (0.0, 40.0, 0.0):
        vendor.time.passed += pause
        vendor.call.get("/thing")
    assert vendor.time.slept == [20.0]


def test_what_the_vendor_says_is_left_goes_before_the_documented_limit(scripted: Make) -> None:
    said = httpx.Response(200, json={}, headers={"x-ratelimit-remaining": "5", "x-ratelimit-reset": "45"})
    vendor = scripted(said, limit=RateLimit(1, 3600.0))
    for _ in range(4):
        vendor.call.get("/thing")
    assert vendor.time.slept == []
