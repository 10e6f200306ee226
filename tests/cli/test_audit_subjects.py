"""What is audited: each policy on each branch, plans and their objectives, schedules, and what nobody declares."""

from __future__ import annotations

import pytest
from pulumi_backups.proof import Tolerance

from tests.cli.audited import BEGIN, DAILY, DAY, DUMPS, HOUR, HOURLY, NEVER, WEEKLY, World

GOLD = {"hourly": HOURLY, "daily": DAILY}
BY_HAND = DAILY | {"name": "by-hand", "required": False}


# --- branches -------------------------------------------------------------------------------------------------


def test_policy_is_held_against_each_branch_that_it_backs_up(world: World) -> None:
    world.databases(
        orders={"branches": {"main": {"production": True}, "dev": {}, "test": {}}},
        ledger={"branches": {"dev": {}}},
    )
    development = DAILY | {"target": "development"}
    world.policy("nightly", database="orders", **DAILY)
    world.policy("dev", database="orders", **development)
    world.policy("books", database="ledger", **DAILY)
    world.policy("books-dev", database="ledger", **development)
    world.move(BEGIN + 40 * DAY)
    assert world.audit() == {
        "acme/orders/main nightly": "ok",
        "acme/orders/dev dev": "ok",
        "acme/orders/test dev": "ok",
        # Nobody would notice otherwise that it protects nothing.
        "acme/ledger books": "missing",
        "acme/ledger/dev books-dev": "ok",
    }


def test_policy_for_development_branches_without_any_is_fine(world: World) -> None:
    world.databases("orders")
    world.policy("dev", database="orders", **DAILY | {"target": "development"})
    world.move(BEGIN + 40 * DAY)
    assert world.audit() == {"acme/orders dev": "ok"}


def test_promise_about_a_branch_begins_with_the_branch(world: World) -> None:
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.move(BEGIN + 40 * DAY)
    branch = {"database": "orders", "name": "eu", "production": True}
    world.emulator.call("POST", "/planetscale/branches", branch)
    assert world.audit() == {"acme/orders/main nightly": "ok", "acme/orders/eu nightly": "new"}
    world.move(BEGIN + 45 * DAY)
    assert world.audit() == {"acme/orders/main nightly": "ok", "acme/orders/eu nightly": "ok"}


# --- plans ----------------------------------------------------------------------------------------------------


def test_what_exists_besides_a_plan_is_extra_if_the_plan_wants_to_know_it(world: World) -> None:
    world.databases("orders", "ledger", "users")
    world.policy("own", database="orders", **DAILY)
    world.plan("orders", policies=GOLD, others="report")
    world.plan("ledger", policies=GOLD, others="delete")
    world.plan("users", policies=GOLD)
    world.addon_plan("orders-db", schedules=[DUMPS], others="report")
    for database in ("orders", "ledger", "users"):
        world.add_policy(database=database, **BY_HAND)
    world.add_schedule("orders-db")
    assert {what: verdict for what, verdict in world.audit().items() if verdict != "new"} == {
        "acme/orders by-hand": "extra",
        "acme/ledger by-hand": "extra",
        "shop/orders-db snapshot/daily": "extra",
    }
    assert world.report().exit_status == 1


def test_refreshed_plan_still_says_what_is_extra(world: World) -> None:
    world.databases("ledger")
    world.plan("ledger", policies=GOLD, others="delete")
    world.add_policy(database="ledger", **BY_HAND)
    assert "by-hand" in world.refresh("ledger")["policies"]
    assert world.audit() == {
        "acme/ledger/main hourly": "new",
        "acme/ledger/main daily": "new",
        "acme/ledger by-hand": "extra",
    }


def test_policy_that_a_refresh_found_renamed_is_unknown(world: World) -> None:
    world.databases("ledger")
    world.plan("ledger", policies=GOLD)
    world.edit("daily", name="nightly")
    assert "daily" not in world.refresh("ledger")["policies"]
    assert world.audit() == {"acme/ledger/main hourly": "new", "acme/ledger daily": "unknown"}


def test_objective_is_late_when_all_policies_together_are(world: World) -> None:
    world.databases("orders")
    world.plan("orders", policies=GOLD, objective={"recovery_point_hours": 4})
    world.move(BEGIN + 40 * DAY)
    for policy in world.policies(name="hourly"):
        world.emulator.call("PATCH", f"/planetscale/policies/{policy['id']}", NEVER)
    at_night = BEGIN + 41 * DAY + 4 * HOUR
    world.move(at_night)
    late = {"acme/orders/main hourly": "late", "acme/orders/main daily": "ok", "acme/orders/main objective": "ok"}
    assert world.audit() == late
    world.move(at_night + 5 * HOUR)
    assert world.audit() == late | {"acme/orders/main objective": "late"}


def test_objective_of_a_plan_for_development_branches_is_about_these(world: World) -> None:
    world.databases(orders={"branches": {"main": {"production": True}, "dev": {}}})
    policies = {"dev": DAILY | {"target": "development"}}
    world.plan("orders", policies=policies, objective={"recovery_point_hours": 24, "reach_days": 30})
    world.move(BEGIN + 40 * DAY)
    assert world.audit() == {"acme/orders/dev dev": "ok", "acme/orders/dev objective": "ok"}


def test_reach_is_held_against_the_oldest_backup_of_many(world: World) -> None:
    often = HOURLY | {"frequency_value": 1, "retention_value": 10}
    world.databases("orders")
    world.plan("orders", policies={"hourly": often}, objective={"reach_days": 10})
    world.move(BEGIN + 40 * DAY)
    assert world.audit() == {"acme/orders/main hourly": "ok", "acme/orders/main objective": "ok"}
    for backup in world.backups("hourly")[200:]:
        world.delete_backup(backup)
    assert world.audit() == {"acme/orders/main hourly": "missing", "acme/orders/main objective": "missing"}


# --- settings that change -------------------------------------------------------------------------------------


def test_promise_begins_anew_when_its_settings_change(world: World) -> None:
    world.databases("orders")
    world.policy("nightly", database="orders", **WEEKLY)
    world.move(BEGIN + 39 * DAY + 12 * HOUR)
    world.policy("nightly", database="orders", **DAILY)
    # The newest backup is days old, which was right until now.
    assert world.audit() == {"acme/orders/main nightly": "new"}
    world.move(BEGIN + 50 * DAY)
    assert world.audit() == {"acme/orders/main nightly": "ok"}


def test_schedule_begins_anew_with_each_update(world: World) -> None:
    world.schedule("catalog", addon_id="catalog-db", **DUMPS)
    world.move(BEGIN + 40 * DAY)
    world.schedule("catalog", addon_id="catalog-db", **DUMPS | {"retention_time": 60})
    assert world.audit() == {"shop/catalog-db dump/daily": "new"}
    world.move(BEGIN + 41 * DAY + HOUR)
    assert world.audit() == {"shop/catalog-db dump/daily": "ok"}


# --- what Northflank does not tell ----------------------------------------------------------------------------


def test_schedule_that_stops_is_found_when_the_backups_of_the_others_do_not_reach_so_far(world: World) -> None:
    hourly = DUMPS | {"scheduling": {"interval": "hourly", "minute": 30}, "retention_time": 2}
    world.addon_plan("orders-db", schedules=[DUMPS, hourly])
    fine = {"shop/orders-db dump/daily": "ok", "shop/orders-db dump/hourly": "ok"}
    stopped = BEGIN + 40 * DAY
    # Until then, any of the hourly dumps may be the daily one.
    for days, verdict in ((0, "ok"), (1, "ok"), (2, "missing")):
        world.move(stopped + days * DAY + 12 * HOUR)
        for backup in world.backups_of_addon("orders-db"):
            if backup["createdAt"] > stopped.isoformat() and backup["createdAt"].endswith("T03:00:00.000Z"):
                world.emulator.call("DELETE", f"/northflank/backups/{backup['id']}")
        assert world.audit() == fine | {"shop/orders-db dump/daily": verdict}, days


def test_volume_is_audited(world: World) -> None:
    world.emulator.call("POST", "/seed", {"northflank": {"projects": {"shop": {"volumes": {"media": {}}}}}})
    world.volume("media", scheduling=DUMPS["scheduling"], retention_time=14)
    world.move(BEGIN + 40 * DAY)
    assert world.audit() == {"shop/media snapshot/daily": "ok"}
    world.emulator.switch(northflank__backup_outcome="failed")
    world.move(BEGIN + 41 * DAY + 4 * HOUR)
    assert world.audit() == {"shop/media snapshot/daily": "failed"}


def test_manual_backup_does_not_prove_a_policy(world: World) -> None:
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.move(BEGIN + 40 * DAY)
    for backup in world.backups("nightly")[:2]:
        world.delete_backup(backup)
    world.emulator.call("POST", "/planetscale/backups", {"database": "orders", "branch": "main"})
    assert world.audit() == {"acme/orders/main nightly": "late"}


# --- what nobody declares -------------------------------------------------------------------------------------


def test_organization_and_project_widen_the_audit_to_what_nobody_declares(world: World) -> None:
    world.databases("orders", "ledger", owned={"policies": [BY_HAND]})
    world.policy("nightly", database="orders", **DAILY)
    world.schedule("catalog", addon_id="catalog-db", **DUMPS)
    world.add_schedule("reports-db")
    declared = {"acme/orders/main nightly": "new", "shop/catalog-db dump/daily": "new"}
    assert world.audit() == declared
    databases = {f"acme/{name} no policy" for name in ("ledger", "storefront", "billing", "analytics", "sessions")}
    addons = {f"shop/{name} no schedule" for name in ("orders-db", "cart-cache")}
    found = world.audit(planetscale=["acme"], northflank=["shop"])
    assert found == declared | dict.fromkeys(databases | addons, "missing")


@pytest.mark.parametrize(
    ("operation", "path", "what"),
    [
        ("list_databases", "/acme/", "acme undeclared"),
        ("list_backup_policies", "/ledger/", "acme/ledger no policy"),
        ("listAddons", "/shop/", "shop undeclared"),
        ("listAddonBackupSchedules", "/cart-cache/", "shop/cart-cache no schedule"),
    ],
)
def test_what_nobody_declares_and_nobody_can_see_is_unknown(world: World, operation: str, path: str, what: str) -> None:
    world.databases("orders", "ledger")
    world.policy("nightly", database="orders", **DAILY)
    world.emulator.fail("status", status=403, operation=operation, path_contains=path)
    assert world.audit(planetscale=["acme"], northflank=["shop"])[what] == "unknown"


def test_tolerance_is_given_by_the_person(world: World) -> None:
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.move(BEGIN + 40 * DAY + 12 * HOUR)
    world.delete_backup(world.backups("nightly")[0])
    assert world.report().exit_status == 1
    assert world.report(Tolerance(share=1.0)).exit_status == 0
