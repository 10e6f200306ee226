"""Whether and when a request is retried: tables of statuses, headers and counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.http.retry import backoff, is_retryable, remaining_requests, requested_wait

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "status", [300, 301, 302, 303, 307, 308, 408, 425, 500, 501, 502, 503, 504, 507, 520, 522, 524, 529, 599]
)
def test_retryable_status(status: int) -> None:
    assert is_retryable(status)


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 451])
def test_status_that_is_not_retryable(status: int) -> None:
    assert not is_retryable(status)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Sat, 31 Jan 2026 09:00:30 GMT"}, 30.0),
        ({"retry-after": "Sat, 31 Jan 2026 08:59:00 GMT"}, 0.0),
        ({"retry-after": "Sat, 31 Jan 2026 10:00:30 +0100"}, 30.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Sat, 99 Jan 2026 09:00:30 GMT"}, None),
        ({"retry-after": ""}, None),
        ({"x-ratelimit-reset": "41"}, 41.0),
        ({"x-ratelimit-reset": str(NOW.timestamp() + 12)}, 12.0),
        ({"x-ratelimit-reset": str(NOW.timestamp() - 12)}, 0.0),
        ({"x-ratelimit-reset": "later"}, None),
        ({"retry-after": "3", "x-ratelimit-reset": "41"}, 3.0),
        ({"retry-after": "soon", "x-ratelimit-reset": "41"}, 41.0),
    ],
)
def test_requested_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert requested_wait(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("header", "requests"), [("5", 5), ("0", 0), ("2.0", 2), ("", None), ("-1", None), ("many", None), ("inf", None)]
)
def test_remaining_requests(header: str, requests: int | None) -> None:
    assert remaining_requests({"x-ratelimit-remaining": header}) == requests


@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset"]), st.text() | st.floats().map(str)))
def test_any_header_gives_a_wait_of_at_most_a_year(headers: dict[str, str]) -> None:
    wait = requested_wait(headers, NOW)
    assert wait is None or 0 <= wait <= 365 * 86400


@pytest.mark.parametrize(
    ("retries", "shortest", "longest"),
    [(0, 0.25, 0.5), (1, 0.5, 1.0), (2, 1.0, 2.0), (3, 2.0, 4.0), (4, 4.0, 8.0), (5, 4.0, 8.0), (10_000, 4.0, 8.0)],
)
def test_backoff_doubles_up_to_eight_seconds(retries: int, shortest: float, longest: float) -> None:
    assert backoff(retries, 0.0) == shortest
    assert backoff(retries, 1.0) == longest
