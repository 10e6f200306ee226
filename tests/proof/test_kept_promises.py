"""Who keeps the promise gets no bad verdict: any settings, at any moment, in whatever time zone the vendor runs them.

The runs are those of the emulator's timetables, which share no code with the verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.emulator.durations import later
from pulumi_backups.northflank.promises import rule_of as rule_of_schedule
from pulumi_backups.objectives import BackupRule
from pulumi_backups.planetscale.promises import rule_of as rule_of_policy
from pulumi_backups.proof import Case, Commitment, Evidence, Run, Subject, Tolerance, Verdict, judge

from tests.objectives.observed import Rule
from tests.objectives.test_policies import ANY, MOMENTS
from tests.objectives.test_policies import created_at as policy_created_at
from tests.objectives.test_schedules import SCHEDULES
from tests.objectives.test_schedules import created_at as schedule_created_at

SUBJECT = Subject("acme", "Acme", "shop/orders", "policy", "nightly")
AGES = st.timedeltas(timedelta(0), timedelta(days=150))
ZONES = st.integers(-12, 14).map(lambda hours: timedelta(hours=hours))
TOLERANCES = st.sampled_from([Tolerance(share=0.0), Tolerance(), Tolerance(time=timedelta(hours=2))])


def runs_until(rule: Rule, at: datetime, zone: timedelta) -> Iterator[Run]:
    """All runs of a rule whose backups exist at a moment. The rule's times are in a zone that is so far before UTC."""
    for number in range(rule.table.until(at + zone)):
        run = rule.table.at(number) - zone
        expires = later(run, rule.value, rule.unit)
        if expires is None or expires > at:
            yield Run(run, "good", "success", expires)


def verdict(declared: BackupRule, rule: Rule, age: timedelta, zone: timedelta, tolerance: Tolerance) -> Verdict:
    since = rule.created - zone
    evidence = Evidence(tuple(runs_until(rule, since + age, zone)), declared)
    return judge(Case(Commitment(SUBJECT, declared, since), evidence), since + age, tolerance).verdict


def fits(declared: BackupRule, found: Verdict) -> bool:
    """Whether the verdict is that of a kept promise. If backups expire too early, there may be none."""
    return found.is_good or (found is Verdict.MISSING and declared.fewest_backups == 0)


@given(ANY, MOMENTS, AGES, ZONES, TOLERANCES)
def test_policy_that_runs_as_declared(
    policy: Any, created: datetime, age: timedelta, zone: timedelta, tolerance: Tolerance
) -> None:
    declared, rule = rule_of_policy(policy), policy_created_at(created, policy)
    assert fits(declared, verdict(declared, rule, age, zone, tolerance))


@given(SCHEDULES, MOMENTS, AGES, ZONES, TOLERANCES)
def test_schedule_that_runs_as_declared(
    schedule: dict[str, Any], created: datetime, age: timedelta, zone: timedelta, tolerance: Tolerance
) -> None:
    declared, rule = rule_of_schedule(schedule), schedule_created_at(created, schedule)
    assert fits(declared, verdict(declared, rule, age, zone, tolerance))
