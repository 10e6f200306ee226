"""Two stacks, two runs, or Pulumi and a person at the same time: a clear error or a correct result."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors, wait_until
from tests.faults.size import at_full_size

# Seconds for which the server delays a response that the test does not release. A request is given up after 20.
LONG = 15


@pytest.fixture
def other(blank: Stack, stack: Stack, vendors: Vendors, tmp_path: Path) -> Stack:
    """Another stack that declares the same objects."""
    other = blank.copy(tmp_path / "other")
    shutil.copytree(stack.project, other.project, dirs_exist_ok=True)
    other.connect(vendors.url)
    for each in (stack, other):
        each.declare(policy(), schedule())
    return other


def test_second_up_and_second_stack_get_an_error(stack: Stack, other: Stack, vendors: Vendors) -> None:
    vendors.fault("slow", method="POST", seconds=LONG, times=1)
    first = stack.start("up", "--yes", "--skip-preview")
    wait_until(vendors.struck, "the first run's request")
    ran = stack.up()
    assert ran.code != 0
    assert "the stack is currently locked by 1 lock(s)" in ran.text
    assert "pulumi cancel" in ran.text
    vendors.release()
    assert first.wait().code == 0
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"]

    ran = other.up("--continue-on-error")
    assert ran.code != 0
    said = {message.name: message.text for message in ran.errors}
    assert f"it exists already (id {vendors.policy()['id']})" in said["nightly"]
    assert f"it exists already (id {vendors.schedule()['id']})" in said["orders"]
    assert other.resources() == {}


@at_full_size
def test_two_stacks_create_the_same_objects_at_the_same_time(stack: Stack, other: Stack, vendors: Vendors) -> None:
    # Both list, and find nothing, before either creates.
    for vendor in ("planetscale", "northflank"):
        vendors.fault("slow", method="GET", vendor=vendor, seconds=LONG, times=2)
    first, second = (each.start("up", "--yes", "--skip-preview", "--continue-on-error") for each in (stack, other))
    wait_until(lambda: vendors.struck() == 4, "two lists of each vendor")
    vendors.release()
    runs = [first.wait(), second.wait()]
    vendors.heal()
    vendors.schedule()
    owners = [each for each in (stack, other) if "orders" in each.resources()]
    assert len(owners) == 1
    refused = [message.text for ran in runs for message in ran.errors if message.name == "orders"]
    assert len(refused) == 1
    assert "it exists already" in refused[0] or "409 Conflict" in refused[0]

    # PlanetScale accepts two policies of one name. The next refresh warns about them.
    ids = {each.resources()["nightly"]["id"] for each in (stack, other) if "nightly" in each.resources()}
    assert {each["id"] for each in vendors.policies()} == ids
    if len(ids) == 2:
        ran = stack.refresh()
        assert ran.code == 0
        assert "acme/storefront has 2 backup policies named 'nightly'" in ran.text
        assert all(id in ran.text for id in ids)


@at_full_size
def test_changes_outside_pulumi_between_preview_and_up(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), policy("weekly", database="billing"), schedule())
    assert stack.up().code == 0
    stack.declare(
        policy(retention_value=20),
        policy("weekly", database="billing", retention_value=20),
        schedule(retention_time=20),
    )
    assert stack.preview().code == 0
    nightly, weekly = sorted(vendors.policies(), key=lambda each: str(each["name"]))
    # One policy is edited and one deleted. The schedule, which has no update, is deleted.
    vendors.control("PATCH", f"/planetscale/policies/{nightly['id']}", {"schedule_time": "09:00", "retention_value": 2})
    vendors.control("DELETE", f"/planetscale/policies/{weekly['id']}")
    vendors.delete_schedule()
    ran = stack.up("--continue-on-error")
    assert [message.name for message in ran.errors] == ["weekly"], ran.text
    assert "If it was deleted outside Pulumi, run pulumi refresh; the next pulumi up creates it again." in ran.error
    made = vendors.policy()
    assert (made["id"], made["schedule_time"], made["retention_value"]) == (nightly["id"], "03:00", 20)
    assert vendors.schedule()["retentionTime"] == 20

    assert stack.refresh().code == 0
    # A person creates a policy of that name.
    manual = vendors.control("POST", "/planetscale/policies", {"database": "billing", "name": "weekly"})
    ran = stack.up()
    assert f"it exists already (id {manual['id']}), with other settings" in ran.error
    vendors.control("DELETE", f"/planetscale/policies/{manual['id']}")
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert [each["retention_value"] for each in vendors.policies()] == [20, 20]
