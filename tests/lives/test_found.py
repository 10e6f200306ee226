"""Lives in which the product once did the wrong thing, or could have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.lives.engine import Resource
from tests.lives.programs import (
    POLICY_OF_A_PLAN,
    SCHEDULE_OF_A_PLAN,
    addon_plan,
    backup,
    failing,
    plan,
    policy,
    schedule,
)
from tests.lives.stack import Stack
from tests.lives.vendors import Fault


@pytest.fixture
def stack() -> Stack:
    return Stack()


def kept(stack: Stack, resource: Resource) -> str:
    """The vendor's id of the only object of a resource's kind."""
    (thing,) = stack.vendors.things_of(resource.provider)
    return thing.id


@pytest.mark.parametrize("way", ["replace", "rename"])
def test_a_schedule_that_was_created_in_the_place_of_a_deleted_one_survives(stack: Stack, way: str) -> None:
    stack.declare(schedule())
    assert stack.up().ok
    (thing,) = stack.vendors.things()
    stack.vendors.delete(thing)

    again = schedule() if way == "replace" else schedule("moved")
    stack.declare(again, failing(depends_on=(again.urn,)))
    assert not stack.up(replaces=frozenset({schedule().urn})).ok
    created = kept(stack, again)

    assert stack.refresh().ok
    stack.declare(again)
    assert stack.up().ok
    assert kept(stack, again) == created
    assert [entry.urn for entry in stack.state] == [again.urn]


@pytest.mark.parametrize("resource", [policy, backup], ids=["policy", "backup"])
def test_an_object_survives_when_the_update_of_its_new_owner_is_skipped(stack: Stack, resource: type) -> None:
    stack.declare(resource("old", name="kept"))
    assert stack.up().ok
    new = resource("new", name="kept", adopt=True)
    stack.declare(new, failing(depends_on=(new.urn,)))
    assert not stack.up().ok
    id = kept(stack, new)

    changes = {"retention_value": 30} if resource is policy else {"protected": True}
    waiting = resource("new", name="kept", adopt=True, options={"depends_on": (failing().urn,)}, **changes)
    stack.declare(failing(), waiting)
    ran = stack.up(continue_on_error=True)
    assert [urn for urn, _ in ran.errors] == [failing().urn]
    assert kept(stack, new) == id
    assert [entry.urn for entry in stack.state] == [new.urn]


def test_a_policy_survives_that_another_resource_adopted_and_a_view_reads(stack: Stack) -> None:
    stack.declare(policy("old", name="kept"))
    assert stack.up().ok
    new = policy("new", name="kept", adopt=True)
    stack.declare(new, failing(depends_on=(new.urn,)))
    assert not stack.up().ok
    id = kept(stack, new)

    stack.declare(new, policy("view", name="kept", options={"id": id}))
    assert stack.up().ok
    assert kept(stack, new) == id
    assert sorted(entry.urn for entry in stack.state) == sorted(resource.urn for resource in stack.program)


def test_a_backup_is_deleted_when_its_resource_only_reads_another_one(stack: Stack) -> None:
    stack.declare(backup("first"), backup("second"))
    assert stack.up().ok
    second = next(thing for thing in stack.vendors.things() if thing.body["name"] == "second")

    stack.declare(backup("first", name="second", options={"id": second.id}), backup("second"))
    ran = stack.up()
    assert ran.errors == []
    assert kept(stack, backup("second")) == second.id


def test_a_policy_that_gets_another_name_is_not_adopted_by_its_old_name(stack: Stack) -> None:
    stack.declare(policy("first", name="x"))
    assert stack.up().ok
    for declared in (
        [policy("first", name="y"), policy("second", name="x", adopt=True)],
        [policy("second", name="x", adopt=True), policy("first", name="y")],
    ):
        for ahead in (False, True):
            stack.declare(*declared)
            stack.up(ahead=ahead)
            owners = [entry.urn for entry in stack.state if entry.id == stack.state[0].id]
            assert len(owners) == 1, (declared, ahead)
            stack.declare(policy("first", name="x"))
            stack.up()


def test_a_destination_that_loses_its_retention_in_the_program_loses_it_at_the_vendor(stack: Stack) -> None:
    destination = {"destination_id": "offsite-archive", "retention_time": 60}
    stack.declare(schedule(backup_type="snapshot", additional_destinations=[destination]))
    assert stack.up().ok
    before = kept(stack, schedule())

    stack.declare(schedule(backup_type="snapshot", additional_destinations=[{"destination_id": "offsite-archive"}]))
    assert [step for step, _ in stack.preview().steps] == ["update"]
    assert stack.up().ok
    (thing,) = stack.vendors.things()
    assert thing.id != before
    assert thing.body["additionalDestinations"] != [{"destinationId": "offsite-archive", "retentionTime": 60}]
    assert stack.up(refresh=True).steps == []


@pytest.mark.parametrize("resource", [policy(), schedule()], ids=["policy", "schedule"])
def test_a_forced_replacement_is_an_error_that_says_how_it_succeeds(stack: Stack, resource: Resource) -> None:
    stack.declare(resource)
    assert stack.up().ok
    before = kept(stack, resource)
    (error,) = stack.up(replaces=frozenset({resource.urn})).errors
    assert "opts=pulumi.ResourceOptions(delete_before_replace=True)" in error[1]
    assert kept(stack, resource) == before

    stack.declare(replace(resource, delete_before_replace=True))
    assert stack.up(replaces=frozenset({resource.urn})).ok
    assert kept(stack, resource) != before


def test_a_policy_with_other_settings_is_overwritten_if_the_program_says_so(stack: Stack) -> None:
    stack.vendors.create(policy().provider, {"database": "storefront", "name": "nightly"})
    stack.declare(policy(adopt=True))
    assert not stack.up().ok
    stack.declare(policy(adopt="overwrite"))
    assert stack.up().ok
    (thing,) = stack.vendors.things()
    assert thing.body["retention_value"] == 14
    assert stack.up(refresh=True).steps == []


def test_a_resource_is_not_read_under_the_id_of_another_one(stack: Stack) -> None:
    stack.declare(schedule(), schedule("snapshots", backup_type="snapshot"))
    assert stack.up().ok
    stack.declare(schedule("view", options={"id": "shop/orders-db/snapshot/daily"}))
    ((_, error),) = stack.up().errors
    assert "those of two objects" in error
    assert "'shop/orders-db/dump/daily'" in error


def test_another_policy_is_adopted_after_the_old_one_was_deleted_to_be_replaced(stack: Stack) -> None:
    resource = policy(options={"delete_before_replace": True})
    stack.declare(resource)
    assert stack.up().ok
    body = {**{name: value for name, value in resource.inputs.items() if name != "organization"}, "name": "nightly"}
    other = stack.vendors.create(resource.provider, body)
    assert not stack.up(replaces=frozenset({resource.urn})).ok
    assert kept(stack, resource) == other.id

    stack.declare(policy(adopt=True, options={"delete_before_replace": True}))
    assert stack.up().ok
    assert [entry.id for entry in stack.state] == [other.id]


def test_a_replacement_that_meets_the_object_of_another_resource_names_that_resource(stack: Stack) -> None:
    stack.declare(schedule("owner"), schedule("moving", backup_type="snapshot", options={"replacement_trigger": 1}))
    assert stack.up().ok
    stack.declare(schedule("owner"), schedule("moving", options={"replacement_trigger": 2}))
    ((_, error),) = stack.up(ahead=True).errors
    assert "the resource 'owner' of this program declares it too" in error


@pytest.mark.parametrize("ahead", [True, False])
def test_two_backups_of_one_name_are_refused_although_one_replaces_itself(stack: Stack, ahead: bool) -> None:
    stack.declare(backup("a", name="x", retention_value=3, retention_unit="day"))
    assert stack.up().ok
    # Changed retention replaces the first one. Meanwhile the second one must not adopt the backup of the first one.
    stack.declare(backup("a", name="x"), backup("b", name="x", adopt=True))
    for _ in range(2):
        ((_, error),) = stack.up(ahead=ahead).errors
        assert "of this program declares it too. Give one of them another name" in error
    assert len(stack.vendors.things()) <= 2


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ([plan(policies={"x": POLICY_OF_A_PLAN}), plan("other", policies={"y": POLICY_OF_A_PLAN})], "declares it too"),
        ([plan(policies={"x": POLICY_OF_A_PLAN}), policy("x")], "declares it too"),
        ([addon_plan(schedules=[SCHEDULE_OF_A_PLAN]), schedule("daily", adopt=True)], "declares it too"),
        (
            [plan(policies={"x": POLICY_OF_A_PLAN}, others="delete"), policy("y")],
            "the plan 'plan' of acme/storefront has others=\"delete\", so it would delete what the resource 'y'",
        ),
        (
            [addon_plan(schedules=[SCHEDULE_OF_A_PLAN], others="delete"), schedule("y", backup_type="snapshot")],
            "so it would delete what the resource 'y'",
        ),
    ],
)
def test_what_a_plan_repeats_or_would_delete_is_an_error_in_the_preview(
    stack: Stack, declared: list[Resource], words: str
) -> None:
    for program in (declared, declared[::-1]):
        stack.declare(*program)
        ((_, error),) = stack.preview().errors
        assert words in error
        assert stack.vendors.requests == []


def test_a_plan_does_not_delete_what_another_resource_has_or_reads(stack: Stack) -> None:
    beside = plan(policies={"x": POLICY_OF_A_PLAN})
    stack.declare(beside, policy("y"))
    assert stack.up(refresh=True).ok
    deleting = plan(policies={"x": POLICY_OF_A_PLAN}, others="delete")
    there = {thing.body["name"]: thing.id for thing in stack.vendors.things()}
    for beside in (policy("y"), policy("y", options={"id": there["y"]})):
        stack.declare(deleting, beside)
        assert not stack.up(refresh=True).ok
        assert {thing.id for thing in stack.vendors.things()} == set(there.values())
    # It reads what the plan itself has.
    stack.declare(deleting, policy("y", name="x", options={"id": there["x"]}))
    assert stack.up(refresh=True).ok


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            plan(policies={"x": POLICY_OF_A_PLAN, "moved": POLICY_OF_A_PLAN}),
            (plan(policies={"x": POLICY_OF_A_PLAN | {"retention_value": 3}}), policy("moved", adopt=True)),
        ),
        (
            addon_plan(schedules=[SCHEDULE_OF_A_PLAN, SCHEDULE_OF_A_PLAN | {"backup_type": "snapshot"}]),
            (
                addon_plan(schedules=[SCHEDULE_OF_A_PLAN | {"retention_time": 3}]),
                schedule("moved", backup_type="snapshot", adopt=True),
            ),
        ),
    ],
)
def test_a_resource_that_adopted_from_a_plan_has_an_object_after_a_run_that_failed(
    stack: Stack, before: Resource, after: tuple[Resource, Resource]
) -> None:
    stack.declare(before)
    assert stack.up().ok
    stack.declare(*after)
    assert [urn for urn, _ in stack.up(continue_on_error=True, fault=Fault("refused", 0)).errors] == [before.urn]

    # The plan no longer declares it, and does not know yet that another resource has it.
    ran = stack.up()
    assert ran.ok
    assert stack.engine.find(after[1].urn)
    assert len(stack.vendors.things()) == 2
    assert stack.up(refresh=True).steps == []
