"""No sequence of plain commands deletes an object that a declared resource has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bridge.test_provider import PICKLED
from tests.engine.programs import POLICY, Code, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

RENAMED = policy("renamed", name="nightly", adopt=True)
MOVED = schedule("moved", adopt=True)
# The same policy, as the vendor's console would have it.
SAME_POLICY = {name: value for name, value in POLICY.items() if name != "database"}


def failing_after(*names: str) -> str:
    """A resource that always fails, after those that it depends on."""
    return policy(
        "elsewhere", database="nowhere", opts=Code(f"pulumi.ResourceOptions(depends_on=[{', '.join(names)}])")
    )


def backup(name: str = "before", /, **changes: Any) -> str:
    arguments = {"database": "storefront", "branch": "main", "wait": False} | changes
    given = "".join(f", {key}={value!r}" for key, value in arguments.items())
    return f"{name} = planetscale.BranchBackup({name!r}{given})"


def manual_backups(vendors: Vendors) -> list[str]:
    found = vendors.control("GET", "/planetscale/backups")["backups"]
    return [each["id"] for each in found if each["backup_policy"] is None]


def test_rename_without_an_alias_keeps_the_object(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]
    stack.declare(RENAMED, MOVED)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("create", "renamed"), ("create", "moved"), ("delete", "nightly"), ("delete", "orders")}
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept
    assert f"{kept[0]} is kept: the resource 'renamed' of this program has it now." in ran.text
    assert "shop/orders-db/dump/daily is kept: the resource 'moved' of this program has it now." in ran.text
    assert stack.destroy().code == 0
    assert (vendors.policies(), vendors.schedules()) == ([], [])


@at_full_size
def test_rename_without_an_alias_keeps_the_object_of_a_state_of_the_first_release(
    stack: Stack, vendors: Vendors
) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    kept = vendors.policy()["id"]
    state, this = stack.folder / "state.json", stack.resources()["nightly"]["inputs"]["__provider"]
    stack.call("stack", "export", "--stack", "dev", "--file", str(state))
    text = state.read_text("utf-8")
    state.write_text(text.replace(this, PICKLED["BackupPolicyProvider"]), "utf-8")
    stack.call("stack", "import", "--stack", "dev", "--file", str(state))
    stack.declare(RENAMED)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == kept


@at_full_size
def test_forced_replacement_of_what_adopts_keeps_the_object_and_says_that_nothing_is_new(
    stack: Stack, vendors: Vendors
) -> None:
    vendors.add_policy(name="nightly", **SAME_POLICY)
    stack.declare(policy(adopt=True))
    assert stack.up().code == 0
    kept = vendors.policy()["id"]
    ran = stack.up(f"--replace={stack.resources()['nightly']['urn']}")
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == kept
    assert "the replacement adopted it, so nothing new was created" in ran.text


@at_full_size
def test_forced_replacement_of_what_does_not_adopt_names_the_option_that_helps(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]
    urns = [f"--replace={stack.resources()[name]['urn']}" for name in ("nightly", "orders")]
    ran = stack.up(*urns, "--continue-on-error")
    assert ran.code != 0
    assert all("delete_before_replace=True" in message.text for message in ran.errors)
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept

    first = Code("pulumi.ResourceOptions(delete_before_replace=True)")
    stack.declare(policy(opts=first), schedule(opts=first))
    ran = stack.up(*urns)
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == stack.resources()["nightly"]["id"] != kept[0]
    assert vendors.schedule()["id"] == stack.resources()["orders"]["outputs"]["schedule_id"] != kept[1]


@at_full_size
def test_trigger_of_a_replacement_never_adopts_the_old_object_as_the_new_one(stack: Stack, vendors: Vendors) -> None:
    opts = "pulumi.ResourceOptions(replacement_trigger={!r})".format
    stack.declare(policy(adopt=True, opts=Code(opts("a"))), schedule(adopt=True, opts=Code(opts("a"))))
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]
    stack.declare(policy(adopt=True, opts=Code(opts("b"))), schedule(adopt=True, opts=Code(opts("b"))))
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    assert all("delete_before_replace=True" in message.text for message in ran.errors)
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept


@at_full_size
def test_successor_of_what_was_deleted_outside_is_kept(stack: Stack, vendors: Vendors) -> None:
    """Sequence a: the successor is created in a run that fails; a refresh finds it for both entries of the state."""
    stack.declare(schedule())
    assert stack.up().code == 0
    vendors.delete_schedule()
    stack.declare(schedule("moved"), failing_after("moved"))
    assert stack.up().code != 0
    assert {"orders", "moved"} <= set(stack.resources())
    new = vendors.schedule()["id"]
    assert stack.refresh().code == 0
    stack.declare(schedule("moved"))
    for _ in range(2):
        ran = stack.up()
        assert ran.code == 0, ran.text
        assert vendors.schedule()["id"] == new
    assert set(stack.resources()) == {"moved"}


@at_full_size
def test_forced_successor_of_what_was_deleted_outside_is_kept(stack: Stack, vendors: Vendors) -> None:
    """Sequence a again, by a replacement whose deletion of the old half is left to a later run."""
    stack.declare(schedule())
    assert stack.up().code == 0
    vendors.delete_schedule()
    stack.declare(schedule(), failing_after("orders"))
    assert stack.up(f"--replace={stack.resources()['orders']['urn']}").code != 0
    new = vendors.schedule()["id"]
    assert stack.refresh().code == 0
    stack.declare(schedule())
    for _ in range(2):
        ran = stack.up()
        assert ran.code == 0, ran.text
        assert vendors.schedule()["id"] == new


@at_full_size
@pytest.mark.parametrize("flags", [(), ("--refresh",)], ids=str)
def test_what_was_adopted_in_a_run_that_failed_is_kept_by_the_next(
    stack: Stack, vendors: Vendors, flags: tuple[str, ...]
) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    kept = vendors.policy()["id"], vendors.schedule()["id"]
    stack.declare(RENAMED, MOVED, failing_after("renamed", "moved"))
    assert stack.up().code != 0
    assert {"renamed", "moved", "nightly", "orders"} <= set(stack.resources())

    stack.declare(RENAMED, MOVED)
    ran = stack.up(*flags)
    assert (ran.code, set(ran.ops)) == (0, {("delete", "nightly"), ("delete", "orders")}), ran.text
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == kept

    # What is no longer declared is deleted, however it came into the state.
    stack.declare()
    assert stack.up("--refresh").code == 0
    assert (vendors.policies(), vendors.schedules()) == ([], [])


@at_full_size
def test_object_is_kept_when_the_update_of_its_owner_is_skipped(stack: Stack, vendors: Vendors) -> None:
    """Sequence b: the owner depends on a resource that fails, so its own update is skipped."""
    stack.declare(policy("other", name="other"), policy(), backup(name="b"))
    assert stack.up().code == 0
    kept, taken = (
        vendors.control("GET", "/planetscale/policies?name=nightly")["policies"][0]["id"],
        manual_backups(vendors),
    )
    successors = (policy("renamed", name="nightly", adopt=True), backup("later", name="b", adopt=True))
    stack.declare(policy("other", name="other"), *successors, failing_after("renamed", "later"))
    assert stack.up().code != 0
    assert {"nightly", "renamed"} <= set(stack.resources())

    vendors.fault("status", operation="update_backup_policy", status=422, body={"message": "Not today"}, times=1)
    after = Code("pulumi.ResourceOptions(depends_on=[other])")
    stack.declare(
        policy("other", name="other", retention_value=5),
        policy("renamed", name="nightly", adopt=True, retention_value=5, opts=after),
        backup("later", name="b", adopt=True, protected=True, opts=after),
    )
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    assert kept in [each["id"] for each in vendors.policies()]
    assert manual_backups(vendors) == taken


@at_full_size
def test_second_view_of_an_object_deletes_nothing(stack: Stack, vendors: Vendors) -> None:
    """Sequence c: beside the owner, the program reads the object by its id."""
    stack.declare(policy())
    assert stack.up().code == 0
    kept = vendors.policy()["id"]
    stack.declare(RENAMED, failing_after("renamed"))
    assert stack.up().code != 0
    view = policy("view", name="nightly", opts=Code(f"pulumi.ResourceOptions(id={kept!r})"))
    stack.declare(RENAMED, view)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == kept


@at_full_size
def test_object_that_the_program_only_reads_from_now_on_is_kept(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    kept = vendors.policy()["id"]
    stack.declare(policy("view", name="nightly", opts=Code(f"pulumi.ResourceOptions(id={kept!r})")))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["id"] == kept


@at_full_size
def test_retention_of_a_destination_that_is_no_longer_declared_is_cleared(stack: Stack, vendors: Vendors) -> None:
    """Sequence f: the schedule is created again without it."""
    scheduling = {"interval": "daily", "hour": 2, "minute": 0}
    copied = {"backup_type": "snapshot", "scheduling": scheduling}
    stack.declare(
        schedule(**copied, additional_destinations=[{"destination_id": "offsite-archive", "retention_time": 60}])
    )
    assert stack.up().code == 0
    stack.declare(schedule(**copied, additional_destinations=[{"destination_id": "offsite-archive"}]))
    ran = stack.up()
    assert ran.ops == [("update", "orders")], ran.text
    assert vendors.schedule()["additionalDestinations"] == [{"destinationId": "offsite-archive", "type": "custom"}]
    assert stack.up("--expect-no-changes").code == 0


@at_full_size
@pytest.mark.parametrize("command", ["up", "refresh"])
def test_if_the_whole_database_or_add_on_is_gone_the_error_prints_the_way_out(
    stack: Stack, vendors: Vendors, command: str
) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    for operation in (
        "list_backup_policies",
        "delete_backup_policy",
        "listAddonBackupSchedules",
        "deleteAddonBackupSchedule",
    ):
        vendors.fault("status", operation=operation, status=404, body={"message": "Not Found"})
    vendors.fault("status", operation="get_backup_policy", status=404, body={"message": "Not Found"})
    stack.declare()
    for name in ("nightly", "orders"):
        urn = stack.resources()[name]["urn"]
        ran = stack.up(f"--target={urn}") if command == "up" else stack.refresh(f"--target={urn}")
        assert ran.code != 0
        assert f"Make Pulumi forget this one: pulumi state delete '{urn}'" in ran.text
        stack.call("state", "delete", urn, "--yes", "--stack", "dev")
    assert stack.up().code == 0
