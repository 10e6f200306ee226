"""The command: where the state comes from, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.audited import DAY, World, environment_of
from tests.cli.conftest import Audit, Ran

SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}


# --- where the state comes from -------------------------------------------------------------------------------


def test_state_is_standard_input_or_a_file(audit: Audit, nightly: World, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    # As PowerShell writes it.
    file.write_text(json.dumps(nightly.export()), "utf-8-sig")
    for arguments in ((), ("--state", str(file))):
        ran = audit(*arguments)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines()[1].startswith("ok       acme/orders/main  nightly  9 h     24 h   30/29")


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the folder of the test on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)


@pytest.mark.usefixtures("on_path")
def test_state_is_exported_from_the_stack(audit: Audit, nightly: World, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(json.dumps(nightly.export()), "utf-8")
    fake_pulumi(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat {tmp_path}/state.json')
    assert audit("--stack", "org/tests/dev").code == 0
    exported = "stack export --non-interactive --color never --stack org/tests/dev\n"
    assert (tmp_path / "arguments").read_text() == exported


def fake_pulumi(folder: Path, script: str) -> None:
    file = folder / "pulumi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("script", "arguments", "sentence"),
    [
        (
            "echo \"error: no stack named 'nope' found\" >&2; exit 255",
            ("--stack", "nope"),
            "The state of the stack 'nope' could not be exported: no stack named 'nope' found.\n",
        ),
        (
            "echo 'error: no stack selected; specify a stack name with --stack' >&2; exit 255",
            ("--stack", ""),
            "The state of the selected stack could not be exported: no stack selected; specify a stack name with "
            "--stack.\n",
        ),
        ("exit 3", ("--stack", "dev"), "The state of the stack 'dev' could not be exported: pulumi says nothing.\n"),
        ("echo hello", ("--stack", "dev"), 'The stack "dev" is not JSON: line 1, column 1: Expecting value.\n'),
    ],
)
@pytest.mark.usefixtures("on_path")
def test_stack_that_cannot_be_exported_is_a_sentence(
    audit: Audit, tmp_path: Path, script: str, arguments: tuple[str, ...], sentence: str
) -> None:
    fake_pulumi(tmp_path, script)
    ran = audit(*arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", sentence)


def test_missing_pulumi_is_a_sentence(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ran = audit("--stack", "dev")
    sentence = "pulumi is not on PATH, so no state can be exported. Install it, or use --state FILE.\n"
    assert (ran.code, ran.out, ran.err) == (2, "", sentence)


def test_missing_file_is_a_sentence(audit: Audit, tmp_path: Path) -> None:
    for file, reason in ((tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")):
        ran = audit("--state", str(file))
        assert (ran.code, ran.out, ran.err) == (2, "", f"{file} cannot be read: {reason}.\n")


def resources(*entries: Any) -> str:
    return json.dumps({"version": 3, "deployment": {"resources": entries}})


KINDS = (
    "planetscale.BackupPolicy, planetscale.BackupPlan, northflank.AddonBackupSchedule, northflank.AddonBackupPlan, "
    "northflank.VolumeBackupSchedule"
)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "The standard input is not JSON: line 1, column 1: Expecting value."),
        ('{"version": 3,\n "deployment": {', "The standard input is not JSON: line 2, column 17: "),
        (b"\xff\xfe{", "The standard input is not a stack's state: it is no text in UTF-8."),
        ("[" * 100_000, "The standard input is not a stack's state: it is nested too deeply."),
        ("[]", "The standard input is not a stack's state: it has no deployment. Write one with pulumi stack export."),
        ('{"version": 4, "terraform_version": "1.9.0", "resources": []}', "it has no deployment."),
        ('{"version": 3, "checkpoint": {"latest": {"resources": []}}}', "it has no deployment."),
        ('{"deployment": {"resources": {"a": 1}}}', "its resources have no types and URNs."),
        (resources({"type": "aws:s3:Bucket"}), "its resources have no types and URNs."),
        (
            resources({"type": "aws:s3:Bucket", "urn": "urn:pulumi:dev::site::aws:s3:Bucket::logs"}),
            f"The standard input has 1 resource, and none that promises backups: no {KINDS}.",
        ),
        (
            '{"version": 3, "deployment": {}}',
            f"The standard input has 0 resources, and none that promises backups: no {KINDS}.",
        ),
    ],
)
def test_what_is_no_state_or_promises_nothing_is_a_sentence(audit: Audit, given: str | bytes, sentence: str) -> None:
    ran = audit("-", given=given)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1


def test_state_without_promises_is_enough_to_look_for_what_nobody_declares(audit: Audit) -> None:
    ran = audit("-", "--organization", "acme", "--format", "json", given=resources())
    assert ran.code == 1
    assert {each["place"] for each in json.loads(ran.out)["findings"]} == {
        f"acme/{name}" for name in ("storefront", "billing", "analytics", "sessions")
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("state.json",), '"state.json" is not -. Name a file with --state, a stack with --stack.'),
        (("-", "--stack", "dev"), "A stack and a file are given. Keep one of them."),
        (("--state", "a", "--stack", "dev"), "A stack and a file are given. Keep one of them."),
        (("-", "--at", "noon"), '"noon" is no time such as 2026-01-31T09:00:00Z.'),
        (("-", "--at", "0001-01-01"), '"0001-01-01" is no time such as 2026-01-31T09:00:00Z.'),
        (("-", "--tolerance", "soon"), '"soon" is no tolerance such as 25%, 90m, 2h or 1d.'),
        (("-", "--tolerance", "-1h"), '"-1h" is no tolerance such as 25%, 90m, 2h or 1d.'),
        (("-", "--organization", "a/b"), '"a/b" must be a name of letters, digits'),
        (("-", "--organization", ".."), '".." must be a name of letters, digits'),
        (("-", "--project", "a/b/c"), '"a/b/c" must be a name of letters, digits'),
        (
            ("-", "--format", "html5"),
            "'html5' is not one of 'table', 'json', 'prometheus', 'junit', 'markdown', 'html'.",
        ),
    ],
)
def test_wrong_use_is_a_sentence(audit: Audit, world: World, arguments: tuple[str, ...], sentence: str) -> None:
    world.emulator.sent()
    ran = audit(*arguments, given=resources())
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert world.emulator.sent() == []


# --- how it ends ----------------------------------------------------------------------------------------------


def test_audit_sends_nothing_that_writes(audit: Audit, nightly: World) -> None:
    nightly.emulator.sent()
    assert audit("--organization", "acme", "--project", "shop").code == 1
    sent = nightly.emulator.call("GET", "/requests")["requests"]
    assert {entry["method"] for entry in sent} == {"GET"}


def test_time_and_tolerance_are_options(audit: Audit, nightly: World) -> None:
    after = (nightly.now + DAY).isoformat()
    assert audit("--at", after).code == 1
    assert audit("--at", after, "--tolerance", "10h").code == 0
    assert audit("--at", after, "--tolerance", "100%").code == 0
    assert audit("--at", after, "--tolerance", "480m").code == 1


def test_terminal_shows_what_is_being_asked(
    run: Callable[..., Ran], nightly: World, config: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps(nightly.export()), "utf-8")
    variables = {"PLANETSCALE_ACCESS_TOKEN": None, **environment_of(config())}
    terminal, other_end = os.openpty()
    arguments = ("audit", "--state", str(file), "--at", nightly.now.isoformat())
    ran = run(*arguments, stderr=other_end, TERM="xterm", **variables)
    os.close(other_end)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert "1 of 1, acme/orders" in shown
    assert ran.out.startswith("VERDICT")
