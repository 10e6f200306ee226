"""What a drill says under each choice of a switch."""

from __future__ import annotations

from typing import Any

from pulumi_backups.bridge import Settings
from pulumi_backups.drills import Report, Request, Result, run
from pulumi_backups.northflank import drill as northflank
from pulumi_backups.planetscale import drill as planetscale

from tests.safety.scenarios import World, under

BRANCH = {"branch": "main", "cluster_size": "PS_10", "region": None, "keyspace_size": ()}
ORIGINALS: dict[str, tuple[Any, dict[str, Any], dict[str, str]]] = {
    "planetscale": (
        planetscale.DRILL,
        {"organization": "acme", "database": "storefront", **BRANCH},
        {"database": "storefront"},
    ),
    "northflank": (
        northflank.DRILL,
        {"team": None, "project": "shop", "addon": "orders-db"},
        {"project_id": "shop", "addon_id": "orders-db"},
    ),
}


def drilled(world: World, vendor: str) -> Report:
    """Takes a backup by hand, and drills it. No copy is ever left."""
    drill, given, place = ORIGINALS[vendor]
    world.emulator.call("POST", f"/{vendor}/backups", place)
    world.clock.sleep(60)
    original = drill.original(Settings.of(drill.account, world.run().get), given)
    report = Report(vendor, drill.account.title, original.place, original.where, world.clock.now(), "me", {})
    run(original, Request(), report, lambda: True, lambda _line: None)
    if report.copy is not None:
        assert not original.delete(report.copy)
    return report


@under("planetscale.restore_seconds", 0, 1200)
@under("northflank.fork_seconds", 0, 1200)
def restore_is_waited_for(world: World, choice: int) -> None:
    for vendor in ORIGINALS:
        report = drilled(world, vendor)
        assert report.result is Result.PROVEN
        assert report.restored_in is not None
    assert any(drilled(world, vendor).restored_in.total_seconds() >= choice for vendor in ORIGINALS)  # type: ignore[union-attr]


@under("planetscale.restore_outcome", "ready", "pending", "vanishes")
def restore_of_a_branch_that_does_not_end_well_is_no_proof(world: World, choice: str) -> None:
    assert (drilled(world, "planetscale").result is Result.PROVEN) is (choice == "ready")


@under("planetscale.restored_schema", "whole", "missing_table", "empty")
def branch_without_all_tables_is_no_proof(world: World, choice: str) -> None:
    assert (drilled(world, "planetscale").result is Result.PROVEN) is (choice == "whole")


@under("planetscale.restore_branches_limit", 0, 1)
def branch_that_may_not_be_restored_is_not_tried(world: World, choice: int) -> None:
    assert drilled(world, "planetscale").result is (Result.PROVEN if choice else Result.NOT_TRIED)


@under("northflank.fork_outcome", "running", "failed", "error", "errorAllocating", "never")
def fork_that_does_not_run_is_no_proof(world: World, choice: str) -> None:
    assert (drilled(world, "northflank").result is Result.PROVEN) is (choice == "running")


@under("northflank.fork_runs_early", True, False)
def fork_counts_when_its_data_is_there(world: World, _choice: bool) -> None:
    world.emulator.switch(northflank__fork_seconds=60)
    report = drilled(world, "northflank")
    assert report.restored_in is not None
    assert report.restored_in.total_seconds() >= 60


@under("northflank.deletion_seconds", 0, 60)
def fork_that_takes_time_to_go_is_waited_for(world: World, _choice: int) -> None:
    assert drilled(world, "northflank").result is Result.PROVEN
