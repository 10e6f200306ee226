"""What a state contains."""

from __future__ import annotations

import base64
import json

from pulumi_backups.bridge.urns import urn_in

from tests.engine.programs import Code, policy, schedule
from tests.engine.stack import Stack

# Bytes of one resource in the state.
LARGEST = 1700


def test_state_is_small_and_contains_nothing_that_changes_by_itself(stack: Stack) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    for name, where in (
        ("nightly", b"pulumi_backups.planetscale.backup_policy"),
        ("orders", b"pulumi_backups.northflank.addon_backup_schedule"),
    ):
        entry = stack.resources()[name]
        assert where in base64.b64decode(entry["inputs"]["__provider"])
        assert entry["sourcePosition"].startswith("project:///__main__.py#")
        assert entry["stackTrace"] == [{"sourcePosition": entry["sourcePosition"]}]
        for moving in ("last_ran_at", "next_run_at", "updated_at", "updatedAt"):
            assert moving not in json.dumps(entry)
        assert len(json.dumps(entry)) < LARGEST


def test_resource_records_its_own_urn_whatever_its_parent_and_name_are(stack: Stack) -> None:
    stack.declare(
        "team = pulumi.ComponentResource('acme:index:Team', 'team::a')",
        "root = pulumi.runtime.get_root_resource()",
        policy("plain"),
        policy("b::c$d").removeprefix("b::c$d = "),
        policy("below", opts=Code("pulumi.ResourceOptions(parent=team)")),
        policy("lower", opts=Code("pulumi.ResourceOptions(parent=below)")),
        policy("upper", opts=Code("pulumi.ResourceOptions(parent=root)")),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    entries = [each for each in stack.state()["resources"] if "__urn" in each.get("inputs", {})]
    assert len(entries) == 5
    assert [urn_in(each["inputs"], each["type"]) for each in entries] == [each["urn"] for each in entries]
