"""What the audit says of restore drills, from their history."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pulumi_backups.cli.commands import pulumi_backups
from pulumi_backups.cli.drill.as_json import append_to
from pulumi_backups.drills import Outcome, Report

from tests.cli.audited import BEGIN, DAILY, DAY, DUMPS, World
from tests.cli.conftest import Ran

Audit = Callable[..., Ran]
NOW = BEGIN + 40 * DAY


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return tmp_path / "drills.jsonl"


@pytest.fixture
def audit(world: World, history: Path) -> Audit:
    """Audits a stack of two policies with the history."""
    world.databases("orders", "billing")
    for name in ("orders", "billing"):
        world.policy(f"{name}-nightly", database=name, **DAILY)
    world.move(NOW)
    return lambda *arguments: audited(world, "--history", str(history), *arguments)


def audited(world: World, *arguments: str) -> Ran:
    done = CliRunner().invoke(
        pulumi_backups, ["audit", "-", "--at", NOW.isoformat(), *arguments], input=json.dumps(world.export())
    )
    return Ran(done.exit_code, done.stdout, done.stderr)


def drills_of(ran: Ran) -> dict[str, Any]:
    return {each["place"]: each for each in json.loads(ran.out)["findings"] if each["kind"] == "drill"}


def drill(
    history: Path, place: str, at: datetime, *, proven: bool = True, vendor: str = "planetscale", branch: str = "main"
) -> None:
    report = Report(vendor, "Vendor", place, f"{place}/{branch}", at, "ada@host", {}, tried=True)
    if proven:
        report.restored_in = timedelta(minutes=4)
        report.add("restore", Outcome.PASSED, "It was ready.")
    else:
        report.add("restore", Outcome.FAILED, "It was never ready.")
    append_to(history, report)


def test_a_place_was_last_restored(audit: Audit, history: Path) -> None:
    drill(history, "acme/orders", NOW - 12 * DAY)
    drill(history, "acme/orders", NOW - 50 * DAY)
    found = drills_of(audit("--format", "json", "--max-drill-age", "30d"))["acme/orders"]
    assert found["verdict"] == "ok"
    assert found["notes"] == ["acme/orders/main was last restored 12 days ago, in 4 min."]
    assert (found["last_restored_at"], found["time_to_restore_seconds"]) == (
        (NOW - 12 * DAY).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        240,
    )
    assert "acme/orders/main was last restored 12 days ago, in 4 min." in audit().out


def test_a_proof_that_is_too_old_is_late(audit: Audit, history: Path) -> None:
    for name in ("orders", "billing"):
        drill(history, f"acme/{name}", NOW - 31 * DAY)
    ran = audit("--format", "json", "--max-drill-age", "30d")
    assert ran.code == 1
    assert {each["verdict"] for each in drills_of(ran).values()} == {"late"}
    assert drills_of(ran)["acme/orders"]["problems"][0]["reason"] == (
        "It was last restored 31 days ago, and 30 days are allowed."
    )


def test_a_place_that_was_never_restored_is_missing_only_where_a_drill_is_demanded(audit: Audit, history: Path) -> None:
    drill(history, "acme/orders", NOW - DAY)
    assert drills_of(audit("--format", "json")).keys() == {"acme/orders"}
    ran = audit("--format", "json", "--max-drill-age", "30d")
    assert (ran.code, drills_of(ran)["acme/billing"]["verdict"]) == (1, "missing")
    assert drills_of(ran)["acme/billing"]["problems"][0]["advice"] == (
        "Run pulumi-backups drill planetscale with the same --history."
    )


def test_the_newest_drill_decides(audit: Audit, history: Path) -> None:
    drill(history, "acme/orders", NOW - 2 * DAY, proven=False)
    drill(history, "acme/orders", NOW - 3 * DAY)
    ran = audit("--format", "json")
    found = drills_of(ran)["acme/orders"]
    assert (ran.code, found["verdict"]) == (1, "failed")
    assert found["problems"][0]["reason"] == (
        "The newest restore drill of acme/orders/main, 48 h ago, did not prove that its backup restores: "
        "It was never ready."
    )
    # A later proof settles it.
    drill(history, "acme/orders", NOW - DAY)
    assert drills_of(audit("--format", "json"))["acme/orders"]["verdict"] == "ok"


def test_a_proof_of_another_branch_settles_nothing(audit: Audit, history: Path) -> None:
    drill(history, "acme/orders", NOW - 2 * DAY, proven=False)
    drill(history, "acme/orders", NOW - DAY, branch="staging")
    found = drills_of(audit("--format", "json"))["acme/orders"]
    assert (found["verdict"], found["notes"]) == (
        "failed",
        ["acme/orders/staging was last restored 24 h ago, in 4 min."],
    )


def test_a_name_with_a_separator_of_lines_breaks_no_line(audit: Audit, history: Path) -> None:
    """JSON may have it as it is, and Python's splitlines would end a line there."""
    drill(history, "acme/orders", NOW - DAY, branch="a\u2028b\x85c\x1dd")
    assert drills_of(audit("--format", "json"))["acme/orders"]["verdict"] == "ok"


def test_drills_of_the_future_and_of_others_do_not_count(audit: Audit, history: Path) -> None:
    drill(history, "acme/orders", NOW + DAY)
    drill(history, "acme/orders", NOW - DAY, vendor="northflank")
    drill(history, "other/orders", NOW - DAY)
    assert drills_of(audit("--format", "json")) == {}


def test_what_cannot_be_restored_needs_no_drill(world: World) -> None:
    world.volume("uploads", scheduling={"interval": "hourly", "minute": 0}, retention_time=2)
    world.schedule("dumps", addon_id="orders-db", **DUMPS)
    world.move(NOW)
    assert drills_of(audited(world, "--max-drill-age", "1d", "--format", "json")).keys() == {"shop/orders-db"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{}", "Line 2 of {file} is no drill that pulumi-backups drill --history wrote."),
        ("half a li", "Line 2 of {file} is no drill that pulumi-backups drill --history wrote."),
        (
            '{"version": 1, "result": "not proven", "restored_in_seconds": null, "vendor": "v", "place": "p", '
            '"where": "w", "started_at": "2026-01-01", "checks": [{"outcome": "failed", "words": 1}]}',
            "Line 2 of {file} is no drill that pulumi-backups drill --history wrote.",
        ),
        ('{"version": 2}', "Line 2 of {file} has the version 2. Update pulumi-backups."),
    ],
)
def test_a_line_that_is_no_drill_is_an_error(audit: Audit, history: Path, line: str, words: str) -> None:
    drill(history, "acme/orders", NOW - DAY)
    with history.open("a") as file:
        file.write(f"{line}\n")
    ran = audit()
    assert (ran.code, ran.out, ran.err) == (2, "", words.format(file=history) + "\n")


def test_a_history_that_is_not_there_is_an_error(audit: Audit, history: Path) -> None:
    ran = audit()
    assert (ran.code, ran.err) == (2, f"{history} cannot be read: No such file or directory.\n")
