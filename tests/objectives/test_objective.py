"""The sentences about an objective that a promise does not meet."""

from __future__ import annotations

import pytest
from pulumi_backups.objectives import Promise, shortfalls

DAILY = Promise(recovery_point_hours=24.0, reach_days=14.0, kept_backups=14)


def test_promise_that_is_as_good_as_the_objective_meets_it() -> None:
    assert shortfalls(DAILY, "policies", recovery_point_hours=24, reach_days=14) == {}
    assert shortfalls(DAILY, "policies") == {}


def test_each_part_that_is_not_met_has_a_sentence() -> None:
    assert shortfalls(DAILY, "policies", recovery_point_hours=4, reach_days=30) == {
        "recovery_point_hours": "is 4, and these policies leave up to 24 hours between two backups",
        "reach_days": "is 30, and these policies guarantee only 14 days",
    }


@pytest.mark.parametrize(
    ("promised", "amount"), [(100 / 60, "1.67 hours"), (1.0, "1 hour"), (0.5, "0.5 hours"), (729_624.0, "729624 hours")]
)
def test_amounts_are_short(promised: float, amount: str) -> None:
    short = shortfalls(Promise(promised, 1.0, 1), "schedules", recovery_point_hours=0.25, reach_days=1.5)
    assert short == {
        "recovery_point_hours": f"is 0.25, and these schedules leave up to {amount} between two backups",
        "reach_days": "is 1.5, and these schedules guarantee only 1 day",
    }
