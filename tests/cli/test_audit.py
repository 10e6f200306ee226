"""Each fault is found by its verdict, and nothing else is found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.audited import (
    BEGIN,
    DAILY,
    DAY,
    DUMPS,
    HOUR,
    HOURLY,
    NEVER,
    SNAPSHOTS,
    WEEKLY,
    World,
    found_in,
    verdicts,
)

NINETY_DAYS = BEGIN + 90 * DAY + 12 * HOUR
GOLD = {"hourly": HOURLY, "daily": DAILY}


@pytest.fixture
def fleet(world: World) -> World:
    """Single policies, plans and schedules, after 90 days in which everything ran."""
    world.databases("orders", "ledger", users={"branches": {"main": {"production": True}, "eu": {"production": True}}})
    world.policy("nightly", database="orders", **DAILY)
    world.policy("weekly", database="users", **WEEKLY)
    world.plan("ledger", policies=GOLD, others="report", objective={"recovery_point_hours": 4, "reach_days": 30})
    world.addon_plan("orders-db", schedules=[DUMPS, SNAPSHOTS], objective={"recovery_point_hours": 1})
    world.schedule("catalog", addon_id="catalog-db", **DUMPS)
    world.move(NINETY_DAYS)
    return world


FINE = {
    "acme/orders/main nightly": "ok",
    "acme/users/main weekly": "ok",
    "acme/users/eu weekly": "ok",
    "acme/ledger/main hourly": "ok",
    "acme/ledger/main daily": "ok",
    "acme/ledger/main objective": "ok",
    "shop/orders-db dump/daily": "ok",
    "shop/orders-db snapshot/hourly": "ok",
    "shop/orders-db objective": "ok",
    "shop/catalog-db dump/daily": "ok",
}


def test_everything_that_ran_is_fine(fleet: World) -> None:
    assert fleet.audit() == FINE
    assert fleet.report().exit_status == 0


def test_young_promises_are_new(world: World) -> None:
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.plan("orders", policies=GOLD, objective={"recovery_point_hours": 4, "reach_days": 30})
    world.schedule("catalog", addon_id="catalog-db", **DUMPS)
    names = ["acme/orders/main nightly", "acme/orders/main hourly", "acme/orders/main daily"]
    others = ["acme/orders/main objective", "shop/catalog-db dump/daily"]
    world.move(BEGIN + 2 * HOUR)
    assert world.audit() == dict.fromkeys([*names, *others], "new")
    assert world.report().exit_status == 0
    # The first daily runs have ended by then. For the one that takes four-hourly backups, it is a day like any other.
    world.move(BEGIN + 4 * HOUR + 0.1 * HOUR)
    assert world.audit() == dict.fromkeys([*names, *others], "ok")


@pytest.mark.parametrize("state", ["failed", "canceled", "ignored"])
def test_failed_run_is_found_until_the_next_one_is_good(fleet: World, state: str) -> None:
    fleet.edit_backup(fleet.backups("weekly", "eu")[0], state=state)
    assert fleet.audit() == FINE | {"acme/users/eu weekly": "failed"}
    report = fleet.report()
    assert report.exit_status == 1
    assert f"({state}, 3.4 days ago)" in found_in(report, "acme/users/eu weekly").problems[0].reason
    fleet.move(NINETY_DAYS + 7 * DAY)
    assert fleet.audit() == FINE


def test_failed_runs_of_all_policies_of_a_plan_are_found_for_each(fleet: World) -> None:
    fleet.emulator.switch(planetscale__backup_outcome="failed")
    fleet.move(NINETY_DAYS + DAY)
    ran = {"acme/orders/main nightly", "acme/ledger/main hourly", "acme/ledger/main daily"}
    assert fleet.audit() == FINE | dict.fromkeys(ran, "failed") | {"acme/ledger/main objective": "late"}


@pytest.mark.parametrize("status", ["failed", "aborted"])
def test_failed_run_at_northflank_is_found_for_its_backup_type(fleet: World, status: str) -> None:
    fleet.emulator.switch(northflank__backup_outcome=status)
    fleet.move(NINETY_DAYS + 0.1 * HOUR)
    fleet.emulator.switch(northflank__backup_outcome="completed")
    assert fleet.audit() == FINE
    fleet.emulator.switch(northflank__backup_outcome=status)
    fleet.move(NINETY_DAYS + 1.1 * HOUR)
    assert fleet.audit() == FINE | {"shop/orders-db snapshot/hourly": "failed"}


def test_policy_that_is_deleted_is_missing(fleet: World) -> None:
    fleet.delete("nightly")
    fleet.delete("daily")
    rest = {what: verdict for what, verdict in FINE.items() if what.split()[1] not in ("nightly", "daily")}
    gone = {"acme/orders nightly": "missing", "acme/ledger daily": "missing"}
    # Only the daily policy of the plan reaches back so far.
    assert fleet.audit() == rest | gone | {"acme/ledger/main objective": "missing"}


def test_schedule_that_is_deleted_is_missing(fleet: World) -> None:
    (schedule,) = fleet.schedules(addon_id="catalog-db")
    fleet.emulator.call("DELETE", f"/northflank/schedules/{schedule['id']}")
    assert fleet.audit() == FINE | {"shop/catalog-db dump/daily": "missing"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"retention_value": 3}, "PlanetScale keeps a backup for 3 days, and 30 days are declared."),
        (
            {"frequency_value": 2},
            "PlanetScale takes a backup every 48 h at the latest, and every 24 h is declared.",
        ),
        (
            {"target": "development"},
            "At PlanetScale it backs up development branches, and production ones are declared.",
        ),
    ],
)
def test_weaker_settings_are_found_at_once(fleet: World, changes: dict[str, Any], reason: str) -> None:
    fleet.edit("nightly", **changes)
    report = fleet.report()
    finding = next(each for each in report.findings if each.subject.name == "nightly")
    assert (finding.verdict, finding.problems[0].reason) == ("missing", reason)
    assert [each.subject.name for each in report.findings if each.verdict != "ok"] == ["nightly"]


def test_settings_that_promise_as_much_are_no_broken_promise(fleet: World) -> None:
    fleet.edit("nightly", retention_value=60, schedule_time="05:00")
    assert fleet.audit() == FINE


def test_weaker_schedule_is_found_at_once(fleet: World) -> None:
    (schedule,) = fleet.schedules(addon_id="catalog-db")
    fleet.emulator.call("PATCH", f"/northflank/schedules/{schedule['id']}", {"retentionTime": 2})
    assert fleet.audit() == FINE | {"shop/catalog-db dump/daily": "missing"}


def test_policy_that_does_not_run_is_late_and_then_missing(fleet: World) -> None:
    for policy in fleet.policies(name="nightly"):
        fleet.emulator.call("PATCH", f"/planetscale/policies/{policy['id']}", NEVER)
    what = "acme/orders/main nightly"
    for days, verdict in ((0, "ok"), (1, "late"), (29, "late"), (31, "missing")):
        fleet.move(NINETY_DAYS + days * DAY)
        assert fleet.audit() == FINE | {what: verdict}, days


@pytest.mark.parametrize(
    ("positions", "verdict", "reason"),
    [
        ((0,), "late", "The newest backup is 33 h old."),
        ((10,), "missing", "There is no backup between 2026-03-21 03:00 UTC and 2026-03-23 03:00 UTC"),
        ((28, 29), "missing", "28 backups are there, and at least 29 must be by now."),
    ],
)
def test_backups_that_are_deleted_are_found(
    fleet: World, positions: tuple[int, ...], verdict: str, reason: str
) -> None:
    backups = fleet.backups("nightly")
    assert len(backups) == 30
    for position in positions:
        fleet.delete_backup(backups[position])
    assert fleet.audit() == FINE | {"acme/orders/main nightly": verdict}
    assert reason in found_in(fleet.report(), "acme/orders/main nightly").problems[0].reason


# --- what cannot be looked at ---------------------------------------------------------------------------------

OF_ORDERS = {"acme/orders/main nightly"}
OF_LEDGER = {"acme/ledger/main hourly", "acme/ledger/main daily", "acme/ledger/main objective"}
OF_ADDON = {"shop/orders-db dump/daily", "shop/orders-db snapshot/hourly", "shop/orders-db objective"}


def names(place: str, *whats: str) -> set[str]:
    return {f"{place} {what}" for what in whats}


@pytest.mark.parametrize(
    ("operation", "path", "status", "unseen", "unknown"),
    [
        *(
            ("list_backup_policies", "/orders/", status, OF_ORDERS, {"acme/orders nightly"})
            for status in (401, 403, 404, 500)
        ),
        ("list_branches", "/orders/", 403, OF_ORDERS, {"acme/orders nightly"}),
        ("list_backups", "/orders/", 403, OF_ORDERS, OF_ORDERS),
        ("list_backups", "/eu/", 403, set(), {"acme/users/eu weekly"}),
        (
            "list_backups",
            "/ledger/",
            403,
            OF_LEDGER,
            names("acme/ledger/main", "hourly", "daily") | {"acme/ledger objective"},
        ),
        ("list_branches", "/ledger/", 403, OF_LEDGER, names("acme/ledger", "hourly", "daily", "objective")),
        ("listAddonBackups", "/orders-db/", 404, OF_ADDON, OF_ADDON),
        ("listAddonBackupSchedules", "/orders-db/", 403, OF_ADDON, OF_ADDON),
    ],
)
def test_what_the_vendor_refuses_is_unknown(
    fleet: World, operation: str, path: str, status: int, unseen: set[str], unknown: set[str]
) -> None:
    fleet.emulator.fail("status", status=status, operation=operation, path_contains=path)
    rest = {what: verdict for what, verdict in FINE.items() if what not in unseen}
    report = fleet.report()
    assert verdicts(report) == rest | dict.fromkeys(unknown, "unknown")
    assert report.exit_status == 2
    for finding in report.findings:
        if finding.verdict == "unknown" and finding.subject.kind != "objective":
            assert f"it answered {status}" in finding.problems[0].reason


@pytest.mark.parametrize("kind", ["html", "broken_json", "refuse", "cut_after", "redirect", "empty_list"])
@pytest.mark.parametrize("operation", ["list_backup_policies", "list_branches"])
def test_response_that_makes_no_sense_is_unknown(fleet: World, kind: str, operation: str) -> None:
    fleet.emulator.fail(kind, operation=operation, path_contains="/orders/")
    rest = {what: verdict for what, verdict in FINE.items() if what not in OF_ORDERS}
    assert fleet.audit() == rest | {"acme/orders nightly": "unknown"}


def test_one_answer_of_a_database_serves_all_its_policies(fleet: World) -> None:
    fleet.emulator.fail("status", status=403, operation="list_backup_policies", path_contains="/ledger/")
    fleet.emulator.sent()
    fleet.report()
    assert fleet.emulator.sent().count("list_backup_policies") == 3


def test_only_the_fields_that_it_needs_must_match_the_contract(fleet: World) -> None:
    fleet.edit_backup(fleet.backups("nightly")[3], uncompressed_size="large")
    assert fleet.audit() == FINE
    fleet.edit_backup(fleet.backups("nightly")[3], expires_at="never")
    assert fleet.audit() == FINE | {"acme/orders/main nightly": "unknown"}


@pytest.mark.parametrize(
    "changes",
    [{"retention_unit": "eon"}, {"retention_value": 10**12}, {"frequency_value": 0}, {"schedule_time": "25:00"}],
)
def test_settings_that_make_no_sense_are_unknown(fleet: World, changes: dict[str, Any]) -> None:
    fleet.edit("nightly", **changes)
    rest = {what: verdict for what, verdict in FINE.items() if what not in OF_ORDERS}
    assert fleet.audit() == rest | {"acme/orders nightly": "unknown"}


def test_scheduling_that_makes_no_sense_is_unknown(fleet: World) -> None:
    (schedule,) = fleet.schedules(addon_id="catalog-db")
    for changes in ({"scheduling": {"interval": "daily", "minute": [0], "hour": []}}, {"retentionTime": 10**9}):
        fleet.emulator.call("PATCH", f"/northflank/schedules/{schedule['id']}", changes)
        assert fleet.audit() == FINE | {"shop/catalog-db dump/daily": "unknown"}


def test_status_and_type_that_northflank_does_not_explain_are_unknown(fleet: World) -> None:
    newest = fleet.backups_of_addon("catalog-db")[0]["id"]
    for changes in ({"config": {"size": "1"}}, {"status": "perhaps"}):
        fleet.emulator.call("PATCH", f"/northflank/backups/{newest}", changes)
        assert fleet.audit() == FINE | {"shop/catalog-db dump/daily": "unknown"}


def test_import_proves_nothing(fleet: World) -> None:
    newest = fleet.backups_of_addon("catalog-db")[0]["id"]
    imported = {"config": {"size": "1", "source": {"type": "fileUpload"}}}
    fleet.emulator.call("PATCH", f"/northflank/backups/{newest}", imported)
    assert fleet.audit() == FINE | {"shop/catalog-db dump/daily": "late"}
