"""Waiting for something slow: how often it looks, what it says, and when it gives up. Time is made up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest
from pulumi_backups.http.polling import MAX_INTERVAL, MIN_INTERVAL, PollTimeout, duration, poll

Make = Callable[..., Any]
OK = httpx.Response(200, json={})
HOUR = 3600.0


class Slow:
    """Something that is done after so many seconds."""

    def __init__(self, time: Any, seconds: float, standing: Callable[[float], str] = lambda _: "it is running") -> None:
        self.looks: list[float] = []
        self._time, self._seconds, self._standing = time, seconds, standing

    def __call__(self) -> tuple[str | None, str]:
        self.looks.append(self._time.passed)
        done = self._time.passed >= self._seconds
        return ("done" if done else None), self._standing(self._time.passed)


def test_what_is_done_already_is_not_waited_for(scripted: Make) -> None:
    vendor = scripted(OK)
    assert poll(vendor.client, Slow(vendor.time, 0), HOUR) == "done"
    assert (vendor.time.slept, vendor.said) == ([], [])


@pytest.mark.parametrize(("hours", "most"), [(1 / 60, 20), (1, 65), (4, 110), (12, 210)])
def test_hours_of_waiting_cost_few_looks(scripted: Make, hours: float, most: int) -> None:
    vendor = scripted(OK)
    slow = Slow(vendor.time, hours * HOUR)
    poll(vendor.client, slow, 24 * HOUR)
    assert len(slow.looks) <= most


def test_looks_grow_sparser_within_bounds(scripted: Make) -> None:
    vendor = scripted(OK)
    slow = Slow(vendor.time, 6 * HOUR)
    poll(vendor.client, slow, 24 * HOUR)
    pauses = [round(later - sooner, 3) for sooner, later in pairwise(slow.looks)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (MIN_INTERVAL, MAX_INTERVAL)


@pytest.mark.parametrize("seconds", [1, 10, 60, 600, HOUR, 5 * HOUR])
def test_end_is_seen_soon_for_so_long_a_wait(scripted: Make, seconds: float) -> None:
    vendor = scripted(OK)
    poll(vendor.client, Slow(vendor.time, seconds), 24 * HOUR)
    assert vendor.time.passed - seconds <= max(MIN_INTERVAL, 0.15 * seconds)


def test_limit_is_kept_to_the_second_and_there_is_a_last_look_at_it(scripted: Make) -> None:
    vendor = scripted(OK)
    slow = Slow(vendor.time, 2 * HOUR)
    with pytest.raises(PollTimeout):
        poll(vendor.client, slow, HOUR)
    assert [slow.looks[-1], vendor.time.passed] == pytest.approx([HOUR, HOUR])


def test_what_is_done_just_before_the_limit_is_done(scripted: Make) -> None:
    vendor = scripted(OK)
    assert poll(vendor.client, Slow(vendor.time, HOUR - 1), HOUR) == "done"


def test_wait_is_told_with_how_things_stand_and_the_time_passed(scripted: Make) -> None:
    vendor = scripted(OK)
    poll(vendor.client, Slow(vendor.time, 9, lambda passed: "pending" if passed < 3 else "running"), HOUR)
    assert vendor.said == ["Vendor: pending, 0 s so far", "Vendor: running, 4 s so far"]


def test_lines_come_at_most_every_quarter_of_a_minute_and_go_on(scripted: Make) -> None:
    vendor = scripted(OK)
    slow = Slow(vendor.time, HOUR)
    poll(vendor.client, slow, 2 * HOUR)
    assert len(vendor.said) < len(slow.looks)
    assert vendor.said[0] == "Vendor: it is running, 0 s so far"
    assert vendor.said[-1].startswith("Vendor: it is running, 5")
    assert len(vendor.said) > 20


def test_what_a_look_raises_ends_the_wait(scripted: Make) -> None:
    vendor = scripted(OK)

    def look() -> tuple[None, str]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        poll(vendor.client, look, HOUR)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (95, "1 min 35 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min"),
        (9000, "2 h 30 min"),
        (100 * HOUR, "100 h 0 min"),
    ],
)
def test_duration_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
