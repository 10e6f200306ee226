"""What a plan refuses, on the property that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pulumi.output import UNKNOWN

from tests.planetscale.plans import DAILY, GOLD, HOURLY, PLAN, Plan

if TYPE_CHECKING:
    pass


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"policies": {}},
            {
                "policies": "must be a mapping of one or more names, each to a mapping of target, frequency_value, "
                "frequency_unit, schedule_time, schedule_day, schedule_week, retention_value, retention_unit"
            },
        ),
        (
            {"policies": {**GOLD, "Daily": DAILY}},
            {"policies": "has two names that differ only in case or blanks: 'Daily', 'daily'"},
        ),
        (
            {"policies": {**GOLD, "__daily": DAILY}},
            {"policies": 'has the name "__daily": Pulumi shows no name that begins with two underscores'},
        ),
        (
            {"policies": {"daily": {**DAILY, "schedule_time": "4am"}}},
            {
                "policies.daily.schedule_time": "must be a time of day as HH:MM on 24 hours, from 00:00 to 23:59, "
                'not "4am"'
            },
        ),
        (
            {"policies": {"daily": {**DAILY, "database": "storefront"}}},
            {
                "policies.daily.database": "is not an input; the inputs are target, frequency_value, frequency_unit, "
                "schedule_time, schedule_day, schedule_week, retention_value, retention_unit"
            },
        ),
        (
            {"policies": {"end of month": {**DAILY, "frequency_unit": "month"}}},
            {
                'policies["end of month"].schedule_day': 'is required when frequency_unit is "month": a whole number '
                "from 0, Sunday, to 6, Saturday",
                'policies["end of month"].schedule_week': 'is required when frequency_unit is "month": a whole number '
                "from 0, the first week, to 3, the fourth",
            },
        ),
        (
            {"objective": {"recovery_point_hours": 0}},
            {"objective.recovery_point_hours": "must be a whole number from 1 to 87600, not 0"},
        ),
        (
            {"objective": {"rpo": 4}},
            {"objective.rpo": "is not an input; the inputs are recovery_point_hours, reach_days"},
        ),
        ({"others": "ignore"}, {"others": 'must be "keep", "report" or "delete"'}),
        (
            {"policies": {"daily": DAILY}, "objective": {"recovery_point_hours": 4, "reach_days": 90}},
            {
                "objective.recovery_point_hours": "is 4, and these policies leave up to 24 hours between two backups",
                "objective.reach_days": "is 90, and these policies guarantee only 30 days",
            },
        ),
        ({"objective": {"recovery_point_hours": 4, "reach_days": 30}}, {}),
        ({"policies": {"daily": {**DAILY, "retention_value": UNKNOWN}}, "objective": {"reach_days": 90}}, {}),
        (
            # Backups of development branches do not help production.
            {
                "policies": {"daily": DAILY, "often": {**HOURLY, "target": "development"}},
                "objective": {"recovery_point_hours": 4},
            },
            {"objective.recovery_point_hours": "is 4, and these policies leave up to 24 hours between two backups"},
        ),
    ],
)
def test_what_is_wrong_is_said_on_its_property(plan: Plan, changes: dict[str, Any], found: dict[str, str]) -> None:
    assert plan.problems(**{**PLAN, **changes}) == found
