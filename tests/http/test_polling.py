"""Polling: how often it asks, what it logs, and when it gives up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest
from pulumi_backups.http.polling import MAX_INTERVAL, MIN_INTERVAL, PollTimeout, poll

MakeVendor = Callable[..., Any]
OK = httpx.Response(200, json={})
HOUR = 3600.0


class Slow:
    """Something that is done after some seconds. It records when it was asked."""

    def __init__(self, clock: Any, seconds: float, status: Callable[[float], str] = lambda _: "it is running") -> None:
        self.times: list[float] = []
        self._clock, self._seconds, self._status = clock, seconds, status

    def __call__(self) -> tuple[str | None, str]:
        self.times.append(self._clock.elapsed)
        done = self._clock.elapsed >= self._seconds
        return ("done" if done else None), self._status(self._clock.elapsed)


def test_finished_work_needs_no_wait(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    assert poll(vendor.client, Slow(vendor.clock, 0), HOUR) == "done"
    assert (vendor.clock.slept, vendor.logged) == ([], [])


@pytest.mark.parametrize(("hours", "most"), [(1 / 60, 20), (1, 65), (4, 110), (12, 210)])
def test_hours_of_waiting_need_few_polls(make_vendor: MakeVendor, hours: float, most: int) -> None:
    vendor = make_vendor(OK)
    slow = Slow(vendor.clock, hours * HOUR)
    poll(vendor.client, slow, 24 * HOUR)
    assert len(slow.times) <= most


def test_intervals_grow_within_their_bounds(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    slow = Slow(vendor.clock, 6 * HOUR)
    poll(vendor.client, slow, 24 * HOUR)
    intervals = [round(later - sooner, 3) for sooner, later in pairwise(slow.times)]
    assert intervals == sorted(intervals)
    assert (intervals[0], intervals[-1]) == (MIN_INTERVAL, MAX_INTERVAL)


@pytest.mark.parametrize("seconds", [1, 10, 60, 600, HOUR, 5 * HOUR])
def test_end_is_noticed_late_by_a_fraction_of_the_wait(make_vendor: MakeVendor, seconds: float) -> None:
    vendor = make_vendor(OK)
    poll(vendor.client, Slow(vendor.clock, seconds), 24 * HOUR)
    assert vendor.clock.elapsed - seconds <= max(MIN_INTERVAL, 0.15 * seconds)


def test_last_poll_is_exactly_at_the_limit(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    slow = Slow(vendor.clock, 2 * HOUR)
    with pytest.raises(PollTimeout):
        poll(vendor.client, slow, HOUR)
    assert [slow.times[-1], vendor.clock.elapsed] == pytest.approx([HOUR, HOUR])


def test_work_that_finishes_just_before_the_limit_is_found(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    assert poll(vendor.client, Slow(vendor.clock, HOUR - 1), HOUR) == "done"


def test_status_and_elapsed_time_are_logged(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    poll(vendor.client, Slow(vendor.clock, 9, lambda elapsed: "pending" if elapsed < 3 else "running"), HOUR)
    assert vendor.logged == ["Vendor: pending, 0 s so far", "Vendor: running, 4 s so far"]


def test_same_status_is_logged_again_after_a_quarter_of_a_minute(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    poll(vendor.client, Slow(vendor.clock, 50), HOUR)
    logged = [float(line.split(", ")[1].split(" s")[0]) for line in vendor.logged]
    assert logged == [0, 16, 32, 49]


def test_same_status_is_logged_every_quarter_of_a_minute_at_most(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    slow = Slow(vendor.clock, HOUR)
    poll(vendor.client, slow, 2 * HOUR)
    assert len(vendor.logged) < len(slow.times)
    assert vendor.logged[0] == "Vendor: it is running, 0 s so far"
    assert vendor.logged[-1].startswith("Vendor: it is running, 5")
    assert len(vendor.logged) > 20


def test_exception_ends_the_wait(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)

    def look() -> tuple[None, str]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        poll(vendor.client, look, HOUR)
