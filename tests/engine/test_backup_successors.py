"""No backup is deleted before its successor is good."""

from __future__ import annotations

import pytest

from tests.engine.programs import Code, policy
from tests.engine.stack import Stack
from tests.engine.test_branch_backup import backup, backups, from_now_on, options
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size, sized

OTHER_RETENTION = {"retention_value": 3, "retention_unit": "day"}
PROMOTION = (
    "planetscale.BranchPromotion('go-live', database='billing', branch='staging',"
    " opts=pulumi.ResourceOptions(depends_on=[before]))"
)


def taken(stack: Stack, vendors: Vendors, **changes: object) -> str:
    """Takes a backup that succeeds at once. Returns its id."""
    from_now_on(vendors, "success")
    stack.declare(backup(**changes))
    ran = stack.up()
    assert ran.code == 0, ran.text
    return str(stack.resources()["before"]["id"])


@pytest.mark.parametrize("wait", sized([False], [True, False]))
def test_old_backup_is_deleted_once_the_new_one_has_succeeded(stack: Stack, vendors: Vendors, wait: bool) -> None:
    old = taken(stack, vendors, wait=wait)
    from_now_on(vendors, "success", seconds=3)
    stack.declare(backup(wait=wait, **OTHER_RETENTION))
    ran = stack.up()
    assert ran.code == 0, ran.text
    (new,) = backups(vendors)
    assert (new["id"] != old, new["state"]) == (True, "success")


@at_full_size
def test_old_backup_is_kept_if_the_new_one_fails_and_is_deleted_with_the_next_good_one(
    stack: Stack, vendors: Vendors
) -> None:
    old = taken(stack, vendors, wait=False)
    from_now_on(vendors, "failed")
    stack.declare(backup(wait=False, **OTHER_RETENTION))
    for _ in range(2):
        ran = stack.up()
        assert ran.code != 0
        assert "its successor (id " in ran.error
        assert "ended as failed. The old backup is kept until a successor succeeds." in ran.error
        assert old in [each["id"] for each in backups(vendors)]

    from_now_on(vendors, "success")
    stack.declare(backup(wait=False, name="again", **OTHER_RETENTION))
    ran = stack.up()
    assert ran.code == 0, ran.text
    (good,) = backups(vendors)
    assert (good["id"], good["state"]) == (stack.resources()["before"]["id"], "success")


@at_full_size
def test_backup_is_not_deleted_first(stack: Stack, vendors: Vendors) -> None:
    old = taken(stack, vendors)
    first = options("delete_before_replace=True")
    stack.declare(backup(opts=first, **OTHER_RETENTION))
    for flags in ((), ("--replace", stack.resources()["before"]["urn"])):
        ran = stack.up(*flags)
        assert ran.code != 0
        assert "Remove delete_before_replace from the resource's options." in ran.error
        assert [each["id"] for each in backups(vendors)] == [old]


@at_full_size
def test_forced_replacement_never_takes_the_old_backup_for_the_new_one(stack: Stack, vendors: Vendors) -> None:
    old = taken(stack, vendors, adopt=True)
    stack.declare(backup(adopt=True), PROMOTION)
    ran = stack.up("--replace", stack.resources()["before"]["urn"])
    assert ran.code != 0
    assert "its replacement adopted the old backup, so no new one was taken" in ran.error
    assert ("POST", "promote_branch") not in vendors.sent()
    assert [each["id"] for each in backups(vendors)] == [old]


@at_full_size
def test_trigger_of_a_replacement_with_adopt_fails_before_anything_runs(stack: Stack, vendors: Vendors) -> None:
    old = taken(stack, vendors, adopt=True, opts=options("replacement_trigger='a'"))
    stack.declare(backup(adopt=True, opts=options("replacement_trigger='b'")), PROMOTION)
    ran = stack.up()
    assert ran.code != 0
    assert f"it exists already (id {old}, success). To create another one, choose another name." in ran.error
    assert ("POST", "promote_branch") not in vendors.sent()


@at_full_size
def test_promotion_alone_is_not_run_before_its_backup(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "success")
    stack.declare(backup(), PROMOTION)
    urn = "urn:pulumi:dev::tests::pulumi-python:dynamic/planetscale:BranchPromotion::go-live"
    ran = stack.up("--target", urn)
    assert ran.code != 0
    assert ("POST", "promote_branch") not in vendors.sent()


def test_options_of_the_component_reach_its_parts(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "success")
    stack.declare(policy("first"), backup(opts=options("depends_on=[first], protect=True, retain_on_delete=True")))
    ran = stack.up()
    assert ran.code == 0, ran.text
    order = [name for op, name in ran.ops if op == "create"]
    assert order.index("first") < order.index("before")
    for name in ("before", "before-finished"):
        part = stack.resources()[name]
        assert (part["protect"], part["retainOnDelete"]) == (True, True)
    assert any(urn.endswith("::first") for urn in stack.resources()["before"]["dependencies"])


def test_id_of_the_component_says_which_property_to_use(stack: Stack) -> None:
    stack.declare(backup(), policy("after", name=Code("before.id")))
    ran = stack.preview()
    assert ran.code != 0
    assert "BranchBackup is a component and has no id. Use backup_id." in ran.text


@at_full_size
def test_old_backup_of_a_renamed_resource_is_kept_if_the_new_one_fails(stack: Stack, vendors: Vendors) -> None:
    old = taken(stack, vendors, wait=False)
    alias = options("aliases=[pulumi.Alias(name='before')]")
    stack.declare(backup("later", name="before", wait=False, opts=alias))
    assert stack.up().code == 0
    from_now_on(vendors, "failed")
    stack.declare(backup("later", name="before", wait=False, opts=alias, **OTHER_RETENTION))
    ran = stack.up()
    assert ran.code != 0, ran.text
    assert "ended as failed. The old backup is kept until a successor succeeds." in ran.error
    assert old in [each["id"] for each in backups(vendors)]


@at_full_size
def test_backup_of_a_renamed_resource_is_not_deleted_first(stack: Stack, vendors: Vendors) -> None:
    old = taken(stack, vendors)
    renaming = options("delete_before_replace=True, aliases=[pulumi.Alias(name='before')]")
    stack.declare(backup("later", name="before", opts=renaming))
    assert stack.up().code == 0
    replace = ("--replace", stack.resources()["later"]["urn"])
    for changes, flags in (({}, replace), (OTHER_RETENTION, ())):
        stack.declare(backup("later", name="before", opts=renaming, **changes))
        ran = stack.up(*flags)
        assert ran.code != 0, ran.text
        assert "Remove delete_before_replace from the resource's options." in ran.error
        assert [each["id"] for each in backups(vendors)] == [old]


@at_full_size
def test_backup_is_not_deleted_before_a_resource_that_it_depends_on(stack: Stack, vendors: Vendors) -> None:
    first = options("delete_before_replace=True")
    dependent = backup(branch=Code("nightly.database.apply(lambda _: 'main')"))
    from_now_on(vendors, "success")
    stack.declare(policy(opts=first), dependent)
    assert stack.up().code == 0
    (old,) = backups(vendors)
    stack.declare(policy(database="billing", opts=first), dependent)
    ran = stack.up()
    assert ran.code != 0, ran.text
    assert "set delete_before_replace=False there" in ran.error
    assert backups(vendors) == [old]

    stack.declare(policy(database="billing", opts=options("delete_before_replace=False")), dependent)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert backups(vendors) == [old]
    assert stack.destroy().code == 0
    assert backups(vendors) == []
