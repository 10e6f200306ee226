"""`pulumi-backups drill` against the emulator: good, failed and interrupted at each request, and what it leaves."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from pulumi_backups.cli.commands import pulumi_backups
from pulumi_backups.http.client import Client

from tests.cli.audited import cleared, environment_of
from tests.cli.conftest import Ran
from tests.cli.drilled import EXAMPLES, Example
from tests.emulator_clock import EmulatorClock

if TYPE_CHECKING:
    from tests.conftest import Emulator

SECRETS = ("demo-token-secret-0000", "demo-northflank-token-0000")
BOTH = pytest.mark.parametrize("vendor", [*EXAMPLES])
Drill = Callable[..., Ran]


@pytest.fixture
def clock(emulator: Emulator) -> EmulatorClock:
    return EmulatorClock(emulator)


@pytest.fixture
def environment(config: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The credentials of the default seed, for one client that no other test has."""
    found = environment_of(config())
    for name in set(os.environ) - cleared().keys():
        monkeypatch.delenv(name)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def patient(environment: dict[str, str]) -> dict[str, str]:
    """The same for a process of its own. On a busy machine, a request may take longer than one attempt.

    An empty PYTHONUNBUFFERED is as none: a person's Python keeps lines that it could not write.
    """
    retries = {"PLANETSCALE_RETRY_SECONDS": "30", "NORTHFLANK_RETRY_SECONDS": "30"}
    return {**os.environ, **environment, **retries, "PYTHONUNBUFFERED": ""}


@pytest.fixture
def drill(environment: dict[str, str], clock: EmulatorClock, monkeypatch: pytest.MonkeyPatch) -> Drill:
    """Runs the command in this process. Waits take no real time."""
    assert environment
    monkeypatch.setattr("pulumi_backups.http.client.Clock", lambda: clock)

    def run(*arguments: str) -> Ran:
        done = CliRunner().invoke(pulumi_backups, ["drill", *arguments])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert not any(secret in done.output for secret in SECRETS)
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def example(request: pytest.FixtureRequest, emulator: Emulator, clock: EmulatorClock) -> Example:
    """The original, with one good backup of ten minutes ago."""
    found = EXAMPLES[request.node.callspec.params["vendor"]]
    found.back_up(emulator)
    clock.sleep(600)
    emulator.sent()
    return found


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def read(report: Path) -> dict[str, Any]:
    return dict(json.loads(report.read_text()))


def outcomes(report: Path) -> dict[str, str]:
    return {each["name"]: each["outcome"] for each in read(report)["checks"]}


# --- a good drill ----------------------------------------------------------------------------------------------


@BOTH
def test_a_good_drill_proves_the_newest_backup(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, clock: EmulatorClock, report: Path
) -> None:
    newest = example.back_up(emulator)
    clock.sleep(3600)
    before = example.names(emulator)
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert ran.code == 0
    assert ran.out == f"Proven. The backup of {example.where} from 1 h ago restores, in 4 s.\n"
    found = read(report)
    assert found["backup"]["id"] == newest
    assert (found["vendor"], found["place"], found["where"]) == (vendor, example.place, example.where)
    assert found["restored_in_seconds"] == 4.0
    assert set(outcomes(report).values()) == {"passed"}
    assert example.names(emulator) == before
    assert found["copy"]["name"] in ran.err


@BOTH
def test_a_named_backup_is_restored(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, clock: EmulatorClock, report: Path
) -> None:
    named = example.back_up(emulator)
    clock.sleep(60)
    example.back_up(emulator)
    clock.sleep(60)
    assert drill(vendor, *example.arguments, "--yes", "--backup", named, "--report", str(report)).code == 0
    assert read(report)["backup"]["id"] == named
    assert drill(vendor, *example.arguments, "--yes", "--backup", "newest", "--report", str(report)).code == 0
    assert read(report)["backup"]["id"] != named


def test_names_of_the_api_cannot_act_on_the_terminal(drill: Drill, emulator: Emulator, clock: EmulatorClock) -> None:
    example = EXAMPLES["planetscale"]
    id = example.back_up(emulator)
    clock.sleep(60)
    emulator.call("PATCH", f"/planetscale/backups/{id}", {"name": "\x1b]0;gone\x07\x9b2J"})
    ran = drill("planetscale", *example.arguments, "--yes")
    assert ran.code == 0
    assert all(line.isprintable() for line in (ran.out + ran.err).splitlines())


@BOTH
def test_a_clock_that_is_behind_hides_no_leftover(
    drill: Drill,
    emulator: Emulator,
    example: Example,
    vendor: str,
    clock: EmulatorClock,
    killed: Callable[[str, Example], str],
) -> None:
    killed(vendor, example)
    clock.elapsed -= 300
    assert drill("--leftovers").out.endswith("  0 min old\n")
    assert drill("--clean-up", "--yes", "--older-than", "0m").code == 0
    assert example.copies(emulator) == []


@BOTH
def test_a_drill_only_reads_the_original(drill: Drill, emulator: Emulator, example: Example, vendor: str) -> None:
    drill(vendor, *example.arguments, "--yes")
    writes = [
        (each["operation"], each["path"])
        for each in emulator.call("GET", "/requests")["requests"]
        if each["method"] != "GET"
    ]
    assert [operation for operation, _ in writes] == [example.restore, example.delete]
    assert writes[1][1].rsplit("/", 1)[-1].startswith("drill-")


# --- what does not restore -------------------------------------------------------------------------------------


@BOTH
def test_a_place_without_a_good_backup_is_not_proven(
    drill: Drill, emulator: Emulator, vendor: str, report: Path
) -> None:
    example = EXAMPLES[vendor]
    id = example.back_up(emulator)
    emulator.call("PATCH", f"/{vendor}/backups/{id}", {example.state: "failed"})
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert ran.code == 1
    assert f"backup of {example.where}. Find out why, and take one." in ran.out
    assert outcomes(report) == {"backup": "failed"}
    assert example.restore not in emulator.sent()


@BOTH
def test_a_restore_that_fails(drill: Drill, emulator: Emulator, example: Example, vendor: str, report: Path) -> None:
    emulator.switch(**example.broken)
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert ran.code == 1
    # What PlanetScale cannot restore is gone, so there is nothing to delete.
    deletion = "not run" if vendor == "planetscale" else "passed"
    assert outcomes(report) == {"restore": "failed", "deletion": deletion}
    assert example.copies(emulator) == []


@BOTH
def test_a_restore_that_never_ends(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, report: Path
) -> None:
    emulator.switch(**example.endless)
    ran = drill(vendor, *example.arguments, "--yes", "--limit", "30", "--report", str(report))
    assert ran.code == 1
    assert ran.out == "Not proven. It was not ready after 30 min. Allow more with --limit.\n"
    assert example.copies(emulator) == []


@BOTH
def test_an_unwritten_report_does_not_hide_what_became_of_the_copy(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, report: Path
) -> None:
    report.mkdir()
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert (ran.code, ran.out.split(".")[0]) == (2, "Proven")
    assert f"{report} could not be written: Is a directory." in ran.err
    emulator.switch(**example.broken)
    assert drill(vendor, *example.arguments, "--yes", "--report", str(report)).code == 1


@BOTH
def test_a_history_has_what_was_tried(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, tmp_path: Path
) -> None:
    history = tmp_path / "drills.jsonl"
    emulator.fail("status", vendor=vendor, times=1, status=403)
    assert drill(vendor, *example.arguments, "--yes", "--history", str(history)).code == 2
    assert not history.exists()
    assert drill(vendor, *example.arguments, "--yes", "--history", str(history)).code == 0
    assert [json.loads(line)["result"] for line in history.read_text().splitlines()] == ["proven"]


@BOTH
def test_nobody_can_be_asked(drill: Drill, emulator: Emulator, example: Example, vendor: str) -> None:
    ran = drill(vendor, *example.arguments)
    assert (ran.code, ran.err) == (
        2,
        "Nobody can be asked, because there is no terminal. Add --yes to agree beforehand.\n",
    )
    assert emulator.sent() == []


# --- failed and interrupted at each request --------------------------------------------------------------------

# More than a drill sends. Behind its end, a drill is good.
REQUESTS = range(16)


@BOTH
@pytest.mark.parametrize("number", REQUESTS)
@pytest.mark.parametrize("kind", ["status", "cut_after"])
def test_a_drill_that_fails_at_each_request(
    drill: Drill, emulator: Emulator, example: Example, vendor: str, kind: str, number: int, report: Path
) -> None:
    emulator.fail(kind, vendor=vendor, skip=number, times=1)
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert_true(ran, report, emulator, example)


@BOTH
@pytest.mark.parametrize("number", REQUESTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_drill_that_is_interrupted_at_each_request(
    drill: Drill,
    emulator: Emulator,
    example: Example,
    vendor: str,
    when: str,
    number: int,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers, send = count(), Client.send_once

    def interrupted(client: Client, *request: Any) -> Any:
        is_now = next(numbers) == number
        if is_now and when == "before":
            os.kill(os.getpid(), signal.SIGTERM)
        response = send(client, *request)
        if is_now and when == "after":
            os.kill(os.getpid(), signal.SIGTERM)
        return response

    monkeypatch.setattr(Client, "send_once", interrupted)
    ran = drill(vendor, *example.arguments, "--yes", "--report", str(report))
    assert example.copies(emulator) == []
    assert_true(ran, report, emulator, example)


def assert_true(ran: Ran, report: Path, emulator: Emulator, example: Example) -> None:
    """The exit status, the report and what is at the vendor say the same."""
    found = read(report)
    assert not any(secret in report.read_text() for secret in SECRETS)
    made = any(each["operation"] == example.restore for each in emulator.call("GET", "/requests")["requests"])
    left = example.copies(emulator)
    assert ran.code == {"proven": 0, "not proven": 1, "not tried": 2}[found["result"]]
    assert (found["result"] == "proven") is (set(outcomes(report).values()) == {"passed"})
    if left:
        assert outcomes(report)["deletion"] == "failed"
        assert left[0] in ran.out
    if not made:
        assert found["result"] == "not tried"


# --- leftovers -------------------------------------------------------------------------------------------------


@pytest.fixture
def killed(patient: dict[str, str], emulator: Emulator) -> Callable[[str, Example], str]:
    """Kills a drill after its restore began. Returns the name of the copy."""

    def kill(vendor: str, example: Example) -> str:
        emulator.switch(**example.endless)
        process = subprocess.Popen(
            [sys.executable, "-m", "pulumi_backups", "drill", vendor, *example.arguments, "--yes"],
            env=patient,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 60
        while not example.copies(emulator):
            assert time.monotonic() < deadline, process.stderr and process.stderr.read1()  # type: ignore[attr-defined]
            time.sleep(0.05)
        process.kill()
        process.communicate()
        (left,) = example.copies(emulator)
        return left

    return kill


@BOTH
def test_what_a_killed_drill_left_is_found_and_deleted(
    drill: Drill,
    emulator: Emulator,
    example: Example,
    vendor: str,
    killed: Callable[[str, Example], str],
    clock: EmulatorClock,
) -> None:
    path, described = example.foreign
    emulator.call("POST", path, described)
    left = killed(vendor, example)
    clock.sleep(3600)
    listed = drill("--leftovers")
    assert listed.code == 0
    assert [line.split("  ")[1:] for line in listed.out.splitlines()] == [
        [f"{example.place.rsplit('/', 1)[0] if vendor == 'northflank' else example.place}/{left}", "1 h old"]
    ]
    # An hour is too young: the drill may still be running.
    young = drill("--clean-up", "--yes")
    assert (young.code, example.copies(emulator)) == (0, [left])
    assert "--older-than 0m deletes it too." in young.err
    clock.sleep(3600)
    assert drill("--clean-up", "--yes").code == 0
    assert example.copies(emulator) == []
    assert "drill-by-hand" in example.names(emulator)
    assert drill("--leftovers").out == "No copy of a restore drill was found.\n"


def test_a_leftover_that_cannot_be_deleted_is_an_error(
    drill: Drill, emulator: Emulator, clock: EmulatorClock, killed: Callable[[str, Example], str]
) -> None:
    example = EXAMPLES["planetscale"]
    example.back_up(emulator)
    clock.sleep(3600)
    killed("planetscale", example)
    emulator.fail("status", operation="delete_branch")
    ran = drill("--clean-up", "--yes", "--older-than", "0m")
    assert ran.code == 1
    assert "PlanetScale: could not delete the branch acme/storefront/drill-" in ran.err


def test_an_account_that_cannot_be_read_is_an_error(drill: Drill, emulator: Emulator) -> None:
    emulator.fail("status", operation="list_branches", status=500)
    ran = drill("--leftovers")
    assert ran.code == 2
    assert "PlanetScale: could not list the branches of acme/" in ran.err


# --- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("planetscale",), "Missing option '--database'"),
        (("planetscale", "--database", "../x", "--cluster-size", "PS_10"), '"../x" must be a name of letters'),
        (("planetscale", "--database", "x", "--cluster-size", "S", "--report", "r.pdf"), "must end with .json"),
        (("planetscale", "--database", "x", "--cluster-size", "S", "--report", "no/r.md"), '"no" is no folder.'),
        (("planetscale", "--database", "x", "--cluster-size", "S", "--history", "no/h"), '"no" is no folder.'),
        (("planetscale", "--database", "x", "--cluster-size", "S", "--verify", " "), "The command is empty."),
        (("northflank", "--project", "x", "--addon", "y", "--verify", "true"), "No such option '--verify'"),
        (("--clean-up", "--older-than", "soon"), '"soon" is no time such as 90m, 2h or 1d.'),
        (("--leftovers", "northflank", "--project", "x", "--addon", "y"), "go without 'northflank'"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_sent(
    drill: Drill, emulator: Emulator, arguments: tuple[str, ...], words: str
) -> None:
    ran = drill(*arguments)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())
    assert emulator.sent() == []


@BOTH
def test_without_a_credential_nothing_is_tried(drill: Drill, vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if "TOKEN" in name]:
        monkeypatch.delenv(name)
    ran = drill(vendor, *EXAMPLES[vendor].arguments, "--yes")
    assert ran.code == 2
    assert "there is no credential in the environment. Set " in ran.err


@pytest.fixture
def terminal(patient: dict[str, str]) -> Callable[..., tuple[int, str]]:
    """Runs the command on a terminal, and types an answer."""

    def run(answer: str, *arguments: str) -> tuple[int, str]:
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "pulumi_backups", "drill", *arguments],
            env={**patient, "TERM": "dumb"},
            stdin=follower,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.write(leader, answer.encode())
        output, _ = process.communicate(timeout=60)
        os.close(leader)
        os.close(follower)
        return process.returncode, output.decode()

    return run


@BOTH
def test_no_answer_is_no(
    terminal: Callable[..., tuple[int, str]], emulator: Emulator, example: Example, vendor: str
) -> None:
    status, output = terminal("\x04", vendor, *example.arguments)
    assert status == 2
    assert "Not tried. You did not agree, so nothing was made." in output
    assert example.restore not in emulator.sent()


@BOTH
@pytest.mark.parametrize("after", [b"copy costs money", b"so far"])
def test_a_closed_terminal_leaves_no_copy_and_a_report(
    patient: dict[str, str], emulator: Emulator, example: Example, vendor: str, after: bytes, report: Path
) -> None:
    """All that the drill still says is lost."""
    emulator.switch(**example.endless)
    arguments = [sys.executable, "-m", "pulumi_backups", "drill", vendor, *example.arguments, "--report", str(report)]
    process, leader = pty.fork()
    if not process:
        os.execve(sys.executable, [*arguments, "--yes"], {**patient, "TERM": "dumb"})  # noqa: S606
    said = b""
    while after not in said:
        said += os.read(leader, 4096)
    os.close(leader)
    _, status = os.waitpid(process, 0)
    assert example.copies(emulator) == [], report.read_text()
    assert os.waitstatus_to_exitcode(status) == {"not proven": 1, "not tried": 2}[read(report)["result"]]
    assert "The drill was stopped by SIGHUP." in [each["words"] for each in read(report)["checks"]]


def test_a_reader_that_goes_away_does_not_stop_a_drill(
    patient: dict[str, str], emulator: Emulator, report: Path
) -> None:
    example = EXAMPLES["planetscale"]
    emulator.switch(planetscale__backup_seconds=0, planetscale__restore_seconds=0)
    example.back_up(emulator)
    arguments = ["drill", "planetscale", *example.arguments, "--yes", "--report", str(report)]
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi_backups", *arguments],
        env=patient,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert read(report)["result"] == "proven"
    assert example.copies(emulator) == []


@BOTH
def test_the_question_is_asked_before_anything_costs_money(
    terminal: Callable[..., tuple[int, str]], emulator: Emulator, example: Example, vendor: str
) -> None:
    status, output = terminal("n\n", vendor, *example.arguments)
    assert status == 2
    assert "The copy costs money while it lives." in output
    assert "Restore it? [y/N]: " in output
    assert example.restore not in emulator.sent()
