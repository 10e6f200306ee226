"""Adopting objects that exist already."""

from __future__ import annotations

import pytest

from tests.engine.programs import Code, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors

SCHEDULING = {"interval": "daily", "hour": [2], "minute": [0]}


def test_existing_object_is_an_error_with_its_id_and_is_adopted_on_request(stack: Stack, vendors: Vendors) -> None:
    manual = vendors.add_policy(name="nightly", retention_value=3)["id"]
    made = vendors.add_schedule(backupType="dump", scheduling=SCHEDULING, retentionTime=9)
    stack.declare(policy(), schedule())
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    said = {message.name: message.text for message in ran.errors}
    assert said == {
        "nightly": "PlanetScale: could not create backup policy 'nightly' of acme/storefront: a policy of this name is "
        f"there already (id {manual}). Set adopt=True to take it over with the declared settings, "
        "or choose another name.",
        "orders": "Northflank: could not create the backup schedule shop/orders-db/dump/daily: there is one of this "
        f"backup type and interval already (id {made['id']}). Set adopt=True to take it over with the declared "
        "settings, or choose another interval.",
    }
    assert (vendors.policy()["retention_value"], vendors.schedule()["retentionTime"]) == (3, 9)

    stack.declare(policy(adopt=True), schedule(adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"] == manual
    assert (vendors.policy()["retention_value"], vendors.schedule()["retentionTime"]) == (14, 30)
    vendors.sent()

    stack.declare(policy(), schedule())
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert vendors.sent() == []


def test_object_that_another_resource_adopts_is_kept_when_the_old_resource_is_deleted(
    stack: Stack, vendors: Vendors
) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]

    # Other names in the program, and no alias: Pulumi creates the new resources, then deletes the old ones.
    stack.declare(policy("renamed", name="nightly", adopt=True), schedule("moved", adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("create", "renamed"), ("create", "moved"), ("delete", "nightly"), ("delete", "orders")}
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept
    assert f"PlanetScale: {kept[0]} stays: another resource of the stack has it" in ran.text
    assert "Northflank: shop/orders-db/dump/daily stays: another resource of the stack has it" in ran.text
    urns = [f"--replace={stack.resources()[name]['urn']}" for name in ("renamed", "moved")]
    ran = stack.up(*urns)
    assert ran.code == 0, ran.text
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept

    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert (vendors.policies(), vendors.schedules()) == ([], [])


def test_successor_of_an_object_deleted_outside_is_kept(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    vendors.delete_policy()
    vendors.delete_schedule()
    # A forced replacement calls neither diff nor read. The engine creates the new ones, then deletes the old ones.
    ran = stack.up(*(f"--replace={stack.resources()[name]['urn']}" for name in ("nightly", "orders")))
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"]
    assert vendors.schedule()["id"] == stack.resources()["orders"]["outputs"]["schedule_id"]


def test_two_resources_with_one_identity_are_an_error(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy("a", name="nightly"), policy("b", name="nightly"), schedule("c"), schedule("d"))
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    assert len(ran.errors) == 2
    assert all("two resources of this program declare it" in message.text for message in ran.errors)
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)


@pytest.mark.parametrize("flags", [(), ("--refresh",)], ids=str)
def test_object_adopted_in_a_failed_run_is_kept_by_the_next_run(
    stack: Stack, vendors: Vendors, flags: tuple[str, ...]
) -> None:
    # The first owner adopts it too.
    vendors.add_policy(name="nightly")
    stack.declare(policy(adopt=True), schedule())
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]

    # Another resource fails, so Pulumi postpones the deletion of the old resources to a later run.
    moved = (policy("renamed", name="nightly", adopt=True), schedule("moved", adopt=True))
    failing = policy("elsewhere", database="nowhere", opts=Code("pulumi.ResourceOptions(depends_on=[renamed, moved])"))
    stack.declare(*moved, failing)
    assert stack.up().code != 0
    assert {"renamed", "moved", "nightly", "orders"} <= set(stack.resources())

    stack.declare(*moved)
    ran = stack.up(*flags)
    assert (ran.code, set(ran.ops)) == (0, {("delete", "nightly"), ("delete", "orders")}), ran.text
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept

    # An object that no resource declares any more is deleted, also if it was adopted.
    stack.declare()
    assert stack.up("--refresh").code == 0
    assert (vendors.policies(), vendors.schedules()) == ([], [])
