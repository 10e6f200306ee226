"""Changes outside Pulumi: drift, deletions, and fields that change by themselves."""

from __future__ import annotations

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

BOTH = {"nightly", "orders"}


def test_refresh_reports_nothing_if_only_time_has_passed(stack: Stack, vendors: Vendors) -> None:
    stack.declare(
        policy(), schedule(), schedule("weekly", scheduling={"interval": "weekly", "day": 6, "hour": 3, "minute": 0})
    )
    assert stack.up().code == 0
    state = [(each["inputs"], each["outputs"]) for each in stack.resources().values()]

    vendors.control("POST", "/clock", {"advance_seconds": 30 * 24 * 3600})
    vendors.edit_policy(last_ran_at="2030-01-01T03:00:00Z", next_run_at="2030-01-02T03:00:00Z")
    for made in vendors.schedules():
        vendors.control("PATCH", f"/northflank/schedules/{made['id']}", {"updatedAt": "2030-01-01T03:00:00Z"})
    vendors.sent()
    ran = stack.refresh("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert [(each["inputs"], each["outputs"]) for each in stack.resources().values()] == state
    sent = vendors.sent()
    assert sorted(sent) == [("GET", "listAddonBackupSchedules"), ("GET", "list_backup_policies")]


def test_refresh_shows_drift_and_up_reverts_it(stack: Stack, vendors: Vendors) -> None:
    vendors.control("POST", "/switches", {"planetscale.patch_null": "accept"})
    stack.declare(policy(), schedule())
    assert stack.up().code == 0

    vendors.edit_policy(retention_value=3, schedule_day=2)
    vendors.edit_schedule(retentionTime=5)
    ran = stack.refresh()
    assert set(ran.ops) == {("update", name) for name in BOTH}, ran.text
    assert ran.step("nightly").changed == {"retention_value": (14, 3), "schedule_day": (None, 2)}
    assert ran.step("orders").changed == {"retention_time": (30, 5)}
    assert "~ retention_value: 14 => 3" in ran.text
    assert "+ schedule_day   : 2" in ran.text
    assert "~ retention_time  : 30 => 5" in ran.text

    ran = stack.preview()
    assert set(ran.ops) == {("update", name) for name in BOTH}, ran.text
    assert ran.step("nightly").changed == {"retention_value": (3, 14), "schedule_day": (2, None)}
    assert ran.step("orders").changed == {"retention_time": (5, 30)}

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert (vendors.policy()["retention_value"], vendors.policy()["schedule_day"]) == (14, None)
    assert vendors.schedule()["retentionTime"] == 30
    ran = stack.up("--refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text


@at_full_size
def test_destination_of_dumps_is_reverted_and_cleared_but_only_after_a_refresh_has_shown_it(
    stack: Stack, vendors: Vendors
) -> None:
    stack.declare(schedule(custom_destination_id="own-bucket"))
    assert stack.up().code == 0
    vendors.edit_schedule(customDestinationId="cold-store")
    ran = stack.up("--refresh")
    assert ran.step("orders").changed == {"custom_destination_id": ("cold-store", "own-bucket")}
    assert vendors.schedule()["customDestinationId"] == "own-bucket"

    stack.declare(schedule())
    assert stack.up().ops == [("update", "orders")]
    assert "customDestinationId" not in vendors.schedule()

    vendors.edit_schedule(customDestinationId="own-bucket")
    stack.declare(schedule(retention_time=14))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert "keeps custom_destination_id=own-bucket, which was set outside Pulumi. Declare it." in ran.text
    assert (vendors.schedule()["customDestinationId"], vendors.schedule()["retentionTime"]) == ("own-bucket", 14)
    assert stack.up("--expect-no-changes").code == 0
    assert stack.refresh().step("orders").changed == {"custom_destination_id": (None, "own-bucket")}
    assert stack.preview().step("orders").changed == {"custom_destination_id": ("own-bucket", None)}


@at_full_size
def test_object_deleted_outside_is_detected_and_created_again(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    vendors.delete_policy()
    vendors.delete_schedule()

    ran = stack.refresh()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("delete", name) for name in BOTH}
    assert stack.resources() == {}

    ran = stack.up()
    assert set(ran.ops) == {("create", name) for name in BOTH}, ran.text
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)

    vendors.delete_policy()
    vendors.delete_schedule()
    ran = stack.destroy()
    assert ran.code == 0, "destroy accepts that the objects are gone: " + ran.text
    assert stack.resources() == {}


@at_full_size
def test_update_of_an_object_deleted_outside_advises_a_refresh(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    vendors.delete_policy()
    vendors.delete_schedule()

    stack.declare(policy(retention_value=15), schedule(retention_time=31))
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    assert ran.error.startswith(
        "PlanetScale: could not update backup policy 'nightly' of acme/storefront: it answered 404"
    )
    assert "run pulumi refresh; the next pulumi up creates it again" in ran.error
    assert vendors.schedule()["retentionTime"] == 31, "a schedule is found by its identity, so the update creates it"

    ran = stack.up("--refresh")
    assert ran.code == 0, ran.text
    assert vendors.policy()["retention_value"] == 15
