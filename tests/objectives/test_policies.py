"""What PlanetScale policies promise, against years of the emulator's timetable, which shares no code with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from math import gcd
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.emulator.clock import iso
from pulumi_backups.emulator.durations import later
from pulumi_backups.emulator.planetscale.timetable import timetable
from pulumi_backups.objectives import Promise, promise_of
from pulumi_backups.planetscale.promises import rule_of

from tests.objectives.observed import Observed, Rule, moments_of, observe

Policy = Mapping[str, Any]
SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(7)
HOURS_OF = {"hour": 1, "day": 24, "week": 7 * 24, "month": 31 * 24}
BEGIN = datetime(2024, 2, 1, tzinfo=UTC)


def policy(
    frequency: tuple[int, str], retention: tuple[int, str], at: str = "03:00", day: int = SUNDAY, week: int = 0
) -> Policy:
    every, unit = frequency
    return {
        "frequency_value": every,
        "frequency_unit": unit,
        "schedule_time": at,
        "schedule_day": day if unit in ("week", "month") else None,
        "schedule_week": week if unit == "month" else None,
        "retention_value": retention[0],
        "retention_unit": retention[1],
    }


def created_at(moment: datetime, policy: Policy) -> Rule:
    table = timetable({**policy, "created_at": iso(moment)})
    assert table is not None
    return Rule(moment, table, policy["retention_value"], policy["retention_unit"])


def promise(policies: Sequence[Policy]) -> Promise:
    return promise_of(rule_of(each) for each in policies)


def policies(frequencies: Any, retentions: Any) -> st.SearchStrategy[Policy]:
    at = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 30, 59]))
    return st.builds(policy, frequencies, retentions, at, st.integers(0, 6), st.integers(0, 3))


def retentions(hours: int, days: int, weeks: int) -> st.SearchStrategy[tuple[int, str]]:
    """Retentions whose length is always the same."""
    return st.one_of(
        st.tuples(st.integers(1, hours), st.just("hour")),
        st.tuples(st.integers(1, days), st.just("day")),
        st.tuples(st.integers(1, weeks), st.just("week")),
    )


MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
COUNTS = st.one_of(st.integers(1, 3), st.integers(1, 40), st.integers(1, 999))
ANY = policies(
    st.tuples(COUNTS, st.sampled_from(["hour", "day", "week", "month"])),
    st.tuples(COUNTS, st.sampled_from(["hour", "day", "week", "month", "year"])),
)


@given(ANY, MOMENTS)
def test_runs_are_at_the_moments_of_the_emulators_timetable(declared: Policy, begin: datetime) -> None:
    table, runs = created_at(begin, declared).table, rule_of(declared).runs
    # Not after 2099.
    first, second = table.at(0), table.at(1) if declared["frequency_value"] < 800 else table.at(0)
    assert moments_of(runs, first, second)[:: runs.every] == [first, second]


@given(st.lists(st.tuples(ANY, MOMENTS), min_size=1, max_size=4))
def test_no_backups_break_the_promise(declared: list[tuple[Policy, datetime]]) -> None:
    promised = promise([each for each, _ in declared])
    begin = max(created for _, created in declared)
    fastest = min(each["frequency_value"] * HOURS_OF[each["frequency_unit"]] for each, _ in declared)
    until = begin + min(timedelta(hours=200 * fastest), timedelta(days=70 * 365))
    # Years of runs before the last policy exists would take time and show nothing.
    rules = [created_at(max(created, begin - timedelta(days=400)), each) for each, created in declared]
    seen = observe(rules, until)
    assert seen.recovery_point_hours <= promised.recovery_point_hours
    assert seen.kept_backups <= promised.kept_backups
    if seen.fewest_backups is not None:
        assert seen.fewest_backups >= sum(rule_of(each).fewest_backups for each, _ in declared)
        assert seen.reach_days >= promised.reach_days


REGULAR = policies(
    st.sampled_from([*((every, "hour") for every in (1, 2, 3, 4, 6, 8, 12, 24)), (1, "day"), (1, "week")]),
    retentions(hours=72, days=20, weeks=3),
)


@given(st.lists(st.tuples(REGULAR, st.integers(0, 20_000)), min_size=1, max_size=3), MOMENTS)
def test_promise_comes_true_whenever_the_policies_are_created(
    declared: list[tuple[Policy, int]], begin: datetime
) -> None:
    rules = [created_at(begin + timedelta(minutes=after), each) for each, after in declared]
    # Two weeks until all have begun, three until all retentions have ended, and a week in which everything happens.
    until = begin + timedelta(weeks=2 + 3 + 1)
    assert observe(rules, until)[:3] == promise([each for each, _ in declared])
    for rule, (each, _) in zip(rules, declared, strict=True):
        assert observe([rule], until) == (*promise([each]), rule_of(each).fewest_backups)


MONTHLY = policies(st.just((1, "month")), retentions(hours=999, days=99, weeks=20))
WEEKLY = policies(st.just((1, "week")), retentions(hours=999, days=99, weeks=20))


@given(st.lists(MONTHLY, min_size=1, max_size=3), st.lists(WEEKLY, max_size=1), MOMENTS)
def test_promise_of_monthly_policies_comes_true_within_28_years(
    monthly: list[Policy], weekly: list[Policy], begin: datetime
) -> None:
    declared = [*monthly, *weekly]
    seen = observe([created_at(begin, each) for each in declared], begin + timedelta(days=29 * 365.25))
    assert seen[:3] == promise(declared)


@pytest.mark.parametrize("day", range(7))
def test_every_day_but_the_last_of_a_month_is_in_one_of_its_weeks(day: int) -> None:
    declared = [policy((1, "month"), (1, "day"), day=day, week=week) for week in range(4)]
    rules = [created_at(BEGIN, each) for each in declared]
    assert observe(rules, BEGIN + timedelta(days=29 * 365.25))[:3] == promise(declared) == (14 * 24, 1, 1)


@pytest.mark.parametrize(
    "declared",
    [
        policy((1, "day"), (1, "month")),
        policy((1, "day"), (2, "month"), at="00:00"),
        policy((6, "hour"), (3, "month"), at="23:59"),
        policy((1, "week"), (7, "month"), day=FRIDAY),
        policy((1, "week"), (1, "year"), day=FRIDAY),
        policy((1, "month"), (1, "month"), day=WEDNESDAY),
        policy((1, "month"), (5, "month"), day=THURSDAY, week=3),
        policy((1, "month"), (3, "year"), day=MONDAY, week=1),
    ],
    ids=lambda each: "{frequency_value} {frequency_unit}, {retention_value} {retention_unit}".format(**each),
)
def test_promise_of_a_retention_of_calendar_months_comes_true(declared: Policy) -> None:
    # The calendar's whole cycle, but for the frequent ones a shorter time with a leap year suffices.
    years = 29 + 3 if declared["frequency_unit"] in ("week", "month") else 6
    seen = observe([created_at(BEGIN, declared)], BEGIN + timedelta(days=years * 365.25))
    assert seen == (*promise([declared]), rule_of(declared).fewest_backups)


def creations(policy: Policy) -> list[datetime]:
    """A moment of creation for each way in which the policy's runs can fall."""
    every, unit = policy["frequency_value"], policy["frequency_unit"]
    if unit == "hour":
        # Hours are counted from the schedule_time of the day of the creation.
        every, unit = every // gcd(every, 24), "day"
    moments = (later(BEGIN, number, unit) for number in range(every))
    return [moment for moment in moments if moment]


def at_all_moments(declared: Sequence[Policy], until: datetime) -> list[Observed]:
    """What happens if the policies are created at each combination of moments that makes a difference."""
    return [
        observe([created_at(moment, each) for moment, each in zip(moments, declared, strict=True)], until)
        for moments in product(*map(creations, declared))
    ]


IRREGULAR = policies(
    st.sampled_from([(5, "hour"), (9, "hour"), (10, "hour"), (2, "day"), (3, "day"), (2, "week"), (1, "day")]),
    retentions(hours=72, days=5, weeks=1),
)


@given(st.lists(IRREGULAR, min_size=1, max_size=2))
def test_promise_is_the_worst_of_all_moments_of_creation(declared: list[Policy]) -> None:
    # Two weeks until all have begun, a week until all retentions have ended, and two for the longest gap.
    until = BEGIN + timedelta(weeks=2 + 1 + 2)
    seen = at_all_moments(declared, until)
    promised = promise(declared)
    assert max(each.recovery_point_hours for each in seen) == promised.recovery_point_hours
    assert max(each.kept_backups for each in seen) == promised.kept_backups
    if len(declared) == 1:
        assert min(each.fewest_backups or 0 for each in seen) == rule_of(declared[0]).fewest_backups


@pytest.mark.parametrize(
    "declared",
    [
        [policy((2, "month"), (70, "day"), day=TUESDAY, week=2)],
        [policy((3, "month"), (100, "day")), policy((2, "week"), (20, "day"))],
        [policy((2, "month"), (70, "day")), policy((2, "month"), (40, "day"), week=3)],
        [policy((2, "month"), (30, "week")), policy((1, "month"), (3, "day"), week=2), policy((5, "week"), (9, "day"))],
    ],
)
def test_promise_of_some_months_is_the_worst_of_all_moments_of_creation(declared: list[Policy]) -> None:
    until = BEGIN + timedelta(days=30 * 365.25)
    seen = at_all_moments(declared, until)
    promised = promise(declared)
    assert max(each.recovery_point_hours for each in seen) == promised.recovery_point_hours
    assert max(each.kept_backups for each in seen) == promised.kept_backups
