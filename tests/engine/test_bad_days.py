"""Servers that are down, slow or broken: each error is one line, and the next `up` succeeds."""

from __future__ import annotations

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

MAKING_A_POLICY = "PlanetScale: could not create backup policy 'nightly' of acme/storefront: "
LISTING_POLICIES = "PlanetScale: could not list the backup policies of acme/storefront: "
MAKING_A_SCHEDULE = "Northflank: could not create the backup schedule shop/orders-db/dump/daily: "
LISTING_SCHEDULES = "Northflank: could not list the backup schedules of shop/orders-db: "
# Seconds. The first retry comes within half a second.
PATIENCE = {"planetscale:retrySeconds": "0.6", "northflank:retrySeconds": "0.6"}


@at_full_size
def test_each_error_is_one_line_and_the_next_up_succeeds(stack: Stack, vendors: Vendors) -> None:
    stack.configure(PATIENCE)
    stack.declare(policy(), schedule())

    def fails(policy_says: str, schedule_says: str) -> None:
        ran = stack.up("--continue-on-error")
        assert ran.code != 0
        said = {message.name: message.text for message in ran.errors}
        assert set(said) == {"nightly", "orders"}, ran.text
        assert said["nightly"].startswith(policy_says)
        assert said["orders"].startswith(schedule_says)
        assert all("\n" not in text for text in said.values())
        assert "Traceback" not in ran.text

    vendors.stop()
    fails(LISTING_POLICIES + "no connection", LISTING_SCHEDULES + "no connection")
    vendors.start()

    vendors.fault("html")
    not_json = "it answered 200, but not with JSON (text/html)"
    fails(LISTING_POLICIES + not_json, LISTING_SCHEDULES + not_json)
    vendors.heal()

    vendors.fault("status", status=500, method="POST")
    broken = "it answered 500 Internal Server Error"
    fails(MAKING_A_POLICY + broken, MAKING_A_SCHEDULE + broken)
    vendors.heal()

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)


def test_temporary_errors_and_lost_responses_go_unnoticed(stack: Stack, vendors: Vendors) -> None:
    for vendor in ("planetscale", "northflank"):
        vendors.fault("cut_after", vendor=vendor, method="POST", times=1)
        vendors.fault("slow", vendor=vendor, method="GET", seconds=0.2, times=1)
        vendors.fault("status", vendor=vendor, method="GET", status=503, times=1)
    stack.declare(policy(), schedule())
    ran = stack.up()
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)


def test_failed_refresh_removes_nothing_from_the_state(stack: Stack, vendors: Vendors) -> None:
    stack.configure(PATIENCE)
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    state = stack.resources()
    vendors.fault("status", status=401, body={"code": "unauthorized", "message": "no"})
    ran = stack.refresh()
    assert ran.code != 0
    assert "Traceback" not in ran.text
    assert "it answered 401 Unauthorized" in ran.text
    for name in ("nightly", "orders"):
        for part in ("id", "inputs", "outputs"):
            assert stack.resources()[name][part] == state[name][part]


@at_full_size
def test_refused_northflank_update_restores_the_old_schedule(stack: Stack, vendors: Vendors) -> None:
    stack.declare(schedule())
    assert stack.up().code == 0
    vendors.fault("status", method="POST", vendor="northflank", status=400, times=1)
    stack.declare(schedule(retention_time=31))
    ran = stack.up()
    assert ran.code != 0
    assert ran.error.startswith("Northflank: could not update the backup schedule shop/orders-db/dump/daily: ")
    assert "The old schedule is restored. Run pulumi up again" in ran.error
    assert vendors.schedule()["retentionTime"] == 30

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.schedule()["retentionTime"] == 31
