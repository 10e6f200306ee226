"""Each benchmark runs on the real engine, with two policies, and its numbers are plausible."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fleet import measure_lifecycles
from benchmarks.limits import first_up
from benchmarks.options import DEFAULT, OPTIONS, STEPS, Option, Row
from benchmarks.options import measure as measure_option
from benchmarks.peer import Binaries
from benchmarks.phases import PHASES
from benchmarks.phases import measure as measure_phases
from benchmarks.project import FIRST_UP, REFRESH, Policies
from tests.faults.size import at_full_size


@at_full_size
def test_all_stacks_run_a_step_before_the_next_one(peer: Binaries) -> None:
    null, policies, plans, beside, *later = measure_lifecycles(4, [0], (FIRST_UP, REFRESH), rounds=1, peer=peer)
    assert [each.program for each in (null, policies, plans, beside, *later)] == [
        "null",
        "policies",
        "plans",
        "peer",
    ] * 2
    lists, reads = {"list_backup_policies": 2}, {"get_backup_policy": 4}
    assert [each.requests for each in later] == [{}, lists, lists, reads]
    assert beside.requests == {"create_backup_policy": 4}
    assert beside.stack == "peer, server latency 0 ms"
    assert min(beside.wall, beside.cpu, beside.state_bytes_per_policy or 0) > 0
    assert policies.requests == plans.requests == {"create_backup_policy": 4, "list_backup_policies": 2}
    if Path("/proc/self").exists():
        assert all(each.provider_cpu > 0 and each.provider_mb > 0 for each in (null, policies, plans))
    # Pulumi records the whole stack of a null resource.
    assert (null.state_bytes_per_policy or 0) > (policies.state_bytes_per_policy or 0) > 0
    assert (policies.state_bytes_per_policy or 0) > (plans.state_bytes_per_policy or 0) > 0


@at_full_size
def test_option_runs_all_steps_on_all_its_stacks() -> None:
    # The settings that change most, all at once.
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
    row = measure_option(option, 2, default)
    assert row.ratio.keys() == row.wall.keys() == {step.name for step in STEPS}
    assert all(ratio > 1 for ratio in row.ratio.values())
    assert 0 < row.state_kb < row.backend_kb


def test_default_is_the_first_option_and_keys_are_unique() -> None:
    assert OPTIONS[0] is DEFAULT, "the ratios of the others are to it"
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)


@at_full_size
def test_run_within_the_limit_gets_no_429() -> None:
    row = first_up(Policies(2), 60)
    assert row.requests == {"create_backup_policy": 2, "list_backup_policies": 1}
    assert row.refused == 0
    assert row.shortest == pytest.approx(row.unlimited), "three requests are within the limit"
    assert row.wall > 0


@at_full_size
def test_each_phase_of_a_preview_takes_its_time() -> None:
    previews = measure_phases(2, rounds=1)
    assert [each.kind for each in previews] == ["null", "wide", "policies"]
    for each in previews:
        assert each.seconds.keys() == PHASES.keys()
        assert min(each.seconds.values()) > 0
