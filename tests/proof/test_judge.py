"""The verdict about a promise, case by case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import pytest
from pulumi_backups.objectives import (
    BackupRule,
    Retention,
    at_times,
    every_days,
    every_hours,
    every_months,
    every_weeks,
)
from pulumi_backups.proof import Case, Commitment, Evidence, Finding, Objective, Run, Subject, Tolerance, Verdict, judge

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=90)
THREE = time(3, 0)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUBJECT = Subject("acme", "Acme", "shop/orders", "policy", "nightly", branch="main", resource="nightly")
QUARTER = Tolerance()
NIGHTLY = BackupRule(every_days(1, THREE), Retention(30, "day"))
# Nine hours before AT, and at the same time of each day before.
LAST_NIGHT = AT.replace(hour=3)


def nights(
    *days_ago: int, outcome: Literal["good", "bad", "unfinished"] = "good", status: str = "success"
) -> list[Run]:
    return [Run(LAST_NIGHT - days * DAY, outcome, status) for days in days_ago]


def failed(*days_ago: int, status: str = "failed") -> list[Run]:
    return nights(*days_ago, outcome="bad", status=status)


def running(*days_ago: int) -> list[Run]:
    return nights(*days_ago, outcome="unfinished", status="running")


def judged(
    runs: Iterable[Run],
    declared: BackupRule = NIGHTLY,
    since: datetime = LONG_AGO,
    tolerance: Tolerance = QUARTER,
    **seen: Any,
) -> Finding:
    return judge(Case(Commitment(SUBJECT, declared, since), Evidence(tuple(runs), **seen)), AT, tolerance)


def reasons(finding: Finding) -> list[str]:
    return [problem.reason for problem in finding.problems]


@pytest.mark.parametrize(
    ("runs", "verdict", "reason"),
    [
        (nights(*range(30)), "ok", None),
        # The settings say nothing about the time zone, so one of thirty may be about to come or just gone.
        (nights(*range(29)), "ok", None),
        (nights(*range(28)), "missing", "28 backups are there, and at least 29 must be by now."),
        (nights(0), "missing", "1 backup is there, and at least 29 must be by now."),
        ([], "missing", "There is no backup, and the first one was due by 2026-01-02 12:00 UTC."),
        # What was taken under a longer retention does not make up for what is gone.
        (nights(*range(28), *range(31, 60)), "missing", "57 backups are there, and at least 29 must be by now."),
        (
            nights(*range(1, 30)),
            "late",
            "The newest backup is 33 h old. One is due every 24 h, and 6 h more are tolerated.",
        ),
        (nights(*range(5, 30)), "late", "The newest backup is 5.4 days old."),
        (
            nights(*range(10), *range(11, 30)),
            "missing",
            "There is no backup between 2026-03-21 03:00 UTC and 2026-03-23 03:00 UTC, and one is due every 24 h.",
        ),
        ([*failed(0), *nights(*range(1, 30))], "failed", "The newest run ended without a backup (failed, 9 h ago)."),
        (
            [*failed(0), *failed(1, status="canceled"), *failed(2, status="ignored"), *nights(*range(3, 30))],
            "failed",
            "The newest run ended without a backup (failed, 9 h ago), as did 2 runs before it.",
        ),
        # It would have told about it yesterday, and there is nothing to do any more.
        ([*nights(0), *failed(1), *nights(*range(2, 30))], "ok", None),
        (failed(*range(30)), "failed", "as did 29 runs before it."),
        ([*running(0), *nights(*range(1, 30))], "late", "A run began 9 h ago and is running."),
        ([*running(0), *failed(1), *nights(*range(2, 30))], "failed", "(failed, 33 h ago)"),
        (running(0), "missing", "A run began 9 h ago and is running."),
    ],
)
def test_nightly_policy_with_a_retention_of_30_days(runs: list[Run], verdict: str, reason: str | None) -> None:
    finding = judged(runs)
    assert finding.verdict == verdict, finding
    assert (reason or "") in " ".join(reasons(finding)[:1])
    assert bool(finding.problems) == (not finding.verdict.is_good)


@pytest.mark.parametrize(
    ("age", "runs", "verdict"),
    [
        (timedelta(0), [], "new"),
        (30 * HOUR, [], "new"),
        (30 * HOUR + MINUTE, [], "missing"),
        # The first run, an hour after the policy's creation.
        (10 * HOUR, nights(0), "ok"),
        (10 * HOUR, failed(0), "failed"),
        (10 * HOUR, running(0), "new"),
        (10 * DAY, nights(*range(10)), "ok"),
        (10 * DAY, nights(*range(9)), "ok"),
        (10 * DAY, nights(*range(8)), "missing"),
        # Settings that were changed an hour ago. Until their first run, the backups are those of the old ones.
        (1 * HOUR, nights(0), "ok"),
        (1 * HOUR, nights(5, 12), "new"),
        (1 * HOUR, failed(0), "failed"),
        (31 * HOUR, nights(5, 12), "late"),
        # Under the old settings, there were longer times between backups.
        (3 * DAY, nights(0, 1, 2, 7, 14, 21), "ok"),
        # It is created after the moment of the audit.
        (-DAY, [], "new"),
    ],
)
def test_promise_begins_when_its_settings_do(age: timedelta, runs: list[Run], verdict: str) -> None:
    finding = judged(runs, since=AT - age)
    assert finding.verdict == verdict, finding


@pytest.mark.parametrize(
    ("tolerance", "allowed"),
    [
        (Tolerance(), 30 * HOUR),
        (Tolerance(share=0.0), DAY),
        (Tolerance(share=1.0), 2 * DAY),
        (Tolerance(time=90 * MINUTE), 25.5 * HOUR),
    ],
)
def test_tolerance_is_what_may_be_added_to_the_gap(tolerance: Tolerance, allowed: timedelta) -> None:
    for late, verdict in ((timedelta(0), "ok"), (MINUTE, "late")):
        newest = AT - allowed - late
        runs = [Run(newest - days * DAY, "good", "success") for days in range(31)]
        assert judged(runs, tolerance=tolerance).verdict == verdict


@pytest.mark.parametrize(
    ("actual", "reason"),
    [
        (
            BackupRule(every_days(1, THREE), Retention(3, "day")),
            "Acme keeps a backup for 3 days, and 30 days are declared.",
        ),
        (
            BackupRule(every_days(2, THREE), Retention(30, "day")),
            "Acme takes a backup every 48 h at the latest, and every 24 h is declared.",
        ),
        (BackupRule(every_days(1, THREE), Retention(30, "day")), None),
        # Other settings that promise as much are drift, which a preview shows, and no broken promise.
        (BackupRule(every_days(1, time(20, 0)), Retention(1, "year")), None),
        (BackupRule(every_hours(4, THREE), Retention(5, "week")), None),
    ],
)
def test_weaker_settings_at_the_vendor_are_found_before_backups_are_missing(
    actual: BackupRule, reason: str | None
) -> None:
    finding = judged(nights(*range(30)), rule=actual)
    assert reasons(finding) == ([reason] if reason else [])
    assert finding.verdict == ("missing" if reason else "ok")


def test_weaker_settings_come_before_what_follows_from_them() -> None:
    finding = judged(failed(0), rule=BackupRule(every_days(2, THREE), Retention(1, "day")))
    assert [problem.verdict for problem in finding.problems] == ["missing", "missing", "failed", "missing", "missing"]
    assert finding.verdict == "missing"


@pytest.mark.parametrize(
    ("declared", "hours_ago", "verdict"),
    [
        # Ten minutes after the full hour, two days kept.
        (BackupRule(at_times([0]), Retention(2, "day")), range(48), "ok"),
        (BackupRule(at_times([0]), Retention(2, "day")), range(46), "missing"),
        # The gaps are 1 and 23 hours: a day without its second backup has no gap that is too long, but too few backups.
        (
            BackupRule(at_times([0], [2, 3]), Retention(9, "day")),
            (hour for day in range(9) for hour in (9 + 24 * day,)),
            "missing",
        ),
        (
            BackupRule(at_times([0], [2, 3]), Retention(9, "day")),
            (24 * day + hour for day in range(9) for hour in (9, 10)),
            "ok",
        ),
        # Two Sundays ago, and four.
        (BackupRule(every_weeks(2, 6, THREE), Retention(8, "week")), (24 * 10, 24 * 24, 24 * 38, 24 * 52), "ok"),
        (BackupRule(every_weeks(2, 6, THREE), Retention(8, "week")), (24 * 18, 24 * 32, 24 * 46), "late"),
        (BackupRule(every_weeks(2, 6, THREE), Retention(8, "week")), (24 * 10, 24 * 38, 24 * 52), "missing"),
        # A month without a fifth Sunday, and one with.
        (BackupRule(every_months(1, 6, 0, THREE), Retention(3, "month")), (24 * 31, 24 * 59), "ok"),
        (BackupRule(every_months(1, 6, 0, THREE), Retention(3, "month")), (24 * 44, 24 * 79), "late"),
    ],
)
def test_other_timetables(declared: BackupRule, hours_ago: Iterable[int], verdict: str) -> None:
    runs = [Run(AT - hours * HOUR, "good", "success") for hours in hours_ago]
    finding = judged(runs, declared)
    assert finding.verdict == verdict, finding


def test_backup_that_expires_before_the_next_one_is_missing_and_not_fine() -> None:
    weekly = BackupRule(every_weeks(1, 6, THREE), Retention(3, "day"))
    assert judged(nights(2), weekly).verdict == "ok"
    finding = judged([], weekly)
    assert (finding.verdict, finding.promised) == ("missing", 0)
    assert finding.problems[0].advice == "Keep backups for longer than the time between two of them."


def test_backups_that_are_not_read_count() -> None:
    hourly = BackupRule(at_times([0]), Retention(7, "day"))
    page = [Run(AT - hours * HOUR, "good", "success") for hours in range(100)]
    finding = judged(page, hourly, unread=68)
    assert (finding.verdict, finding.kept, finding.promised) == ("ok", 168, 167)
    assert judged(page, hourly, unread=66).verdict == "missing"


def test_moment_of_the_audit_decides_what_is_there() -> None:
    runs = nights(*range(30))
    later = Run(AT + HOUR, "bad", "failed")
    expired = Run(LAST_NIGHT + HOUR, "bad", "failed", expires_at=AT)
    assert judged([later, *runs, expired]).verdict == "ok"
    assert judged([expired._replace(expires_at=AT + MINUTE), *runs]).verdict == "failed"


def test_order_of_the_evidence_does_not_matter() -> None:
    assert judged([*nights(*range(29, 0, -1)), *failed(0)]).failures == 1


def test_next_run_is_the_vendors_or_follows_from_the_settings() -> None:
    said = AT + 2 * HOUR
    assert judged([], next_run=said).next_run == said
    # It is over, so the vendor's word is about another time than that of the audit.
    assert judged([], next_run=AT - HOUR).next_run == LAST_NIGHT + DAY
    assert judged([], BackupRule(every_days(2, THREE), Retention(9, "day"))).next_run is None


def test_facts_are_those_of_the_evidence() -> None:
    finding = judged([*running(0), *failed(1), *nights(*range(2, 30))])
    assert (finding.newest, finding.interval, finding.tolerance) == (LAST_NIGHT - 2 * DAY, DAY, 6 * HOUR)
    assert (finding.kept, finding.promised, finding.failures) == (28, 29, 1)


# --- objectives -----------------------------------------------------------------------------------------------

HOURLY = BackupRule(every_hours(4, time(0, 0)), Retention(2, "day"))


def held(
    runs: Iterable[Run],
    recovery_point: timedelta | None = 4 * HOUR,
    reach: timedelta | None = 30 * DAY,
    since: datetime = LONG_AGO,
) -> Finding:
    objective = Objective(SUBJECT.about("objective", "objective"), (HOURLY, NIGHTLY), since, recovery_point, reach)
    return judge(Case(objective, Evidence(tuple(runs))), AT, QUARTER)


def hours(*ago: float) -> list[Run]:
    return [Run(AT - number * HOUR, "good", "success") for number in ago]


@pytest.mark.parametrize(
    ("runs", "verdict", "reason"),
    [
        ([*hours(5), *nights(*range(30))], "ok", None),
        (
            [*hours(5.1), *nights(*range(30))],
            "late",
            "The newest backup of the plan is 5.1 h old, and the objective allows 4 h.",
        ),
        # The oldest one of a nightly policy may just have expired.
        (
            [*hours(1), *nights(28)],
            "missing",
            "The objective is a backup that is 30 days old, and the oldest one is 28.4 days old.",
        ),
        ([*hours(1), *nights(29)], "ok", None),
        ([*hours(1), *failed(29)], "missing", "and the oldest one is 1 h old."),
        ([], "missing", "The plan has no backup."),
    ],
)
def test_objective_is_held_against_the_backups(runs: list[Run], verdict: str, reason: str | None) -> None:
    finding = held(runs)
    assert finding.verdict == verdict, finding
    assert (reason or "") in " ".join(reasons(finding)[:1])


@pytest.mark.parametrize(
    ("age", "runs", "verdict"),
    [
        (HOUR, [], "new"),
        (6 * HOUR, [], "missing"),
        (6 * HOUR, hours(2), "ok"),
        # In ten days, ten nights, of which one may be about to come.
        (10 * DAY, [*hours(1), *nights(9)], "ok"),
        (10 * DAY, [*hours(1), *nights(7)], "missing"),
        # The plan was changed an hour ago.
        (HOUR, nights(5), "new"),
    ],
)
def test_objective_demands_what_the_plan_is_old_enough_for(age: timedelta, runs: list[Run], verdict: str) -> None:
    finding = held(runs, since=AT - age)
    assert finding.verdict == verdict, finding


def test_objective_may_demand_one_thing_only() -> None:
    assert held(nights(29), recovery_point=None).verdict == "ok"
    assert held(hours(1), reach=None).verdict == "ok"
    assert held([], recovery_point=None).verdict == "missing"


def test_good_verdict_needs_a_good_backup() -> None:
    for since in (LONG_AGO, AT - DAY, AT):
        for runs in ([], failed(0), running(0), failed(*range(40))):
            assert judged(runs, since=since).verdict != "ok"
            assert held(runs, since=since).verdict != "ok"


def test_verdicts_are_in_the_order_of_what_is_worst() -> None:
    assert [verdict.value for verdict in sorted(Verdict, key=lambda verdict: verdict.severity)] == [
        "missing",
        "failed",
        "late",
        "unknown",
        "extra",
        "new",
        "ok",
    ]
