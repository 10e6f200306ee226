"""When policies and schedules run and when backups expire: tables of expected times, found with a calendar.

Weekdays to check them: 1 January 2026 is a Thursday, 1 February and 1 March 2026 are Sundays, 29 February 2028 is a
Tuesday.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.emulator.durations import later
from pulumi_backups.emulator.northflank.timetable import timetable as schedule_timetable
from pulumi_backups.emulator.planetscale.timetable import next_run
from pulumi_backups.emulator.planetscale.timetable import timetable as policy_timetable
from pulumi_backups.emulator.timetable import Timetable

SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(7)
FIRST, SECOND, THIRD, FOURTH = range(4)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first_runs(table: Timetable | None, count: int) -> list[datetime]:
    assert table is not None
    return [table.at(number) for number in range(count)]


def policy(created: str, every: int, unit: str, time: str, day: int | None = None, week: int | None = None) -> Any:
    return {
        "created_at": f"{created}Z",
        "frequency_value": every,
        "frequency_unit": unit,
        "schedule_time": time,
        "schedule_day": day,
        "schedule_week": week,
    }


@pytest.mark.parametrize(
    ("described", "runs"),
    [
        # hours: counted from the last schedule_time before the creation, on across midnight
        (("2026-01-10T14:58", 4, "hour", "00:00"), ["2026-01-10T16:00", "2026-01-10T20:00", "2026-01-11T00:00"]),
        (("2026-01-10T09:10", 12, "hour", "09:10"), ["2026-01-10T21:10", "2026-01-11T09:10"]),
        (("2026-01-10T09:09", 12, "hour", "09:10"), ["2026-01-10T09:10", "2026-01-10T21:10"]),
        (("2026-01-10T08:00", 1, "hour", "09:10"), ["2026-01-10T08:10", "2026-01-10T09:10"]),
        (
            ("2026-01-10T01:00", 5, "hour", "23:00"),
            ["2026-01-10T04:00", "2026-01-10T09:00", "2026-01-10T14:00", "2026-01-10T19:00", "2026-01-11T00:00"],
        ),
        (("2026-01-01T07:00", 36, "hour", "06:00"), ["2026-01-02T18:00", "2026-01-04T06:00"]),
        (("2028-02-28T23:30", 6, "hour", "00:00"), ["2028-02-29T00:00", "2028-02-29T06:00"]),
        # days
        (("2026-01-10T12:00", 1, "day", "03:30"), ["2026-01-11T03:30", "2026-01-12T03:30"]),
        (("2026-01-10T03:30", 1, "day", "03:30"), ["2026-01-11T03:30"]),
        (("2026-01-10T03:29:59.999", 1, "day", "03:30"), ["2026-01-10T03:30"]),
        (("2026-02-26T12:00", 3, "day", "03:00"), ["2026-02-27T03:00", "2026-03-02T03:00", "2026-03-05T03:00"]),
        (("2028-02-27T12:00", 3, "day", "03:00"), ["2028-02-28T03:00", "2028-03-02T03:00", "2028-03-05T03:00"]),
        (("2025-12-30T12:00", 1, "day", "03:00"), ["2025-12-31T03:00", "2026-01-01T03:00"]),
        # weeks
        (("2026-01-10T12:00", 1, "week", "04:00", SUNDAY), ["2026-01-11T04:00", "2026-01-18T04:00"]),
        (("2026-01-11T04:00", 1, "week", "04:00", SUNDAY), ["2026-01-18T04:00"]),
        (("2026-01-10T12:00", 1, "week", "23:59", SATURDAY), ["2026-01-10T23:59", "2026-01-17T23:59"]),
        (
            ("2025-12-24T00:00", 2, "week", "00:00", MONDAY),
            ["2025-12-29T00:00", "2026-01-12T00:00", "2026-01-26T00:00"],
        ),
        (("2028-02-23T00:00", 1, "week", "05:00", TUESDAY), ["2028-02-29T05:00", "2028-03-07T05:00"]),
        (("2026-01-10T12:00", 1, "week", "04:00", None), ["2026-01-11T04:00"]),
        # months
        (
            ("2026-01-10T12:00", 1, "month", "05:00", SUNDAY, FIRST),
            ["2026-02-01T05:00", "2026-03-01T05:00", "2026-04-05T05:00"],
        ),
        (("2026-02-01T05:00", 1, "month", "05:00", SUNDAY, FIRST), ["2026-03-01T05:00"]),
        (("2026-02-01T04:59", 1, "month", "05:00", SUNDAY, FIRST), ["2026-02-01T05:00"]),
        (
            ("2026-02-28T00:00", 1, "month", "12:00", SATURDAY, FOURTH),
            ["2026-02-28T12:00", "2026-03-28T12:00", "2026-04-25T12:00"],
        ),
        # the fifth Thursday of January 2026, the 29th, is in no week of the vendor's
        (("2026-01-15T13:00", 1, "month", "12:00", THURSDAY, FOURTH), ["2026-01-22T12:00", "2026-02-26T12:00"]),
        (
            ("2025-11-20T00:00", 3, "month", "10:00", WEDNESDAY, THIRD),
            ["2025-12-17T10:00", "2026-03-18T10:00", "2026-06-17T10:00"],
        ),
        (("2028-01-31T00:00", 12, "month", "00:00", TUESDAY, SECOND), ["2028-02-08T00:00", "2029-02-13T00:00"]),
        (("2026-01-31T23:59", 1, "month", "00:00", FRIDAY, FOURTH), ["2026-02-27T00:00", "2026-03-27T00:00"]),
    ],
)
def test_policies_run(described: tuple[Any, ...], runs: list[str]) -> None:
    table = policy_timetable(policy(*described))
    assert first_runs(table, len(runs)) == [at(run) for run in runs]


def schedule(created: str, interval: str, minute: Any, hour: Any = None, day: Any = None) -> Any:
    given = {"interval": interval, "minute": minute, "hour": hour, "day": day}
    scheduling = {name: value for name, value in given.items() if value is not None}
    return {"createdAt": f"{created}Z", "scheduling": scheduling}


@pytest.mark.parametrize(
    ("described", "runs"),
    [
        (("2026-01-10T14:58", "hourly", [0]), ["2026-01-10T15:00", "2026-01-10T16:00"]),
        (("2026-01-10T14:30", "hourly", [30, 0]), ["2026-01-10T15:00", "2026-01-10T15:30", "2026-01-10T16:00"]),
        (("2026-01-10T23:31", "hourly", [30, 0]), ["2026-01-11T00:00", "2026-01-11T00:30"]),
        (
            ("2026-02-28T15:10", "daily", [30, 0], [15, 3]),
            ["2026-02-28T15:30", "2026-03-01T03:00", "2026-03-01T03:30", "2026-03-01T15:00"],
        ),
        (("2028-02-28T23:59", "daily", [59], [23]), ["2028-02-29T23:59", "2028-03-01T23:59"]),
        # 0 is Monday, 6 Sunday; 7 January 2026 is a Wednesday
        (
            ("2026-01-07T00:00", "weekly", [30], [3], [6, 0]),
            ["2026-01-11T03:30", "2026-01-12T03:30", "2026-01-18T03:30", "2026-01-19T03:30"],
        ),
        (("2026-01-05T00:00", "weekly", [0], [0], [0]), ["2026-01-12T00:00"]),
        (("2025-12-31T23:59", "weekly", [0], [0], [3]), ["2026-01-01T00:00", "2026-01-08T00:00"]),
        (("1969-12-31T00:00", "daily", [0], [12]), ["1969-12-31T12:00", "1970-01-01T12:00"]),
    ],
)
def test_schedules_run(described: tuple[Any, ...], runs: list[str]) -> None:
    table = schedule_timetable(schedule(*described))
    assert first_runs(table, len(runs)) == [at(run) for run in runs]


@pytest.mark.parametrize(
    ("moment", "value", "unit", "expires"),
    [
        ("2026-01-31T12:00", 6, "hour", "2026-01-31T18:00"),
        ("2026-01-31T12:00", 1, "day", "2026-02-01T12:00"),
        ("2026-12-31T12:00", 2, "week", "2027-01-14T12:00"),
        ("2026-01-31T12:00", 1, "month", "2026-02-28T12:00"),
        ("2028-01-31T12:00", 1, "month", "2028-02-29T12:00"),
        ("2026-10-31T12:00", 4, "month", "2027-02-28T12:00"),
        ("2026-12-31T12:00", 1, "month", "2027-01-31T12:00"),
        ("2028-02-29T12:00", 1, "year", "2029-02-28T12:00"),
        ("2028-02-29T12:00", 4, "year", "2032-02-29T12:00"),
        ("2026-01-31T12:00", 1000, "year", "3026-01-31T12:00"),
        ("9500-01-31T12:00", 1000, "year", None),
        ("9999-12-31T12:00", 1, "day", None),
    ],
)
def test_backups_expire(moment: str, value: int, unit: str, expires: str | None) -> None:
    assert later(at(moment), value, unit) == (expires and at(expires))


@given(
    created=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    every=st.integers(1, 999),
    unit=st.sampled_from(["hour", "day", "week", "month"]),
    hour=st.integers(0, 23),
    day=st.integers(0, 6),
    week=st.integers(0, 3),
    number=st.integers(0, 50),
)
def test_number_of_runs_agrees_with_their_times(
    created: datetime, every: int, unit: str, hour: int, day: int, week: int, number: int
) -> None:
    table = policy_timetable(policy(created.isoformat(), every, unit, f"{hour:02}:30", day, week))
    assert table is not None
    run = table.at(number)
    assert run > created.replace(tzinfo=UTC)
    assert (table.until(run), table.until(run - timedelta(microseconds=1))) == (number + 1, number)
    assert table.next(run - timedelta(microseconds=1)) == run
    assert list(table.newest(run - timedelta(seconds=1), run)) == [run]
    assert (run.hour, run.minute) == (hour, 30) or unit == "hour"
    if unit in ("week", "month"):
        assert run.isoweekday() % 7 == day
    if unit == "month":
        assert (run.day - 1) // 7 == week


@pytest.mark.parametrize(
    "edit",
    [
        {"frequency_value": 0},
        {"frequency_value": "7"},
        {"frequency_value": True},
        {"frequency_unit": "year"},
        {"schedule_time": "4am"},
        {"schedule_time": None},
        {"schedule_day": 7, "frequency_unit": "week"},
        {"schedule_week": "first", "frequency_unit": "month"},
        {"created_at": "yesterday"},
        {"created_at": None},
    ],
)
def test_invalid_policy_never_runs(edit: dict[str, Any]) -> None:
    assert next_run({**policy("2026-01-10T12:00", 1, "day", "03:30"), **edit}, at("2026-01-10T12:00")) is None


@pytest.mark.parametrize(
    "scheduling",
    [
        None,
        {},
        {"interval": "monthly", "minute": [0]},
        {"interval": "hourly", "minute": []},
        {"interval": "hourly", "minute": [60]},
        {"interval": "hourly", "minute": ["0"]},
        {"interval": "daily", "minute": [0]},
    ],
)
def test_invalid_schedule_never_runs(scheduling: Any) -> None:
    assert schedule_timetable({"createdAt": "2026-01-10T12:00Z", "scheduling": scheduling}) is None


def test_no_run_is_after_the_year_9999() -> None:
    for table in (
        policy_timetable(policy("2026-01-10T12:00", 1, "day", "03:30")),
        policy_timetable(policy("2026-01-10T12:00", 1, "month", "03:30", SUNDAY, FIRST)),
        schedule_timetable(schedule("2026-01-10T12:00", "weekly", [0], [0], [0])),
    ):
        assert table is not None
        assert table.next(at("9999-12-31T23:59")) is None
