"""What Northflank schedules promise, against the emulator's timetable, which shares no code with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.emulator.clock import iso
from pulumi_backups.emulator.northflank.timetable import timetable
from pulumi_backups.northflank.promises import rule_of
from pulumi_backups.objectives import promise_of

from tests.objectives.observed import Rule, moments_of, observe


def numbers(count: int) -> st.SearchStrategy[list[int]]:
    return st.sets(st.integers(0, count - 1), min_size=1, max_size=4).map(sorted)


MINUTES, HOURS, DAYS = numbers(60), numbers(24), numbers(7)
SCHEDULES = st.fixed_dictionaries(
    {
        "scheduling": st.one_of(
            st.fixed_dictionaries({"interval": st.just("hourly"), "minute": MINUTES}),
            st.fixed_dictionaries({"interval": st.just("daily"), "minute": MINUTES, "hour": HOURS}),
            st.fixed_dictionaries({"interval": st.just("weekly"), "minute": MINUTES, "hour": HOURS, "day": DAYS}),
        ),
        "retention_time": st.integers(1, 9),
    }
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def created_at(moment: datetime, settings: dict[str, Any]) -> Rule:
    table = timetable({"scheduling": settings["scheduling"], "createdAt": iso(moment)})
    assert table is not None
    return Rule(moment, table, settings["retention_time"], "day")


@given(SCHEDULES, MOMENTS)
def test_runs_are_those_of_the_emulators_timetable(declared: dict[str, Any], begin: datetime) -> None:
    table = created_at(begin, declared).table
    observed = [table.at(number) for number in range(200)]
    assert moments_of(rule_of(declared).runs, observed[0], observed[-1]) == observed
    assert rule_of(declared).runs.next_run(begin) == observed[0]


@given(st.lists(SCHEDULES, min_size=1, max_size=3), MOMENTS)
def test_promise_comes_true_whenever_the_schedules_are_created(declared: list[dict[str, Any]], begin: datetime) -> None:
    rules = [created_at(begin, each) for each in declared]
    # A week until all have begun, nine days until all retentions have ended, and a week in which everything happens.
    until = begin + timedelta(days=7 + 9 + 7)
    assert observe(rules, until)[:3] == promise_of(map(rule_of, declared))
    for rule, each in zip(rules, declared, strict=True):
        assert observe([rule], until) == (*promise_of([rule_of(each)]), rule_of(each).fewest_backups)
