"""From the first preview to destroy, for both resources in one stack."""

from __future__ import annotations

from tests.engine.programs import Code, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

BOTH = {"nightly", "orders"}
REPLACED = ["create-replacement", "replace", "delete-replaced"]
DELETED_FIRST = ["delete-replaced", "replace", "create-replacement"]


def test_resources_are_created_updated_in_place_and_destroyed(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    ran = stack.preview()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("create", name) for name in BOTH}
    assert vendors.sent() == []

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("create", name) for name in BOTH}
    assert vendors.policy()["retention_value"] == 14
    assert vendors.schedule()["scheduling"] == {"interval": "daily", "hour": [2, 14], "minute": [30]}
    assert stack.resources()["nightly"]["id"] == vendors.policy()["id"]
    assert stack.resources()["orders"]["id"] == "shop/orders-db/dump/daily"
    made = vendors.policy()["id"], vendors.policy()["created_at"]
    vendors.sent()

    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert vendors.sent() == []

    stack.declare(
        policy(retention_value=15),
        schedule(scheduling={"interval": "daily", "hour": [14, 2], "minute": [45]}),
    )
    ran = stack.preview()
    assert set(ran.ops) == {("update", name) for name in BOTH}, ran.text
    assert ran.step("nightly").changed == {"retention_value": (14, 15)}
    assert ran.step("orders").changed == {"scheduling.minute": ([30], [45])}
    assert "~ retention_value: 14 => 15" in ran.text
    assert "~ [0]: 30 => 45" in ran.text
    assert ran.text.count("=>") == 2
    assert vendors.sent() == []

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["retention_value"] == 15
    assert (vendors.policy()["id"], vendors.policy()["created_at"]) == made
    assert vendors.schedule()["scheduling"] == {"interval": "daily", "hour": [2, 14], "minute": [45]}
    assert stack.resources()["orders"]["id"] == "shop/orders-db/dump/daily"

    ran = stack.destroy()
    assert set(ran.ops) == {("delete", name) for name in BOTH}, ran.text
    assert (vendors.policies(), vendors.schedules()) == ([], [])


def test_new_identity_is_created_before_the_old_one_is_deleted(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    old, kept = vendors.policy()["id"], vendors.schedule()["createdAt"]
    vendors.sent()

    hourly = {"interval": "hourly", "minute": [30]}
    stack.declare(policy(database="billing"), schedule(scheduling=hourly, retention_time=7))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.step("nightly").replaced_by == ("database",)
    assert ran.step("orders").replaced_by == ("scheduling.interval",)
    for name in BOTH:
        assert [op for op, of in ran.ops if of == name] == REPLACED
    assert vendors.policy()["database"] == "billing"
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"] != old
    assert vendors.schedule()["scheduling"] == hourly
    assert vendors.schedule()["createdAt"] > kept
    assert stack.resources()["orders"]["id"] == "shop/orders-db/dump/hourly"
    sent = vendors.sent()
    for make, remove in (
        ("create_backup_policy", "delete_backup_policy"),
        ("createAddonBackupSchedule", "deleteAddonBackupSchedule"),
    ):
        changes = [operation for _, operation in sent if operation in (make, remove)]
        assert changes == [make, remove]


@at_full_size
def test_forced_replacement_loses_nothing(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    made = vendors.policy()["id"], vendors.schedule()["id"]

    # The engine does not call diff, and creates first.
    urns = [f"--replace={stack.resources()[name]['urn']}" for name in BOTH]
    ran = stack.up("--continue-on-error", *urns)
    assert ran.code != 0
    assert {message.name for message in ran.errors} == BOTH
    assert all("Set adopt=True to adopt it" in message.text for message in ran.errors)
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == made

    deleting_first = Code("pulumi.ResourceOptions(delete_before_replace=True)")
    stack.declare(policy(opts=deleting_first), schedule(opts=deleting_first))
    ran = stack.up(*urns)
    assert ran.code == 0, ran.text
    for name in BOTH:
        assert [op for op, of in ran.ops if of == name] == DELETED_FIRST
    assert stack.resources()["nightly"]["id"] == vendors.policy()["id"] != made[0]
    assert vendors.schedule()["id"] != made[1]
