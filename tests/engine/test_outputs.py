"""The outputs of resources: types, secrets, and Pulumi's resource options."""

from __future__ import annotations

import json

from tests.engine.programs import Code, export, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

# The engine sends floats. A number must be an int if the class says so.
TYPES = """
def types(value):
    if isinstance(value, (list, tuple)):
        return [types(entry) for entry in value]
    return type(value).__name__
"""


def options(text: str) -> Code:
    return Code(f"pulumi.ResourceOptions({text})")


def test_outputs_have_the_types_of_their_annotations(stack: Stack, vendors: Vendors) -> None:
    destination = {"destination_id": "offsite-archive", "retention_time": 9}
    stack.declare(
        TYPES,
        policy(frequency_unit="month", schedule_day=0, schedule_week=1),
        schedule(backup_type="snapshot", additional_destinations=[destination]),
        export(
            policy="pulumi.Output.all(nightly.frequency_value, nightly.schedule_day, nightly.schedule_week,"
            " nightly.retention_value, nightly.required, nightly.created_at, nightly.display_name).apply(types)",
            schedule="pulumi.Output.all(orders.retention_time, orders.compression_type).apply(types)",
            scheduling="orders.scheduling.apply(lambda s: types([s.interval, s.minute, s.hour, s.day]))",
            destination="orders.additional_destinations.apply("
            "lambda found: types([found[0].destination_id, found[0].retention_time, found[0].type]))",
            ids="[nightly.id, orders.id, orders.schedule_id]",
        ),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.outputs() == {
        "policy": ["int", "int", "int", "int", "bool", "str", "str"],
        "schedule": ["int", "NoneType"],
        "scheduling": ["str", ["int"], ["int", "int"], "NoneType"],
        "destination": ["str", "int", "str"],
        "ids": [vendors.policy()["id"], "shop/orders-db/snapshot/daily", vendors.schedule()["id"]],
    }


def test_secret_input_and_the_outputs_derived_from_it_stay_secret(stack: Stack, vendors: Vendors) -> None:
    secret = Code("pulumi.Output.secret('classified-name')"), Code("pulumi.Output.secret(77)")
    stack.declare(policy(name=secret[0], retention_value=secret[1]))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["display_name"] == "Classified name"
    outputs = stack.resources()["nightly"]["outputs"]
    for name in ("name", "display_name", "retention_value"):
        assert "ciphertext" in outputs[name]
    for plain in ("classified-name", "Classified name"):
        # The program itself has it, and so has its compiled form.
        assert [file for file in stack.files_with(plain) if "__main__." not in file] == []


@at_full_size
def test_resource_options_work(stack: Stack, vendors: Vendors) -> None:
    stack.declare(
        policy("kept", opts=options("retain_on_delete=True")),
        policy("guarded", opts=options("protect=True")),
        schedule(opts=options("ignore_changes=['retention_time', 'scheduling.hour']")),
    )
    assert stack.up().code == 0
    vendors.sent()

    stack.declare(
        policy("kept", opts=options("retain_on_delete=True")),
        policy("renamed", name="guarded", opts=options("protect=True, aliases=[pulumi.Alias(name='guarded')]")),
        schedule(
            retention_time=9,
            scheduling={"interval": "daily", "hour": [5, 6], "minute": [30]},
            opts=options("ignore_changes=['retention_time', 'scheduling.hour']"),
        ),
    )
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert vendors.sent() == []

    stack.declare()
    ran = stack.up()
    assert ran.code != 0
    assert "renamed" in ran.text
    assert "protect" in ran.text
    assert len(vendors.policies()) == 2

    stack.declare(policy("renamed", name="guarded", opts=options("protect=False")))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert {each["name"] for each in vendors.policies()} == {"kept", "guarded"}
    assert vendors.schedules() == []
    assert list(stack.resources()) == ["renamed"]


@at_full_size
def test_existing_policy_is_read_by_its_id(stack: Stack, vendors: Vendors) -> None:
    manual = vendors.add_policy(name="by hand", retention_value=3)["id"]
    stack.declare(
        policy(opts=options(f"id={manual!r}")),
        export(name="nightly.name", kept="nightly.retention_value"),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.outputs() == {"name": "by hand", "kept": 3}
    assert {method for method, _ in vendors.sent()} == {"GET"}

    vendors.delete_policy()
    ran = stack.up()
    assert ran.code != 0
    assert manual in ran.error
    assert "Traceback" not in ran.text

    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert json.dumps(vendors.sent()).count("DELETE") == 0
