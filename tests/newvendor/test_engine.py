"""Newvendor on the real engine, from a copy of the product in which only the list of vendors is edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.stack import STACK, Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size
from tests.newvendor.product import copy_with_newvendor

KEY = "demo-newvendor-key-0000"


@pytest.fixture
def newvendor(stack: Stack, vendors: Vendors, tmp_path: Path) -> Stack:
    """A stack whose processes import the copy."""
    stack.environment["PYTHONPATH"] = str(copy_with_newvendor(tmp_path / "product"))
    stack.configure({"newvendor:baseUrl": f"{vendors.url}/newvendor"})
    stack.call("config", "set", "--secret", "newvendor:apiKey", KEY, "--stack", STACK)
    return stack


def declare(stack: Stack, hour: int) -> None:
    stack.declare(
        "from pulumi_backups import newvendor",
        "nightly = newvendor.BackupSchedule("
        f"'nightly', cluster='main', window={{'days': [3, 0], 'hour': {hour}}}, retention_days=14)",
        "pulumi.export('hour', nightly.window.hour)",
    )


@at_full_size
def test_schedule_is_created_updated_refreshed_and_destroyed(newvendor: Stack, vendors: Vendors) -> None:
    declare(newvendor, hour=2)
    ran = newvendor.up()
    assert (ran.code, ran.ops) == (0, [("create", "nightly")]), ran.text
    assert newvendor.resources()["nightly"]["id"] == "main/nightly"
    assert newvendor.outputs() == {"hour": 2}

    declare(newvendor, hour=4)
    ran = newvendor.up()
    assert ran.ops == [("update", "nightly")], ran.text
    assert ran.step("nightly").changed == {"window.hour": (2, 4)}

    ran = newvendor.refresh("--expect-no-changes")
    assert ran.code == 0, ran.text
    vendors.control("PATCH", "/newvendor/schedules/nightly", {"retention_days": 3})
    ran = newvendor.up("--refresh")
    assert ran.code == 0, ran.text
    (found,) = vendors.control("GET", "/newvendor/schedules")["schedules"]
    assert found["retention_days"] == 14

    ran = newvendor.destroy()
    assert ran.ops == [("delete", "nightly")], ran.text
    assert vendors.control("GET", "/newvendor/schedules")["schedules"] == []
    assert newvendor.files_with(KEY) == []
