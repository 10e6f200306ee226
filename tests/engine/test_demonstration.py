"""The demonstration stack, as `make up` runs it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.engine.stack import STACK, Stack
from tests.engine.vendors import Vendors

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


def test_demonstration_creates_exports_and_destroys_everything(demonstration: Stack, vendors: Vendors) -> None:
    assert demonstration.up().code == 0
    outputs = demonstration.outputs()
    assert outputs["policies"]["storefront"]["daily"] == "every 1 day, from 03:00, kept for 14 days"
    assert set(outputs["next_runs"]["storefront"]) > {
        f"storefront-{name}" for name in outputs["policies"]["storefront"]
    }
    assert outputs["schedules"]["orders-db"]["hourly"] == "snapshot, kept for 3 days"
    assert "bytes" in outputs["billing_backed_up_before_promotion"]
    assert outputs["billing_staging_is_production"] is True
    assert outputs["user"]
    assert outputs["regions"]
    assert demonstration.preview("--expect-no-changes").code == 0
    assert len(vendors.policies()) == 11
    assert len(vendors.schedules()) == 9
    assert demonstration.destroy().code == 0
    assert vendors.policies() == vendors.schedules() == []


def test_wrong_stack_config_is_one_error_line(demonstration: Stack) -> None:
    right = demonstration.config()
    for name, wrong, words in (
        ("databases", {"storefront": "platinum"}, "the tiers are gold, silver, bronze"),
        ("databases", None, "backups-as-code:databases in the stack's config must name one or more"),
        ("volumes", ["uploads"], "must name one or more, each with its project"),
        ("addons", {"orders-db": "gold"}, "Add-on orders-db in the stack's config needs a project"),
    ):
        demonstration.configure({**right, f"backups-as-code:{name}": wrong})
        ran = demonstration.preview()
        assert ran.code != 0
        assert words in ran.text
        assert "Traceback" not in ran.text
