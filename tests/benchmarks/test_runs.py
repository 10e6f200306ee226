"""The benchmarks on the real engine, as small as can be: that each still runs, and counts what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fleet import lives
from benchmarks.limits import first_up
from benchmarks.options import DEFAULT, OPTIONS, STEPS, Option, Row, measure
from benchmarks.project import FIRST_UP, REFRESH, Policies


def test_null_and_ours_take_each_step_in_turn() -> None:
    null, ours, *later = lives(2, [0], (FIRST_UP, REFRESH))
    assert [each.program for each in (null, ours, *later)] == ["null", "ours"] * 2
    assert [each.requests for each in later] == [{}, {"list_backup_policies": 1}]
    assert ours.requests == {"create_backup_policy": 2, "list_backup_policies": 1}
    if Path("/proc/self").exists():
        assert all(each.provider_cpu > 0 and each.provider_mb > 0 for each in (null, ours))
    assert (ours.state_bytes_a_resource or 0) > (null.state_bytes_a_resource or 0) > 0


def test_an_option_takes_all_its_stacks_through_all_steps() -> None:
    # The ways to run a fleet that change most of what is around it, all at once.
    option = Option(
        "all",
        "all",
        environment={"PULUMI_DIY_BACKEND_GZIP": "true"},
        query="?metadata=skip",
        secret_config=True,
        stacks=2,
        at_once=2,
    )
    default = Row("default", "", 2, {step.name: 0.01 for step in STEPS}, {}, {}, 0.0, 0.0)
    row = measure(option, 2, default)
    assert row.ratio.keys() == row.wall.keys() == {step.name for step in STEPS}
    assert all(ratio > 1 for ratio in row.ratio.values())
    assert 0 < row.state_kb < row.backend_kb


def test_the_default_is_measured_first_and_every_option_can_be_chosen() -> None:
    assert OPTIONS[0] is DEFAULT, "the ratios of the others are to it"
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)


def test_a_fleet_within_its_limit_is_refused_nothing() -> None:
    row = first_up(Policies(2), 60)
    assert row.requests == {"create_backup_policy": 2, "list_backup_policies": 1}
    assert row.refused == 0
    assert row.least == pytest.approx(row.free), "three requests are within the limit"
    assert row.wall > 0
