"""The demonstration stack, as `make up` runs it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.engine.stack import STACK, Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

ROOT = Path(__file__).parents[2]
FILES = ("__main__.py", "Pulumi.yaml", f"Pulumi.{STACK}.yaml")


@pytest.fixture
def demonstration(tmp_path: Path, vendors: Vendors) -> Stack:
    stack = Stack(tmp_path)
    for folder in (stack.project, stack.runs, tmp_path / "home", tmp_path / "state"):
        folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(ROOT / name, stack.project)
    (stack.project / ".venv").symlink_to(sys.prefix)
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = "demonstration"
    stack.call("stack", "init", STACK)
    # The demonstration's own credentials, on the port of this test.
    stack.configure(
        {
            "planetscale:serverUrl": f"{vendors.url}/planetscale/v1",
            "northflank:baseUrl": f"{vendors.url}/northflank",
        }
    )
    return stack


@at_full_size
def test_demonstration_covers_everything_and_a_database_of_next_week(demonstration: Stack, vendors: Vendors) -> None:
    assert demonstration.up().code == 0
    outputs = demonstration.outputs()
    assert outputs["databases"]["storefront"] == "at most 4 h between two backups, 365 days back, 47 backups kept"
    assert outputs["databases"]["sessions"] == "at most 24 h between two backups, 3 days back, 3 backups kept"
    assert outputs["addons"]["orders-db"] == "at most 1 h between two backups, 90 days back, 115 backups kept"
    assert "bytes" in outputs["billing_backed_up_before_promotion"]
    assert outputs["billing_staging_is_production"] is True
    assert outputs["user"]
    assert outputs["regions"]
    assert demonstration.preview("--expect-no-changes").code == 0
    assert len(vendors.policies()) == 11
    assert len(vendors.schedules()) == 9

    databases = {"ledger": {"kind": "postgresql", "region": "us-east"}}
    vendors.control("POST", "/seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    ran = demonstration.up()
    assert ran.ops == [("create", "ledger")], ran.text
    assert len(vendors.policies()) == 13

    # A token that sees less must not cost a policy.
    vendors.fault("empty_list", operation="list_databases")
    ran = demonstration.up()
    assert ran.code != 0
    assert len(vendors.policies()) == 13
    vendors.heal()

    demonstration.call("state", "unprotect", "--all", "--yes", "--stack", STACK)
    assert demonstration.destroy().code == 0
    assert vendors.policies() == vendors.schedules() == []


def test_preview_needs_no_vendor_if_the_config_names_what_there_is(demonstration: Stack, vendors: Vendors) -> None:
    demonstration.configure(
        {
            "backups-as-code:databases": ["storefront"],
            "backups-as-code:addons": {"orders-db": "shop/postgresql"},
            "backups-as-code:volumes": {"uploads": "shop"},
            "backups-as-code:account": None,
        }
    )
    vendors.stop()
    ran = demonstration.preview()
    assert ran.code == 0, ran.text
    assert {("create", "storefront"), ("create", "orders-db"), ("create", "uploads-daily")} < set(ran.ops)


@at_full_size
def test_wrong_stack_config_is_one_error_line(demonstration: Stack) -> None:
    right = demonstration.config()
    for name, wrong, words in (
        ("tiers", {"storefront": "platinum"}, "the tiers are gold, silver, bronze"),
        ("databases", {"storefront": "gold"}, "backups-as-code:databases in the stack's config must be a list of"),
        ("volumes", ["uploads"], "must map names to projects"),
    ):
        demonstration.configure({**right, f"backups-as-code:{name}": wrong})
        ran = demonstration.preview()
        assert ran.code != 0
        assert words in ran.text
        assert "Traceback" not in ran.text
        demonstration.configure({f"backups-as-code:{name}": right.get(f"backups-as-code:{name}")})
