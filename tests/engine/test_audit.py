"""The audit of a stack that the real engine has made: its state, its providers, its secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.engine.programs import Code, policy, resource, schedule
from tests.engine.stack import STACK, Stack
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID, Vendors
from tests.faults.size import at_full_size

CREDENTIALS = {
    "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
    "PLANETSCALE_SERVICE_TOKEN": SERVICE_TOKEN,
    "NORTHFLANK_API_TOKEN": API_TOKEN,
}
HOURLY = {
    "target": "production",
    "frequency_value": 4,
    "frequency_unit": "hour",
    "schedule_time": "00:00",
    "retention_value": 2,
    "retention_unit": "day",
}
DAYS = 60


def audit(stack: Stack, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in the project's folder. It cannot decrypt anything, because it has no passphrase."""
    environment = {name: value for name, value in stack.environment.items() if name != "PULUMI_CONFIG_PASSPHRASE"}
    return subprocess.run(
        [sys.executable, "-m", "pulumi_backups", "audit", *arguments],
        cwd=stack.project,
        env={**environment, **(variables or CREDENTIALS)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def found(ran: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert ran.stderr == ""
    findings: list[dict[str, Any]] = json.loads(ran.stdout)["findings"]
    return {f"{each['place']} {each['name']}": each["verdict"] for each in findings}


def test_stack_that_the_engine_made_is_audited(stack: Stack, vendors: Vendors) -> None:
    plan = {"database": "billing", "policies": {"hourly": HOURLY}, "objective": {"recovery_point_hours": 4}}
    stack.declare(
        policy(),
        resource("planetscale.BackupPlan", "billing", plan),
        schedule(),
        "secret = planetscale.BackupPolicy('secret', name=pulumi.Output.secret('hidden-name'), database='analytics',"
        f" **{HOURLY!r})",
    )
    assert stack.up().code == 0
    now = datetime.now(UTC)
    ran = audit(stack, "--stack", STACK, "--format", "json")
    young = dict.fromkeys(
        (
            "acme/storefront nightly",
            "acme/billing hourly",
            "acme/billing objective",
            "acme/analytics secret",
            "shop/orders-db dump/daily",
        ),
        "new",
    )
    assert (ran.returncode, found(ran)) == (0, young)

    later = now + timedelta(days=DAYS)
    vendors.control("POST", "/clock", {"now": later.isoformat(), "frozen": True})
    at = ("--at", later.isoformat(), "--format", "json")
    stack.call("stack", "select", STACK)
    ran = audit(stack, *at)
    assert (ran.returncode, found(ran)) == (0, dict.fromkeys(young, "ok"))
    assert "hidden-name" not in ran.stdout

    # A refresh of what has not changed does not make the promises younger.
    assert stack.refresh().code == 0
    vendors.delete_schedule()
    ran = audit(stack, "--stack", STACK, *at)
    assert (ran.returncode, found(ran)) == (1, {**dict.fromkeys(young, "ok"), "shop/orders-db dump/daily": "missing"})
    assert audit(stack, "--stack", STACK, *at[:2]).stdout.startswith("VERDICT")


@at_full_size
def test_explicit_provider_has_its_own_credential(stack: Stack, vendors: Vendors) -> None:
    stack.call("config", "set", "--stack", STACK, "--secret", "token", SERVICE_TOKEN)
    stack.declare(
        f"data = planetscale.Provider('acme-data', organization='acme', service_token_id={TOKEN_ID!r},"
        f" service_token=pulumi.Config().require_secret('token'), server_url='{vendors.url}/planetscale/v1')",
        policy(opts=Code("pulumi.ResourceOptions(provider=data)")),
    )
    assert stack.up().code == 0
    own = {f"{name}__ACME_DATA": value for name, value in CREDENTIALS.items() if name.startswith("PLANETSCALE")}
    assert audit(stack, "--stack", STACK, **own).returncode == 0
    ran = audit(stack, "--stack", STACK, **own | {"PLANETSCALE_SERVICE_TOKEN__ACME_DATA": "wrong-token"})
    assert ran.returncode == 2
    assert "it answered 401" in " ".join(ran.stdout.split())
    assert "The request used the provider 'acme-data'." in " ".join(ran.stdout.split())


@at_full_size
def test_stack_that_does_not_exist_and_one_without_promises_are_sentences(stack: Stack) -> None:
    refused = "The state of the {} could not be exported: {}"
    for arguments, sentence in (
        (("--stack", "nope"), refused.format("stack 'nope'", "no stack named 'nope' found.\n")),
        ((), refused.format("selected stack", "no stack selected; please use `pulumi stack select`")),
        (("--stack", STACK), f'The stack "{STACK}" has 0 resources, and none that promises backups: no planetscale.'),
    ):
        ran = audit(stack, *arguments)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith(sentence)
