"""The command that looks into a copy: what it gets, what it may write, and that it ends."""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pulumi_backups.drills import Outcome
from pulumi_backups.drills.secrets import HIDDEN
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


@pytest.mark.parametrize("status", [0, 60])
def test_what_ignores_sigterm_is_killed_with_the_command(tmp_path: Path, status: int) -> None:
    """The shell itself ends, well or too late, and a process that it started does not."""
    late = tmp_path / "late"
    check, _ = verify(f"(trap '' TERM; sleep 1; touch {late}) & sleep 0.2; exec sleep {status}", ACCESS, 0.5, {})
    assert check.outcome is (Outcome.FAILED if status else Outcome.PASSED)
    time.sleep(1.2)
    assert not late.exists()


def test_a_daemon_that_leaves_the_group_does_not_keep_the_drill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulumi_backups.drills.verification.GRACE", 0.5)
    began = time.monotonic()
    check, output = verify("echo begun; setsid sleep 4 & sleep 0.2", ACCESS, 10, {})
    assert (check.outcome, output) == (Outcome.PASSED, "begun\n")
    assert time.monotonic() - began < 3


def test_a_command_that_cannot_start_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGE", "x" * 200_000)
    check, _ = verify("exit 0", ACCESS, 10, {})
    assert (check.outcome, check.words) == (
        Outcome.NOT_RUN,
        "The command could not be started: Argument list too long. exit 0",
    )


def test_a_report_keeps_the_end_of_a_long_output() -> None:
    _, output = verify(f"yes | head -c {MOST_OUTPUT * 3}; echo end", ACCESS, 10, {})
    assert len(output) == MOST_OUTPUT
    assert output.endswith("y\nend\n")


def test_an_output_without_end_needs_no_disk() -> None:
    """A file of this size is refused, so the output goes to none."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    try:
        check, output = verify(f"yes | head -c {2**25}; echo end", ACCESS, 30, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (check.outcome, output[-6:]) == (Outcome.PASSED, "y\nend\n")


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_no_part_of_a_secret_begins_a_long_output(cut: int) -> None:
    filler = MOST_OUTPUT - len(ACCESS.password) + cut
    _, output = verify(f'yes | head -c {2**17}; printf %s "$DATABASE_PASSWORD"; yes | head -c {filler}', ACCESS, 10, {})
    assert not {*output} - {*"y\n", *HIDDEN}


SECRET = "a 'b\"c/d%e$"


@pytest.mark.parametrize(
    "command",
    [
        'printf %s "$DATABASE_PASSWORD"',
        'set -x; : "$DATABASE_PASSWORD"',
        "bash -xc ': \"$DATABASE_PASSWORD\"'",
        "bash -c 'printf %q \"$DATABASE_PASSWORD\"'",
        *(
            f"{sys.executable} -c 'import os, {form[0]}; print({form[0]}.{form[1]}(os.environ[\"DATABASE_PASSWORD\"]))'"
            for form in (
                ("urllib.parse", "quote"),
                ("urllib.parse", "quote_plus"),
                ("json", "dumps"),
                ("shlex", "quote"),
            )
        ),
    ],
)
def test_a_secret_is_hidden_in_the_form_of_its_writer(command: str) -> None:
    _, output = verify(command, replace(ACCESS, password=SECRET), 10, {})
    assert HIDDEN in output
    assert "c/d" not in output
    assert "c%2Fd" not in output.replace("%2f", "%2F")


def test_the_words_of_the_check_have_no_secret_and_fit_on_a_line() -> None:
    check, _ = verify("true token-0123 \udcff\x1b\n: " + "x" * 5000, ACCESS, 10, {"TOKEN": "token-0123"})
    assert check.words.startswith("The command ended with exit status 0: true [hidden] ")
    assert check.words.isprintable()
    assert len(check.words) < 400


def test_it_does_not_wait_for_input() -> None:
    check, _ = verify("cat", ACCESS, 10, {})
    assert check.outcome is Outcome.PASSED
    assert "DATABASE_URL" not in os.environ
