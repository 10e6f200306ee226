"""The specification of adoption: what comes under a resource, and that nothing changes that nobody wrote down."""

from __future__ import annotations

from typing import Any

from tests.engine.programs import POLICY, Code, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

SCHEDULING = {"interval": "daily", "hour": [2, 14], "minute": [30]}
# What the programs of this module declare, as the vendors' consoles would have it.
SAME_POLICY = {name: value for name, value in POLICY.items() if name != "database"}
SAME_SCHEDULE = {"backupType": "dump", "scheduling": SCHEDULING, "retentionTime": 30}
DELETE_FIRST = (
    "If you are replacing this resource, let Pulumi delete the old object first: "
    "opts=pulumi.ResourceOptions(delete_before_replace=True)."
)


def writes(vendors: Vendors) -> list[str]:
    """The operations since the last look that change something."""
    return [operation for method, operation in vendors.sent() if method != "GET"]


def errors(ran: Any) -> dict[str, str]:
    return {message.name: message.text for message in ran.errors}


# --- without adopt --------------------------------------------------------------------------------------------


def test_existing_object_is_an_error_that_lists_what_differs(stack: Stack, vendors: Vendors) -> None:
    nightly = vendors.add_policy(name="nightly", **{**SAME_POLICY, "retention_value": 3})["id"]
    orders = vendors.add_schedule(**{**SAME_SCHEDULE, "retentionTime": 9})["id"]
    vendors.sent()
    stack.declare(policy(), schedule())
    ran = stack.up("--continue-on-error")
    assert errors(ran) == {
        "nightly": "PlanetScale: could not create backup policy 'nightly' of acme/storefront: it exists already "
        f"(id {nightly}), with other settings. retention_value: there 3, declared 14. Declare what is there and set "
        f'adopt=True, or set adopt="overwrite" to change it; or choose another name. {DELETE_FIRST}',
        "orders": "Northflank: could not create the backup schedule shop/orders-db/dump/daily: it exists already "
        f"(id {orders}), with other settings. retention_time: there 9, declared 30. Declare what is there and set "
        f'adopt=True, or set adopt="overwrite" to change it; or choose another interval. {DELETE_FIRST}',
    }
    assert writes(vendors) == []


@at_full_size
def test_existing_object_with_the_declared_settings_is_an_error_that_says_so(stack: Stack, vendors: Vendors) -> None:
    vendors.add_policy(name="nightly", **SAME_POLICY)
    vendors.add_schedule(**SAME_SCHEDULE)
    stack.declare(policy(), schedule())
    said = errors(stack.up("--continue-on-error"))
    assert set(said) == {"nightly", "orders"}
    for text in said.values():
        assert "with exactly the declared settings. Set adopt=True to adopt it, which changes nothing; or" in text


# --- adopt=True -----------------------------------------------------------------------------------------------


def test_adoption_of_what_is_as_declared_sends_nothing(stack: Stack, vendors: Vendors) -> None:
    nightly = vendors.add_policy(name="nightly", **SAME_POLICY)["id"]
    orders = vendors.add_schedule(**SAME_SCHEDULE)["id"]
    vendors.sent()
    stack.declare(policy(adopt=True), schedule(adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert writes(vendors) == []
    assert f"nightly: adopted 'nightly' (id {nightly}): nothing is changed" in ran.text
    assert stack.resources()["nightly"]["id"] == nightly
    assert stack.resources()["orders"]["outputs"]["schedule_id"] == orders

    # Once they are adopted, the argument can go.
    stack.declare(policy(), schedule())
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert vendors.sent() == []


@at_full_size
def test_adoption_of_what_differs_is_an_error_and_sends_nothing(stack: Stack, vendors: Vendors) -> None:
    vendors.add_policy(name="nightly", **{**SAME_POLICY, "retention_value": 3, "schedule_time": "02:00"})
    vendors.add_schedule(**{**SAME_SCHEDULE, "retentionTime": 9})
    vendors.sent()
    stack.declare(policy(adopt=True), schedule(adopt=True))
    said = errors(stack.up("--continue-on-error"))
    assert (
        "adopt=True adopts only what has the declared settings. schedule_time: there 02:00, declared 03:00; "
        'retention_value: there 3, declared 14. Declare what is there, or set adopt="overwrite" to change it.'
    ) in said["nightly"]
    assert "retention_time: there 9, declared 30." in said["orders"]
    assert writes(vendors) == []


# --- adopt="overwrite" ----------------------------------------------------------------------------------------


def test_overwriting_changes_what_differs_and_says_what(stack: Stack, vendors: Vendors) -> None:
    nightly = vendors.add_policy(name="nightly", **{**SAME_POLICY, "retention_value": 3, "schedule_time": "02:00"})
    vendors.add_schedule(**{**SAME_SCHEDULE, "retentionTime": 9})
    stack.declare(policy(adopt="overwrite"), schedule(adopt="overwrite"))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert f"adopted 'nightly' (id {nightly['id']}): schedule_time 02:00 → 03:00, retention_value 3 → 14" in ran.text
    assert f"adopted 'orders' (id {vendors.schedule()['id']}): retention_time 9 → 30" in ran.text
    assert (vendors.policy()["id"], vendors.policy()["retention_value"]) == (nightly["id"], 14)
    assert vendors.schedule()["retentionTime"] == 30


def test_overwriting_what_is_as_declared_sends_nothing(stack: Stack, vendors: Vendors) -> None:
    vendors.add_policy(name="nightly", **SAME_POLICY)
    vendors.add_schedule(**SAME_SCHEDULE)
    vendors.sent()
    stack.declare(policy(adopt="overwrite"), schedule(adopt="overwrite"))
    assert stack.up().code == 0
    assert writes(vendors) == []


# --- nothing to adopt -----------------------------------------------------------------------------------------


@at_full_size
def test_if_there_is_nothing_to_adopt_it_is_created_and_a_line_says_so(stack: Stack, vendors: Vendors) -> None:
    vendors.add_policy(name="Nightly ", **SAME_POLICY)
    stack.declare(policy(adopt=True), schedule(adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert (
        "there was no policy named 'nightly' for 'nightly' to adopt, so it is created. There is one named" in ran.text
    )
    assert '"Nightly' in ran.text
    assert "there was no schedule of this backup type and interval for 'orders' to adopt, so it is created." in ran.text
    assert (len(vendors.policies()), len(vendors.schedules())) == (2, 1)


# --- system policies ------------------------------------------------------------------------------------------


@at_full_size
def test_system_policy_can_be_adopted_and_kept_longer_and_is_never_deleted(stack: Stack, vendors: Vendors) -> None:
    vendors.control("POST", "/switches", {"planetscale.required_policy_update": "accept"})
    system = next(each for each in vendors.control("GET", "/planetscale/policies")["policies"] if each["required"])
    there = {name: system[name] for name in SAME_POLICY} | {"database": system["database"], "name": system["name"]}
    stack.declare(policy("system", **there, adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text

    stack.declare(policy("system", **{**there, "retention_value": 30}))
    ran = stack.up()
    assert ran.ops == [("update", "system")], ran.text
    vendors.sent()

    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert "is kept: it is a required system policy. Pulumi only forgets it." in ran.text
    assert writes(vendors) == []
    assert vendors.control("GET", f"/planetscale/policies/{system['id']}")["retention_value"] == 30


@at_full_size
def test_a_vendor_that_refuses_to_change_a_system_policy_decides(stack: Stack, vendors: Vendors) -> None:
    system = next(each for each in vendors.control("GET", "/planetscale/policies")["policies"] if each["required"])
    stack.declare(policy("system", database=system["database"], name=system["name"], adopt="overwrite"))
    said = errors(stack.up())
    assert "could not create" in said["system"]
    assert "422 Unprocessable Entity" in said["system"]


# --- whose object it is ---------------------------------------------------------------------------------------


@at_full_size
def test_what_another_resource_of_the_program_has_is_not_adopted(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy("first", name="x"))
    assert stack.up().code == 0
    wanting = policy("second", name="x", adopt=True, opts=Code("pulumi.ResourceOptions(depends_on=[first])"))
    stack.declare(policy("first", name="x"), wanting)
    ran = stack.preview()
    assert ran.code != 0
    assert "the resource 'first' of this program declares it too" in ran.text
    assert len(vendors.policies()) == 1

    # In this order there is no conflict: the first gives the name away before the second looks for it.
    stack.declare(policy("first", name="y"), wanting)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert sorted(each["name"] for each in vendors.policies()) == ["x", "y"]


@at_full_size
def test_two_resources_with_one_object_in_the_state_are_an_error_in_the_preview(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy("old", name="nightly"))
    assert stack.up().code == 0
    # The run fails, so Pulumi leaves the deletion of the old entry to a later one.
    after = Code("pulumi.ResourceOptions(depends_on=[new])")
    stack.declare(policy("new", name="nightly", adopt=True), policy("elsewhere", database="nowhere", opts=after))
    assert stack.up().code != 0
    assert {"old", "new"} <= set(stack.resources())

    stack.declare(policy("old", name="nightly"), policy("new", name="nightly"))
    ran = stack.preview()
    assert ran.code != 0
    assert "of this program declares it too" in ran.text
    assert len(vendors.policies()) == 1


@at_full_size
def test_two_resources_of_one_identity_are_an_error(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy("a", name="nightly"), policy("b", name="nightly"), schedule("c"), schedule("d"))
    ran = stack.preview()
    assert ran.code != 0
    assert "of this program declares it too" in ran.text
    assert vendors.sent() == []
    assert stack.up("--continue-on-error").code != 0
    assert len(vendors.policies()) <= 1
    assert len(vendors.schedules()) <= 1
