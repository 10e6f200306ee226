"""Pulumi's host serves as many calls at once as `--parallel` asks for."""

from __future__ import annotations

from tests.engine.programs import policy
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors, wait_until

# More than the host's own four.
COUNT = 16
AT_ONCE = ("--parallel", str(COUNT))


def test_refresh_lists_all_databases_at_once(stack: Stack, vendors: Vendors) -> None:
    databases = [f"db-{number:02}" for number in range(COUNT)]
    seed = {"organizations": {"acme": {"databases": {name: {"kind": "mysql"} for name in databases}}}}
    vendors.control("POST", "/seed", {"planetscale": seed})
    stack.declare(*(policy(f"in-{name}", database=name) for name in databases))
    ran = stack.up(*AT_ONCE)
    assert ran.code == 0, ran.text

    vendors.fault("slow", method="GET", seconds=3600, times=COUNT)
    refresh = stack.start("refresh", "--yes", "--skip-preview", *AT_ONCE)
    wait_until(lambda: vendors.struck() == COUNT, "a request for each list")
    vendors.heal()
    vendors.release()
    ran = refresh.wait()
    assert (ran.code, ran.ops) == (0, []), ran.text
