"""Responses that never arrive: each request times out, and all of them wait at the same time."""

from __future__ import annotations

from typing import Any

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size
from tests.faults.world import World, nothing_is_left, soon

# Longer than any request waits.
FOREVER = 3600
RULES: tuple[dict[str, Any], ...] = (
    {"operation": "create_backup_policy", "commit": True},
    {"operation": "create_backup_policy", "commit": False, "skip": 1},
    {"operation": "createAddonBackupSchedule", "commit": True},
    {"operation": "createVolumeBackupSchedule", "commit": False},
    # Requests that follow one another, each with its own timeout.
    {"operation": "create_backup", "commit": True},
    {"operation": "promote_branch", "commit": True},
    {"operation": "list_backup_policies"},
    {"operation": "get_backup"},
    {"operation": "get_branch"},
    {"operation": "update_backup_policy", "commit": True},
    {"operation": "deleteAddonBackupSchedule", "commit": True},
    {"operation": "delete_backup_policy", "commit": True},
    {"operation": "delete_backup", "commit": True},
)


@at_full_size
def test_lifecycle_with_responses_that_never_arrive(stack: Stack, vendors: Vendors) -> None:
    soon(vendors)
    for rule in RULES:
        vendors.fault("hang", **{"seconds": FOREVER, "times": 1, **rule})
    world = World(3)
    world.declare(stack)
    ran = stack.up()
    assert (ran.code, ran.errors) == (0, []), ran.text
    world.check(stack, vendors)
    ran = stack.up("--refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text

    world = World(3, retention=15)
    world.declare(stack)
    ran = stack.up()
    assert (ran.code, ran.errors) == (0, []), ran.text
    world.check(stack, vendors)
    ran = stack.destroy()
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert nothing_is_left(stack, vendors)
    assert [rule for rule in vendors.control("GET", "/faults")["faults"] if not rule["struck"]] == []
