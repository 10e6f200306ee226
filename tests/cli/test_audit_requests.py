"""How often the audit asks. The numbers stand in docs/audit.md."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from pulumi_backups.cli.audit.command import PROOFS
from pulumi_backups.cli.audit.inspection import inspect
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.audit.state import read_state
from pulumi_backups.proof import Tolerance

from tests.cli.audited import BEGIN, DAILY, DAY, DUMPS, HOURLY, SNAPSHOTS, WEEKLY, World

DATABASES = 100
POLICIES = {"hourly": HOURLY, "daily": DAILY, "weekly": WEEKLY}
SETTINGS = ("name", *WEEKLY)


def fleet(world: World) -> str:
    """300 policies in 100 databases, each a resource of its own, as the state of a stack."""
    described = [{**settings, "name": name, "required": False} for name, settings in POLICIES.items()]
    branches = {"main": {"production": True}, "dev": {}}
    databases = {f"db-{number:03}": {"branches": branches, "policies": described} for number in range(DATABASES)}
    world.databases(**databases)
    entries = [entry(policy) for policy in world.policies()]
    return json.dumps({"version": 3, "deployment": {"resources": entries}})


def entry(policy: dict[str, Any]) -> dict[str, Any]:
    kind = "pulumi-python:dynamic/planetscale:BackupPolicy"
    own = ("organization", "database", "required", *SETTINGS)
    return {
        "urn": f"urn:pulumi:dev::tests::{kind}::{policy['database']}-{policy['name']}",
        "type": kind,
        "id": policy["id"],
        "modified": BEGIN.isoformat(),
        "outputs": {name: policy[name] for name in own if policy[name] is not None},
    }


def test_300_policies_in_100_databases_take_500_requests(world: World) -> None:
    state = read_state(fleet(world), "The state", {name: proof.kinds for name, proof in PROOFS.items()})
    world.move(BEGIN + 10 * DAY)
    world.emulator.sent()
    report = Report.of(inspect(state, PROOFS, {}, lambda _: None), world.now, Tolerance())
    assert report.counts == {"ok": 300}
    assert Counter(world.emulator.sent()) == {
        "list_backup_policies": DATABASES,
        "list_branches": DATABASES,
        "list_backups": 3 * DATABASES,
    }


def test_one_page_of_backups_is_enough_for_each_policy_and_branch(world: World) -> None:
    world.databases(orders={"branches": {"main": {"production": True}, "eu": {"production": True}}})
    world.policy("often", database="orders", **HOURLY | {"frequency_value": 1, "retention_value": 10})
    world.move(BEGIN + 40 * DAY)
    assert len(world.backups("often")) == 240
    world.emulator.sent()
    assert set(world.audit().values()) == {"ok"}
    assert Counter(world.emulator.sent()) == {"list_backup_policies": 1, "list_branches": 1, "list_backups": 2}


def test_objective_that_reaches_back_takes_all_pages(world: World) -> None:
    world.databases("orders")
    often = HOURLY | {"frequency_value": 1, "retention_value": 10}
    world.plan("orders", policies={"often": often}, objective={"reach_days": 10})
    world.move(BEGIN + 40 * DAY)
    world.emulator.sent()
    assert set(world.audit().values()) == {"ok"}
    assert Counter(world.emulator.sent()) == {"list_backup_policies": 1, "list_branches": 1, "list_backups": 3}


def test_schedules_of_an_addon_share_its_lists(world: World) -> None:
    world.addon_plan("orders-db", schedules=[DUMPS, SNAPSHOTS])
    world.schedule("catalog", addon_id="catalog-db", **DUMPS)
    world.move(BEGIN + 40 * DAY)
    world.emulator.sent()
    assert set(world.audit().values()) == {"ok"}
    assert Counter(world.emulator.sent()) == {"listAddonBackupSchedules": 2, "listAddonBackups": 2}
