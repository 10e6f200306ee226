"""The sentences about an objective that backup rules do not meet."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.objectives import (
    BackupRule,
    Retention,
    Runs,
    at_times,
    every_days,
    every_hours,
    promise_of,
    shortfalls,
)
from pulumi_backups.objectives.promise import lasting
from pulumi_backups.objectives.runs import DAY, HOUR

DAILY = BackupRule(every_days(1, time(3)), Retention(14, "day"))


def test_rules_that_are_as_good_as_the_objective_meet_it() -> None:
    assert shortfalls([DAILY], "policies", recovery_point_hours=24, reach_days=14) == {}
    assert shortfalls([DAILY], "policies") == {}


def test_each_part_that_is_not_met_has_a_sentence() -> None:
    assert shortfalls([DAILY], "policies", recovery_point_hours=4, reach_days=30) == {
        "recovery_point_hours": "is 4, and these policies leave up to 24 hours between two backups",
        "reach_days": "is 30, and these policies guarantee only 14 days",
    }


@pytest.mark.parametrize(
    ("runs", "amount"),
    [
        (at_times([0, 20]), "0.67 hours"),
        (at_times([0]), "1 hour"),
        (at_times([0, 30]), "0.5 hours"),
        (every_days(30_401, time(3)), "729624 hours"),
    ],
)
def test_amounts_are_short(runs: Runs, amount: str) -> None:
    rule = BackupRule(runs, Retention(1, "day"))
    assert shortfalls([rule], "schedules", recovery_point_hours=0.25, reach_days=1.5) == {
        "recovery_point_hours": f"is 0.25, and these schedules leave up to {amount} between two backups",
        "reach_days": "is 1.5, and these schedules guarantee only 1 day",
    }


def daily(hour: int, value: int) -> BackupRule:
    """A daily rule that keeps its backups for some hours."""
    return BackupRule(every_days(1, time(hour)), Retention(value, "hour"))


SHORT = BackupRule(every_hours(4, time(0)), Retention(2, "hour"))
NO_BACKUP = "is 24, and these policies leave times without any backup: each one expires before the next is taken"


@pytest.mark.parametrize(
    ("rules", "hours", "sentence"),
    [
        ([daily(3, 24)], 24, None),
        ([daily(3, 23)], 24, NO_BACKUP),
        # Two that expire early can be there for each other, or not.
        ([daily(0, 12), daily(12, 12)], 12, None),
        ([daily(0, 12), daily(12, 11)], 24, NO_BACKUP),
        # After two hours, the newest backup is the daily one.
        (
            [SHORT, DAILY],
            4,
            "is 4, and these policies leave up to 24 hours between two backups that are kept until the next one",
        ),
        ([SHORT, DAILY], 24, None),
    ],
)
def test_backup_that_expires_before_the_next_one_is_no_recovery_point(
    rules: list[BackupRule], hours: int, sentence: str | None
) -> None:
    found = shortfalls(rules, "policies", recovery_point_hours=hours)
    assert found == ({} if sentence is None else {"recovery_point_hours": sentence})


RULES = st.builds(
    BackupRule,
    st.sampled_from(
        [every_hours(4, time(0)), every_hours(6, time(1)), *(every_days(1, time(hour)) for hour in (0, 9, 17))]
    ),
    st.builds(Retention, st.integers(1, 30), st.just("hour")),
)


@given(rules=st.lists(RULES, min_size=1, max_size=4))
def test_with_rules_that_last_there_is_always_a_backup_that_is_young_enough(rules: list[BackupRule]) -> None:
    kept = lasting(rules)
    if not kept:
        return
    gap = promise_of(kept).recovery_point_hours * HOUR
    taken = [(run, rule.retention.shortest) for rule in kept for run in rule.runs.moments(-1, 6 * DAY)]
    for minute in range(3 * DAY, 6 * DAY, 30):
        alive = [minute - run for run, retention in taken if 0 <= minute - run < retention]
        assert alive
        assert min(alive) <= gap
