"""Faults that outlast all retries: one error for each resource, a correct state, and the next run succeeds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.events import Ran
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.crash import adopt_named_objects, own_errors
from tests.faults.size import at_full_size
from tests.faults.world import SCHEDULES, World, nothing_is_left, soon

RESOURCES = {"policy-000", "policy-001", *(name for name, _ in SCHEDULES), "uploads", "before"}
VENDORS = ("planetscale", "northflank")


@pytest.fixture
def hasty(stack: Stack, vendors: Vendors) -> Stack:
    """A stack that gives up soon after its first retry, which comes within half a second."""
    soon(vendors)
    stack.configure({f"{vendor}:retrySeconds": "0.6" for vendor in VENDORS})
    return stack


def known(stack: Stack) -> dict[str, Any]:
    """The id, the inputs and the outputs of each resource in the state."""
    return {name: (each["id"], each["inputs"], each["outputs"]) for name, each in stack.resources().items()}


def errors_of(ran: Ran) -> dict[str, str]:
    """The error of each resource, which must be one line."""
    assert ran.code != 0
    assert "Traceback" not in ran.text
    said = {message.name: message.text for message in own_errors(ran)}
    assert len(said) == len(own_errors(ran)), ran.text
    assert [
        text for text in said.values() if "\n" in text or not text.startswith(("PlanetScale: ", "Northflank: "))
    ] == []
    return said


@at_full_size
def test_each_command_fails_with_clear_errors_and_the_next_one_succeeds(hasty: Stack, vendors: Vendors) -> None:
    world = World(2)
    world.declare(hasty)
    vendors.fault("status", method="POST", status=503)
    said = errors_of(hasty.up("--continue-on-error"))
    assert set(said) == RESOURCES
    assert hasty.resources() == {}
    assert nothing_is_left(hasty, vendors)
    vendors.heal()
    assert hasty.up().code == 0
    world.check(hasty, vendors)

    state = known(hasty)
    vendors.fault("redirect", method="GET")
    assert "it answered 302 Found" in hasty.refresh().text
    vendors.heal()
    assert known(hasty) == state

    world = World(2, retention=15)
    world.declare(hasty)
    vendors.fault("cut_before", method="PATCH")
    vendors.fault("status", method="DELETE", path_contains="orders-db", status=503)
    # The old schedule is deleted, the new one cannot be created, and the old one cannot be restored.
    vendors.fault("status", method="POST", path_contains="catalog-db", status=503)
    vendors.fault("status", method="POST", path_contains="uploads", status=503, times=1)
    said = errors_of(hasty.up("--continue-on-error"))
    assert {"policy-000", "policy-001", "orders-daily", "catalog-weekly"} <= set(said) <= RESOURCES - {"before"}
    assert "There is now NO such schedule" in said["catalog-weekly"] or "Perhaps there" in said["catalog-weekly"]
    vendors.heal()
    ran = hasty.up()
    assert ran.code == 0, ran.text
    world.check(hasty, vendors)

    vendors.fault("html", method="DELETE")
    said = errors_of(hasty.destroy("--continue-on-error"))
    assert set(said) == RESOURCES
    # Destroying the promotion and the wait needs no request.
    assert set(hasty.resources()) == RESOURCES
    vendors.heal()
    assert hasty.destroy().code == 0
    assert nothing_is_left(hasty, vendors)


@at_full_size
def test_created_object_that_cannot_be_read_is_named_by_the_next_up_and_adopted(hasty: Stack, vendors: Vendors) -> None:
    world = World(2)
    world.declare(hasty)
    vendors.fault("cut_after", method="POST")
    # Only the first list of each database, add-on, volume and branch gets a response.
    for place in (
        "storefront/backup-policies",
        "billing/backup-policies",
        "orders-db",
        "catalog-db",
        "uploads",
        "main",
    ):
        vendors.fault("cut_before", method="GET", path_contains=place, skip=1)
    said = errors_of(hasty.up("--continue-on-error"))
    assert "but checking this failed" in said["policy-000"]
    assert "set adopt=True" in said["policy-000"]
    assert hasty.resources() == {}
    vendors.heal()

    ran = hasty.up("--continue-on-error")
    assert {message.name for message in own_errors(ran)} == set(said), ran.text
    ran = adopt_named_objects(hasty, vendors, world, ran)
    assert ran.code == 0, ran.text
    world.check(hasty, vendors)


@at_full_size
def test_interrupted_wait_continues_with_the_next_up(hasty: Stack, vendors: Vendors) -> None:
    world = World(0)
    world.declare(hasty)
    vendors.fault("truncated", operation="get_backup")
    assert set(errors_of(hasty.up())) == {"before-finished"}
    vendors.heal()
    # The first read is before the promotion. The others wait for its end.
    vendors.fault("broken_json", operation="get_branch", skip=1)
    assert set(errors_of(hasty.up())) == {"go-live"}
    vendors.heal()
    ran = hasty.up()
    assert ran.code == 0, ran.text
    world.check(hasty, vendors)
