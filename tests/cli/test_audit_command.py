"""The command: where the state comes from, what it refuses, whom it asks, how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pulumi_backups.cli.commands import pulumi_backups

from tests.cli.audited import BEGIN, DAILY, DAY, DUMPS, HOUR, World, environment_of
from tests.cli.conftest import Ran
from tests.newvendor.activation import NAME

SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
Audit = Callable[..., Ran]


@pytest.fixture
def audit(world: World) -> Audit:
    """Runs the command in this process. Without arguments about a state, the state of the world is its input."""

    def run(*arguments: str, given: str | bytes | None = None) -> Ran:
        if given is None and not {"--state", "--stack"} & {*arguments}:
            arguments, given = ("-", *arguments), json.dumps(world.export())
        done = CliRunner().invoke(pulumi_backups, ["audit", "--at", world.now.isoformat(), *arguments], input=given)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def nightly(world: World) -> World:
    """One policy, after 40 days."""
    world.databases("orders")
    world.policy("nightly", database="orders", **DAILY)
    world.move(BEGIN + 40 * DAY + 12 * HOUR)
    return world


def verdicts_of(ran: Ran) -> dict[str, str]:
    return {each["name"]: each["verdict"] for each in json.loads(ran.out)["findings"]}


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


# --- what a state can have ------------------------------------------------------------------------------------


def changed(world: World, **outputs: Any) -> str:
    """The state of the world, with other outputs of its only resource."""
    state = world.export()
    (resource,) = state["deployment"]["resources"]
    resource["outputs"] = {
        name: value for name, value in {**resource["outputs"], **outputs}.items() if value is not None
    }
    return json.dumps(state)


def test_secret_name_is_neither_needed_nor_shown(audit: Audit, nightly: World) -> None:
    ran = audit("-", given=changed(nightly, name=SIGNATURE, display_name=SIGNATURE))
    assert ran.code == 0
    assert "The policy's name is a secret in the state. This is its resource's name." in ran.out


@pytest.mark.parametrize("name", ["database", "organization", "retention_value", "target"])
def test_other_secrets_are_unknown(audit: Audit, nightly: World, name: str) -> None:
    ran = audit("-", given=changed(nightly, **{name: SIGNATURE}))
    assert ran.code == 2
    assert f"{name} of 'nightly' is a secret in the state, and the audit decrypts nothing." in " ".join(ran.out.split())


def test_secret_in_plain_text_is_not_used(audit: Audit, nightly: World) -> None:
    ran = audit("-", given=changed(nightly, database={**SIGNATURE, "plaintext": '"orders"'}))
    assert ran.code == 2
    assert "orders" not in ran.out


@pytest.mark.parametrize(
    "outputs",
    [
        {"database": None},
        {"frequency_unit": "fortnight"},
        {"schedule_time": 3},
        {"schedule_time": "noon"},
        {"frequency_value": "1"},
        {"retention_unit": "eon"},
        {"retention_value": 10**12},
        {"retention_value": -1},
        {"frequency_value": 10**9},
        {"database": ["orders"]},
        {"database": "../../organizations"},
    ],
)
def test_state_of_another_form_is_unknown(audit: Audit, nightly: World, outputs: dict[str, Any]) -> None:
    ran = audit("-", given=changed(nightly, **outputs))
    assert ran.code == 2
    assert ran.out.splitlines()[1].startswith("unknown")


@pytest.mark.parametrize("policies", [None, [], {"daily": None}, {"daily": {}}, "all", {"daily": SIGNATURE}])
def test_plan_of_another_form_is_unknown(audit: Audit, world: World, policies: Any) -> None:
    world.databases("orders")
    world.plan("orders", policies={"daily": DAILY})
    ran = audit("-", given=changed(world, policies=policies))
    assert ran.code == 2


def test_vendor_keeps_a_field_that_no_rule_allows(audit: Audit, nightly: World) -> None:
    nightly.edit("nightly", schedule_day=3)
    assert audit("-", given=changed(nightly, schedule_day=3)).code == 0


def test_resource_that_waits_for_its_deletion_promises_nothing(audit: Audit, nightly: World) -> None:
    state = nightly.export()
    (resource,) = state["deployment"]["resources"]
    replaced = {**resource, "id": "old", "delete": True}
    state["deployment"]["resources"].append(replaced)
    assert verdicts_of(audit("-", "--format", "json", given=json.dumps(state))) == {"nightly": "ok"}


def test_vendor_that_says_nothing_for_the_audit_is_left_out_and_not_fine(audit: Audit, nightly: World) -> None:
    state = nightly.export()
    kind = f"pulumi-python:dynamic/{NAME}:BackupSchedule"
    state["deployment"]["resources"].append({"type": kind, "urn": f"urn:pulumi:dev::tests::{kind}::orders", "id": "1"})
    ran = audit("-", given=json.dumps(state))
    assert (ran.code, ran.err) == (2, f"{NAME} is left out, because the audit cannot look there yet.\n")
    assert "1 finding: 1 ok." in ran.out


# --- accounts -------------------------------------------------------------------------------------------------

PROVIDER = "pulumi:providers:pulumi-python"


def with_provider(world: World, name: str, **inputs: Any) -> str:
    """The state of the world, whose resources have an explicit provider, or the default one."""
    urn = f"urn:pulumi:dev::tests::{PROVIDER}::{name}"
    named = {} if name == "default" else {"__provider:name": name}
    state = world.export()
    entries = state["deployment"]["resources"]
    for entry in entries:
        entry["provider"] = f"{urn}::abc"
    entries.append({"urn": urn, "type": PROVIDER, "id": "abc", "custom": True, "inputs": {**inputs, **named}})
    return json.dumps(state)


def test_server_comes_from_the_state_if_the_environment_names_none(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = os.environ["PLANETSCALE_SERVER_URL"]
    monkeypatch.delenv("PLANETSCALE_SERVER_URL")
    settings = {"planetscale:serverUrl": server, "planetscale:serviceToken": SIGNATURE}
    assert audit("-", given=with_provider(nightly, "default", **settings)).code == 0
    monkeypatch.setenv("PLANETSCALE_SERVER_URL", server)
    elsewhere = {"planetscale:serverUrl": "http://127.0.0.1:9/v1"}
    assert audit("-", given=with_provider(nightly, "default", **elsewhere)).code == 0


def test_credential_of_an_explicit_provider_has_its_name(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = with_provider(nightly, "acme-data.eu", **{"planetscale:serviceToken": SIGNATURE})
    # Without variables of its own, it uses those of all.
    assert audit("-", given=given).code == 0
    token = os.environ["PLANETSCALE_SERVICE_TOKEN"]
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN", "wrong")
    assert "it answered 401" in audit("-", given=given).out
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN__ACME_DATA_EU", token)
    ran = audit("-", given=given)
    # A credential is taken from one place as a whole.
    assert "PLANETSCALE_SERVICE_TOKEN_ID is not set, so the credential is incomplete." in " ".join(ran.out.split())
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN_ID__ACME_DATA_EU", os.environ["PLANETSCALE_SERVICE_TOKEN_ID"])
    assert audit("-", given=given).code == 0


@pytest.mark.parametrize(
    ("provider", "sentence"),
    [
        (
            "default",
            "PlanetScale: there is no credential in the environment. Set PLANETSCALE_SERVICE_TOKEN_ID and "
            "PLANETSCALE_SERVICE_TOKEN, or PLANETSCALE_ACCESS_TOKEN.",
        ),
        (
            "data",
            "PlanetScale: there is no credential of the provider 'data' in the environment. Set "
            "PLANETSCALE_SERVICE_TOKEN_ID__DATA and PLANETSCALE_SERVICE_TOKEN__DATA, or "
            "PLANETSCALE_ACCESS_TOKEN__DATA, or the same without __DATA.",
        ),
    ],
)
def test_missing_credential_is_unknown_and_sends_nothing(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch, provider: str, sentence: str
) -> None:
    nightly.schedule("catalog", addon_id="catalog-db", **DUMPS)
    monkeypatch.delenv("PLANETSCALE_SERVICE_TOKEN_ID")
    monkeypatch.delenv("PLANETSCALE_SERVICE_TOKEN")
    nightly.emulator.sent()
    ran = audit("-", "--organization", "acme", given=with_provider(nightly, provider))
    assert ran.code == 2
    assert sentence in " ".join(ran.out.split())
    assert sorted(nightly.emulator.sent()) == ["listAddonBackupSchedules", "listAddonBackups"]


@pytest.mark.usefixtures("nightly")
def test_server_that_the_resources_refuse_is_unknown(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANETSCALE_SERVER_URL", "http://vendor.example/v1")
    ran = audit()
    assert ran.code == 2
    assert "would send the credential without encryption" in " ".join(ran.out.split())


def test_widened_look_uses_the_provider_that_has_resources_there(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("SERVICE_TOKEN_ID", "SERVICE_TOKEN"):
        monkeypatch.setenv(f"PLANETSCALE_{part}__DATA", os.environ[f"PLANETSCALE_{part}"])
        monkeypatch.delenv(f"PLANETSCALE_{part}")
    ran = audit("-", "--organization", "acme", given=with_provider(nightly, "data"))
    assert ran.code == 1
    assert "acme/storefront" in ran.out


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
