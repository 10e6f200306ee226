"""What a state can have, and what the audit says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.audited import DAILY, World
from tests.cli.conftest import Audit
from tests.newvendor.activation import NAME

SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}


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
    assert {
        each["name"]: each["verdict"]
        for each in json.loads(audit("-", "--format", "json", given=json.dumps(state)).out)["findings"]
    } == {"nightly": "ok"}


def test_vendor_that_says_nothing_for_the_audit_is_left_out_and_not_fine(audit: Audit, nightly: World) -> None:
    state = nightly.export()
    kind = f"pulumi-python:dynamic/{NAME}:BackupSchedule"
    state["deployment"]["resources"].append({"type": kind, "urn": f"urn:pulumi:dev::tests::{kind}::orders", "id": "1"})
    ran = audit("-", given=json.dumps(state))
    assert (ran.code, ran.err) == (2, f"{NAME} is left out, because the audit cannot look there yet.\n")
    assert "1 finding: 1 ok." in ran.out
