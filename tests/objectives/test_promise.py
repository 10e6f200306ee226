"""What rules promise: tables of expected values, found with a calendar and by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from pulumi_backups.objectives import (
    BackupRule,
    Retention,
    Runs,
    at_times,
    every_days,
    every_hours,
    every_months,
    every_weeks,
    promise_of,
)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
FIRST, SECOND, THIRD, FOURTH = range(4)
MIDNIGHT, THREE, NOON = time(0, 0), time(3, 0), time(12, 0)
DAY, WEEK = 24, 7 * 24


def rule(runs: Runs, value: int = 1, unit: str = "day") -> BackupRule:
    return BackupRule(runs, Retention(value, unit))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("runs", "hours"),
    [
        ([every_hours(4, MIDNIGHT)], 4),
        ([every_hours(5, MIDNIGHT)], 5),
        ([every_hours(36, THREE)], 36),
        ([every_days(1, THREE)], DAY),
        ([every_days(999, THREE)], 999 * DAY),
        ([every_weeks(2, SUNDAY, THREE)], 2 * WEEK),
        # From the first Sunday of a month to that of the next there are four or five weeks.
        ([every_months(1, SUNDAY, FIRST, THREE)], 5 * WEEK),
        ([every_months(2, SUNDAY, FIRST, THREE)], 9 * WEEK),
        ([every_months(3, SUNDAY, FIRST, THREE)], 14 * WEEK),
        ([every_months(12, SUNDAY, FIRST, THREE)], 53 * WEEK),
        ([at_times([0, 20])], 40 / 60),
        ([at_times([0], [3, 12])], 15),
        ([at_times([0, 30], [3])], 23.5),
        ([at_times([0], [3], [MONDAY, THURSDAY])], 4 * DAY),
        ([at_times([30], None, [SATURDAY, SUNDAY])], 5 * DAY + 1),
        # The more frequent of two rules, whichever the other is.
        ([every_hours(5, MIDNIGHT), every_days(1, THREE)], 5),
        ([every_days(1, THREE), every_weeks(1, SUNDAY, NOON), every_months(1, SUNDAY, FIRST, NOON)], DAY),
        # Two rules fill each other's gaps.
        ([every_days(1, MIDNIGHT), every_days(1, NOON)], 12),
        ([every_days(1, THREE), every_days(1, NOON)], 15),
        ([every_weeks(1, MONDAY, NOON), every_weeks(1, TUESDAY, MIDNIGHT)], 6.5 * DAY),
        ([every_hours(12, MIDNIGHT), every_hours(8, time(4, 0))], 8),
        ([every_hours(12, MIDNIGHT), every_hours(8, time(2, 0)), every_days(1, time(6, 0))], 6),
        # Which second day each of them runs on is not known: at worst on the same one.
        ([every_days(2, THREE), every_days(2, THREE)], 2 * DAY),
        ([every_days(2, MIDNIGHT), every_days(2, NOON)], 1.5 * DAY),
        ([every_days(3, MIDNIGHT), every_days(2, NOON)], 2 * DAY),
        # In some days, a run every 36 hours is at the time of the daily one.
        ([every_days(1, THREE), every_hours(36, THREE)], DAY),
        # Every Sunday but a fifth in the month.
        ([every_months(1, SUNDAY, week, THREE) for week in (FIRST, SECOND, THIRD, FOURTH)], 2 * WEEK),
        ([every_months(1, SUNDAY, week, THREE) for week in (FIRST, THIRD)], 3 * WEEK),
        # Of two Sundays a biweekly rule takes one, perhaps not the fifth.
        (
            [
                every_weeks(2, SUNDAY, THREE),
                *(every_months(1, SUNDAY, week, THREE) for week in (FIRST, SECOND, THIRD, FOURTH)),
            ],
            2 * WEEK,
        ),
        # The second of three Wednesdays may have no run, and after it a fifth Sunday has none.
        (
            [
                every_weeks(2, WEDNESDAY, THREE),
                *(every_months(1, SUNDAY, week, THREE) for week in (FIRST, SECOND, THIRD, FOURTH)),
            ],
            11 * DAY,
        ),
        # Monthly rules on each of the days 1 to 28 leave at most the days 29, 30 and 31 out.
        (
            [
                every_weeks(1, SUNDAY, THREE),
                *(every_months(1, day, week, THREE) for day in range(7) for week in range(4)),
            ],
            4 * DAY,
        ),
    ],
)
def test_recovery_point_is_the_longest_gap_between_any_two_backups(runs: list[Runs], hours: float) -> None:
    assert promise_of(map(rule, runs)).recovery_point_hours == pytest.approx(hours)


@pytest.mark.parametrize(
    ("value", "unit", "days"),
    [
        (36, "hour", 1.5),
        (14, "day", 14),
        (2, "week", 14),
        *((months, "month", days) for months, days in enumerate((28, 59, 89, 120, 150, 181, 212, 242, 273), 1)),
        (12, "month", 365),
        (13, "month", 393),
        (1, "year", 365),
        (10, "year", 3650),
    ],
)
def test_reach_is_what_a_retention_keeps_at_least(value: int, unit: str, days: float) -> None:
    nightly = every_days(1, THREE)
    assert promise_of([rule(nightly, value, unit)]).reach_days == days
    assert promise_of([rule(nightly, value, unit), rule(nightly, 1, "hour")]).reach_days == days


@pytest.mark.parametrize(
    ("runs", "value", "unit", "most", "fewest"),
    [
        (every_hours(4, MIDNIGHT), 2, "day", 12, 12),
        (every_days(1, THREE), 30, "day", 30, 30),
        (every_days(1, THREE), 36, "hour", 2, 1),
        (every_days(2, THREE), 3, "day", 2, 1),
        (every_days(2, THREE), 4, "day", 2, 2),
        (every_hours(5, MIDNIGHT), 1, "day", 5, 4),
        (every_weeks(1, SUNDAY, THREE), 10, "day", 2, 1),
        (every_weeks(1, SUNDAY, THREE), 3, "day", 1, 0),
        (every_weeks(1, SUNDAY, THREE), 1, "hour", 1, 0),
        (every_days(1, THREE), 1, "month", 31, 28),
        (every_days(1, THREE), 1, "year", 366, 365),
        # The Sunday of 7 January may be kept until 7 February, the next run is on 4 February.
        (every_months(1, SUNDAY, FIRST, THREE), 1, "month", 2, 0),
        (every_months(1, SUNDAY, FIRST, THREE), 1, "year", 13, 11),
        (every_months(1, SUNDAY, FIRST, THREE), 35, "day", 2, 1),
        (every_months(1, SUNDAY, FIRST, THREE), 28, "day", 1, 0),
        (at_times([0, 30], [3, 15]), 2, "day", 8, 8),
        (at_times([0], [3], [MONDAY, TUESDAY]), 8, "day", 3, 2),
    ],
)
def test_backups_of_a_rule_at_one_moment(runs: Runs, value: int, unit: str, most: int, fewest: int) -> None:
    assert promise_of([rule(runs, value, unit)]).kept_backups == most
    assert rule(runs, value, unit).fewest_backups == fewest


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        ([rule(every_hours(4, MIDNIGHT), 2, "day"), rule(every_days(1, THREE), 30, "day")], 42),
        # Two policies that run at the same time take two backups.
        ([rule(every_days(1, THREE), 7), rule(every_days(1, THREE), 7)], 14),
        # On Tuesday noon Monday's backup has expired, so the two never exist together.
        ([rule(every_weeks(1, MONDAY, NOON)), rule(every_weeks(1, TUESDAY, NOON))], 1),
        ([rule(every_weeks(1, MONDAY, NOON), 2), rule(every_weeks(1, TUESDAY, NOON))], 2),
        # The monthly backup is kept for a day of seven, and that is not a Wednesday.
        ([rule(every_weeks(1, WEDNESDAY, NOON)), rule(every_months(1, SUNDAY, FIRST, NOON))], 1),
        ([rule(every_weeks(1, WEDNESDAY, NOON)), rule(every_months(1, WEDNESDAY, FIRST, NOON))], 2),
        # The monthly backup expires when the weekly one is taken.
        ([rule(every_weeks(1, WEDNESDAY, NOON)), rule(every_months(1, SUNDAY, FIRST, NOON), 3)], 1),
        ([rule(every_days(1, THREE), 30), rule(every_months(1, SUNDAY, FIRST, NOON), 12, "month")], 43),
    ],
)
def test_kept_backups_are_those_of_all_rules_at_one_moment(rules: list[BackupRule], kept: int) -> None:
    assert promise_of(rules).kept_backups == kept


def test_next_run_is_known_if_every_moment_has_one() -> None:
    moment = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)
    assert every_days(1, THREE).next_run(moment) == moment + timedelta(days=1)
    assert every_days(1, THREE).next_run(moment - timedelta(seconds=1)) == moment
    assert every_days(2, THREE).next_run(moment) is None
    assert every_days(1, THREE).next_run(datetime(9999, 12, 31, 12, tzinfo=UTC)) is None


def test_without_rules_there_is_no_promise() -> None:
    with pytest.raises(ValueError, match="without a rule"):
        promise_of([])


def test_equal_settings_make_equal_rules() -> None:
    assert at_times([30, 0], [3], [4, 0, 0]) == at_times((0, 30), (3,), (0, 4))
    assert {rule(every_hours(3, THREE)), rule(every_hours(3, MIDNIGHT))} == {rule(every_hours(3, MIDNIGHT))}


@pytest.mark.parametrize(
    "make",
    [
        lambda: every_hours(0, MIDNIGHT),
        lambda: every_days(-1, MIDNIGHT),
        lambda: every_weeks(1, 7, MIDNIGHT),
        lambda: every_months(1, MONDAY, 4, MIDNIGHT),
        lambda: at_times([]),
        lambda: at_times([60]),
        lambda: at_times([0], []),
        lambda: at_times([0], [0], [-1]),
    ],
)
def test_numbers_out_of_range_are_no_timetable(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError):  # noqa: PT011 - inputs are checked before, so nobody sees the words
        make()
