"""Backup plans on the real engine: what a preview shows, what an up does, and what no run may lose."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.engine.programs import POLICY, SCHEDULE, export, policy, resource, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.crash import kill_at_request, unlocked
from tests.faults.size import at_full_size, sized

DAILY: dict[str, Any] = {name: value for name, value in POLICY.items() if name != "database"}
HOURLY = DAILY | {"frequency_value": 4, "frequency_unit": "hour", "schedule_time": "00:00", "retention_value": 2}
WEEKLY = DAILY | {"frequency_unit": "week", "schedule_day": 0, "retention_value": 90}
GOLD = {"hourly": HOURLY, "daily": DAILY}
DUMP = {name: value for name, value in SCHEDULE.items() if name not in ("project_id", "addon_id")}
SNAPSHOT = {"backup_type": "snapshot", "scheduling": {"interval": "hourly", "minute": [0]}, "retention_time": 2}


def plan(name: str = "storefront", /, **changes: Any) -> str:
    return resource("planetscale.BackupPlan", name, {"database": "storefront", "policies": GOLD} | changes)


def addon_plan(**changes: Any) -> str:
    place = {"project_id": "shop", "addon_id": "orders-db", "schedules": [DUMP, SNAPSHOT]}
    return resource("northflank.AddonBackupPlan", "addon", place | changes)


def names(vendors: Vendors) -> set[str]:
    return {each["name"] for each in vendors.policies()}


def ids(vendors: Vendors) -> dict[str, str]:
    return {each["name"]: each["id"] for each in vendors.policies()}


def silent(stack: Stack) -> None:
    ran = stack.up("--refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text


def test_preview_shows_the_one_value_that_changes_and_what_the_plan_promises(stack: Stack, vendors: Vendors) -> None:
    promise = export(
        rpo="storefront.recovery_point_hours", reach="storefront.reach_days", kept="storefront.kept_backups"
    )
    stack.declare(plan(), addon_plan(), promise)
    ran = stack.preview()
    assert ran.code == 0, ran.text
    assert vendors.sent() == []
    assert "rpo  : 4\n" in ran.text
    assert stack.up().code == 0
    assert stack.outputs() == {"rpo": 4, "reach": 14, "kept": 26}

    weaker = {**GOLD, "hourly": {**HOURLY, "frequency_value": 12}}
    stack.declare(plan(policies=weaker), addon_plan(schedules=[{**DUMP, "retention_time": 31}, SNAPSHOT]), promise)
    ran = stack.preview()
    assert ran.step("storefront").changed == {"policies.hourly.frequency_value": (4, 12)}
    assert "~ frequency_value: 4 => 12" in ran.text
    assert re.search(r"~ retention_time *: 30 => 31", ran.text)
    assert "~ rpo  : 4 => 12" in ran.text
    assert stack.up().code == 0
    silent(stack)

    stack.declare(plan(policies={"daily": DAILY}, objective={"recovery_point_hours": 12, "reach_days": 14}))
    ran = stack.preview()
    assert ran.code != 0
    assert "is 12, and these policies leave up to 24 hours between two backups" in ran.error
    assert "objective.recovery_point_hours" in ran.error
    assert len(vendors.policies()) == 2


@at_full_size
def test_policies_move_between_their_own_resources_and_a_plan_without_a_loss(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy("daily", **DAILY), policy("hourly", **HOURLY), schedule(**DUMP))
    assert stack.up().code == 0
    before = ids(vendors), [each["id"] for each in vendors.schedules()]
    stack.declare(plan(), addon_plan(schedules=[DUMP]))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert "is kept: the resource 'storefront' of this program has it now" in ran.text
    assert (ids(vendors), [each["id"] for each in vendors.schedules()]) == before
    silent(stack)

    stack.declare(policy("daily", **DAILY, adopt=True), policy("hourly", **HOURLY, adopt=True))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ids(vendors) == before[0]
    assert vendors.schedules() == []
    silent(stack)


@at_full_size
def test_plan_that_is_renamed_keeps_its_policies(stack: Stack, vendors: Vendors) -> None:
    stack.declare(plan())
    assert stack.up().code == 0
    before = ids(vendors)
    stack.declare(plan("shop", policies={"daily": DAILY}))
    ran = stack.up()
    assert ran.code == 0, ran.text
    # What the new plan does not declare goes with the old one.
    assert ids(vendors) == {"daily": before["daily"]}
    silent(stack)


@at_full_size
def test_policy_in_a_plan_and_in_a_resource_of_its_own_is_an_error(stack: Stack, vendors: Vendors) -> None:
    stack.declare(plan(), policy("daily", **DAILY, adopt=True))
    ran = stack.up()
    assert ran.code != 0
    assert "declares it too" in ran.text or "has it already" in ran.text
    assert len(vendors.policies()) <= 2


@at_full_size
def test_foreign_policy_is_reported_and_deleted_after_the_preview_has_shown_it(stack: Stack, vendors: Vendors) -> None:
    stack.declare(plan(others="report"))
    assert stack.up().code == 0
    vendors.add_policy(**DAILY, name="adhoc")
    ran = stack.preview("--refresh", "--run-program", "--expect-no-changes")
    assert "has policies besides the plan: 'adhoc'" in ran.text
    # Only an output has changed, and no up would change anything. So this is no failure.
    assert ran.code == 0, ran.text

    stack.declare(plan(others="delete"))
    assert stack.up().code == 0
    assert "adhoc" in names(vendors)
    assert stack.refresh().code == 0
    ran = stack.preview()
    assert ran.ops == [("update", "storefront")]
    assert ran.step("storefront").changed.keys() == {f"policies.adhoc.{name}" for name in DAILY}
    assert stack.up().code == 0
    assert names(vendors) == {"hourly", "daily"}
    silent(stack)


# Create: list, post, post. Update: list, post, patch, delete. Destroy: delete, delete.
KILLS = [
    *(("create", number, commit) for number in range(3) for commit in (True, False)),
    *(("update", number, commit) for number in range(4) for commit in (True, False)),
    *(("destroy", number, commit) for number in range(2) for commit in (True, False)),
]


@pytest.mark.parametrize(("command", "number", "commit"), sized([KILLS[12]], KILLS))
def test_plan_that_is_killed_converges(
    stack: Stack, vendors: Vendors, command: str, number: int, *, commit: bool
) -> None:
    stack.declare(plan())
    if command != "create":
        assert stack.up().code == 0
    changed = {"hourly": {**HOURLY, "retention_value": 3}, "weekly": WEEKLY}
    if command == "update":
        stack.declare(plan(policies=changed))
    kill_at_request(stack, vendors, "destroy" if command == "destroy" else "up", "everything", number, commit=commit)
    ran = unlocked(stack, "destroy" if command == "destroy" else "up")
    assert ran.code == 0, ran.text
    expected = {"create": {"hourly", "daily"}, "update": set(changed), "destroy": set()}[command]
    assert sorted(each["name"] for each in vendors.policies()) == sorted(expected)
    if command != "destroy":
        ran = stack.refresh("--clear-pending-creates")
        assert (ran.code, ran.ops) == (0, []), ran.text
        silent(stack)
