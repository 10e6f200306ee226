"""The limit of 500 unexpired backups: the resource and the emulator, which counts a timetable's runs, agree on it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pulumi_backups.emulator.northflank.timetable import max_unexpired
from pulumi_backups.northflank.scheduling import unexpired_backups


def numbers(count: int) -> st.SearchStrategy[list[int]]:
    return st.sets(st.integers(0, count - 1), min_size=1).map(sorted)


MINUTES, HOURS, DAYS = numbers(60), numbers(24), numbers(7)
SCHEDULINGS = st.one_of(
    st.fixed_dictionaries({"interval": st.just("hourly"), "minute": MINUTES}),
    st.fixed_dictionaries({"interval": st.just("daily"), "minute": MINUTES, "hour": HOURS}),
    st.fixed_dictionaries({"interval": st.just("weekly"), "minute": MINUTES, "hour": HOURS, "day": DAYS}),
)
MONDAYS = {"interval": "weekly", "minute": list(range(25)), "hour": list(range(12)), "day": [0]}


@given(SCHEDULINGS, st.integers(1, 120))
@example(MONDAYS, 7)
@example(MONDAYS, 8)
@example({**MONDAYS, "day": [0, 6]}, 2)
@example({"interval": "hourly", "minute": [0]}, 21)
def test_resource_and_emulator_count_the_same_unexpired_backups(scheduling: dict[str, Any], days: int) -> None:
    assert unexpired_backups(scheduling, days) == max_unexpired(scheduling, days)


@pytest.mark.parametrize(("days", "kept"), [(7, 300), (8, 600), (14, 600), (15, 900)])
def test_partial_week_counts_the_days_that_take_most_backups(days: int, kept: int) -> None:
    assert unexpired_backups(MONDAYS, days) == kept
    assert max_unexpired(MONDAYS, days) == kept
