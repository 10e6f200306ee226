"""A state that version 0.1.0 wrote works with this version.

`state.json` is an exported stack with one resource of each kind. Do not regenerate it: if a later version does not
work with it, the later version is wrong.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.engine.stack import STACK, Stack
from tests.engine.vendors import Vendors
from tests.faults.world import World, is_production, manual_backups, nothing_is_left

STATE = Path(__file__).with_name("state.json")
# A minute after the fixture was recorded. Its backup has not expired yet.
RECORDED_AT = "2026-11-21T16:15:00Z"


def recorded() -> dict[str, dict[str, Any]]:
    """The resources of the fixture by name."""
    resources = json.loads(STATE.read_text("utf-8"))["deployment"]["resources"]
    return {each["urn"].rpartition("::")[2]: each for each in resources if not each["type"].startswith("pulumi:")}


def create_recorded_objects(vendors: Vendors) -> dict[str, str]:
    """Creates the objects of the fixture at the vendors. Returns their ids by the ids in the fixture."""
    ids: dict[str, str] = {}
    for resource in recorded().values():
        kind, inputs, outputs = resource["type"].rpartition(":")[2], resource["inputs"], resource["outputs"]
        own = {name: value for name, value in inputs.items() if name not in ("__provider", "adopt")}
        if kind == "BackupPolicy":
            made = vendors.control("POST", "/planetscale/policies", {**own, "created_at": outputs["created_at"]})
            ids[resource["id"]] = made["id"]
        elif kind.endswith("BackupSchedule"):
            place = {"project_id": own["project_id"]}
            place |= {name: own[name] for name in ("addon_id", "volume_id") if name in own}
            fields = {
                "backupType": own.get("backup_type", "snapshot"),
                "scheduling": own["scheduling"],
                "retentionTime": own["retention_time"],
                "createdAt": outputs["created_at"],
            }
            ids[outputs["schedule_id"]] = vendors.control("POST", "/northflank/schedules", place | fields)["id"]
        elif kind == "BranchBackup":
            facts = recorded()[f"{own['name']}-finished"]["outputs"]
            seen = ("state", "size", "started_at", "completed_at", "expires_at", "created_at")
            body = {name: {**facts, **outputs}[name] for name in seen}
            place = {name: own[name] for name in ("database", "branch", "name")}
            ids[resource["id"]] = vendors.control("POST", "/planetscale/backups", place | body)["id"]
        elif kind == "BranchPromotion":
            found = vendors.control("GET", f"/planetscale/branches?database={own['database']}")["branches"]
            (branch,) = (each for each in found if each["name"] == own["branch"])
            vendors.control("PATCH", f"/planetscale/branches/{branch['id']}", {"production": True})
    return ids


def test_state_of_an_earlier_version_can_be_previewed_updated_and_destroyed(
    stack: Stack, vendors: Vendors, tmp_path: Path
) -> None:
    vendors.control("POST", "/clock", {"now": RECORDED_AT})
    text = STATE.read_text("utf-8")
    for old, new in create_recorded_objects(vendors).items():
        text = text.replace(f'"{old}"', f'"{new}"')
    file = tmp_path / "state.json"
    file.write_text(text, "utf-8")
    stack.call("stack", "import", "--stack", STACK, "--file", str(file))

    world = World(2)
    world.declare(stack)
    vendors.sent()
    # A BranchBackup is a component now. Nothing but that is new.
    for ran in (stack.preview(), stack.up()):
        assert (ran.code, set(ran.ops)) == (0, {("create", "before")}), ran.text
        assert "planetscale:index:BranchBackup: (create)" in ran.text
    # The state had the address of the old server. A refresh uses it until an up has saved today's settings.
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert vendors.sent() == []

    world = World(2, retention=15)
    world.declare(stack)
    before = {each["id"] for each in vendors.policies()}
    ran = stack.up("--refresh")
    assert ran.code == 0, ran.text
    assert {op for op, _ in ran.ops} == {"update"}, ran.text
    assert {each["id"] for each in vendors.policies()} == before
    world.check(stack, vendors)

    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert nothing_is_left(stack, vendors)
    assert manual_backups(vendors) == []
    assert is_production(vendors, "billing", "staging"), "a destroyed promotion changes nothing"


def test_module_and_class_of_each_provider_are_those_of_the_earlier_version() -> None:
    kinds = {each["type"] for each in recorded().values()}
    assert kinds == {
        f"pulumi-python:dynamic/{kind}"
        for kind in (
            "planetscale:BackupPolicy",
            "planetscale:BranchBackup",
            "planetscale:FinishedBranchBackup",
            "planetscale:BranchPromotion",
            "northflank:AddonBackupSchedule",
            "northflank:VolumeBackupSchedule",
        )
    }
