"""Runs that are killed during a request, and the documented recovery."""

from __future__ import annotations

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors, wait_until
from tests.faults.size import at_full_size


def kill_in(stack: Stack, vendors: Vendors, method: str, *, commit: bool) -> None:
    """Runs `up` and kills it while the server delays its response to a request of this method."""
    vendors.fault("hang", method=method, commit=commit, seconds=60, times=1)
    running = stack.start("up", "--yes", "--skip-preview")
    try:
        wait_until(vendors.struck, f"the {method} request")
    finally:
        running.kill()
    vendors.heal()


@at_full_size
def test_run_killed_before_the_server_creates_the_policy(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    kill_in(stack, vendors, "POST", commit=False)
    assert vendors.policies() == []

    ran = stack.up()
    assert ran.code != 0
    assert "pulumi cancel" in ran.text

    stack.cancel()
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"]
    assert "pulumi refresh" in ran.text, "the engine reports an interrupted create"

    ran = stack.refresh("--clear-pending-creates")
    assert ran.code == 0, ran.text
    assert stack.state().get("pending_operations") in (None, [])
    assert list(stack.resources()) == ["nightly"]


def test_run_killed_after_the_server_created_the_policy(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    kill_in(stack, vendors, "POST", commit=True)
    wait_until(vendors.policies, "the policy that the killed run has created")
    made = vendors.policy()["id"]

    stack.cancel()
    ran = stack.up()
    assert ran.code != 0
    assert f"it exists already (id {made})" in ran.error
    assert "Set adopt=True" in ran.error

    stack.declare(policy(adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"] == made


def test_run_killed_between_the_delete_and_the_create_of_a_northflank_update(stack: Stack, vendors: Vendors) -> None:
    stack.declare(schedule())
    assert stack.up().code == 0
    stack.declare(schedule(retention_time=31))
    kill_in(stack, vendors, "POST", commit=False)
    assert vendors.schedules() == []

    stack.cancel()
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.schedule()["retentionTime"] == 31
    outputs = stack.resources()["orders"]["outputs"]
    assert (outputs["retention_time"], outputs["schedule_id"]) == (31, vendors.schedule()["id"])


@at_full_size
def test_run_killed_during_a_delete(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    stack.declare()
    kill_in(stack, vendors, "DELETE", commit=True)
    wait_until(lambda: vendors.policies() == [], "the deletion that the killed run has asked for")
    assert "nightly" in stack.resources()

    stack.cancel()
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.resources() == {}
