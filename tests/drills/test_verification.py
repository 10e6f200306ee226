"""The command that looks into a copy: what it gets, what it may write, and that it ends."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from pulumi_backups.drills import Outcome
from pulumi_backups.drills.verification import MOST_OUTPUT, verify

from tests.drills.original import ACCESS


def test_it_finds_the_access_in_its_environment() -> None:
    names = ("HOST", "PORT", "USER", "NAME")
    check, output = verify(" ".join(["echo", *(f"$DATABASE_{name}" for name in names)]), ACCESS, 10, {})
    assert (check.outcome, output) == (Outcome.PASSED, "host 1 me shop\n")
    check, _ = verify(
        'test "$DATABASE_URL $DATABASE_PASSWORD" = "sql://me:s3cr%2Ft@host:1/shop s3cr/t"', ACCESS, 10, {}
    )
    assert check.outcome is Outcome.PASSED


def test_the_exit_status_decides() -> None:
    check, output = verify("echo no such table >&2; exit 3", ACCESS, 10, {})
    assert check.outcome is Outcome.FAILED
    assert check.words == "The command ended with exit status 3: echo no such table >&2; exit 3"
    assert output == "no such table\n"


def test_no_secret_gets_into_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDOR_TOKEN", "vendor-token-0123")
    command = 'echo "$DATABASE_URL $DATABASE_PASSWORD ${VENDOR_TOKEN-nothing} vendor-token-0123"'
    _, output = verify(command, ACCESS, 10, {"VENDOR_TOKEN": "vendor-token-0123"})
    assert output == "sql://me:[hidden]@host:1/shop [hidden] nothing [hidden]\n"


def test_a_command_that_takes_too_long_ends_with_all_that_it_started(tmp_path: Path) -> None:
    late = tmp_path / "late"
    began = time.monotonic()
    check, output = verify(f"echo begun; (sleep 1; touch {late}) & sleep 60", ACCESS, 0.2, {})
    assert time.monotonic() - began < 5
    assert check.outcome is Outcome.FAILED
    assert "was stopped after" in check.words
    assert output == "begun\n"
    time.sleep(1.2)
    assert not late.exists()


def test_a_report_keeps_the_end_of_a_long_output() -> None:
    _, output = verify(f"yes | head -c {MOST_OUTPUT * 2}; echo end", ACCESS, 10, {})
    assert len(output) == MOST_OUTPUT
    assert output.endswith("y\nend\n")


def test_it_does_not_wait_for_input() -> None:
    check, _ = verify("cat", ACCESS, 10, {})
    assert check.outcome is Outcome.PASSED
    assert "DATABASE_URL" not in os.environ
