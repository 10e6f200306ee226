"""Inputs that come from another resource, so a preview does not know them."""

from __future__ import annotations

from tests.engine.events import UNKNOWN
from tests.engine.programs import Code, export, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

FIRST = policy("first", name="first")


def later(value: object) -> Code:
    """A value that is unknown until the policy `first` exists."""
    return Code(f"first.created_at.apply(lambda _: {value!r})")


def test_unknown_inputs_are_neither_refused_nor_lost(stack: Stack, vendors: Vendors) -> None:
    stack.declare(
        FIRST,
        policy("second", database=later("billing"), retention_value=later(9), schedule_day=later(None)),
        schedule(scheduling={"interval": later("daily"), "hour": [2, later(14)], "minute": later(30)}),
    )
    ran = stack.preview()
    assert (ran.code, ran.errors) == (0, []), ran.text
    inputs = ran.step("second").new["inputs"]
    assert (inputs["database"], inputs["retention_value"]) == (UNKNOWN, UNKNOWN)
    assert vendors.sent() == []

    ran = stack.up()
    assert ran.code == 0, ran.text
    second = next(each for each in vendors.policies() if each["name"] == "second")
    assert (second["database"], second["retention_value"], second["schedule_day"]) == ("billing", 9, None)
    assert vendors.schedule()["scheduling"] == {"interval": "daily", "hour": [2, 14], "minute": [30]}

    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text


@at_full_size
def test_wrong_value_that_becomes_known_during_up_is_refused(stack: Stack, vendors: Vendors) -> None:
    stack.declare(FIRST, policy("second", retention_value=later(0)))
    ran = stack.up()
    assert ran.code != 0
    assert [message.name for message in ran.errors] == ["second"]
    assert "retention_value" in ran.error
    assert "must be a whole number from 1 to 999" in ran.error
    assert [each["name"] for each in vendors.policies()] == ["first"]


@at_full_size
def test_update_keeps_the_id_and_the_inputs_known_downstream(stack: Stack) -> None:
    def lines(kept: float) -> list[str]:
        # If the id or an input became unknown, these downstream resources would show a change.
        return [
            policy(retention_value=kept),
            policy("after", name=Code("nightly.id"), retention_value=Code("nightly.frequency_value")),
            schedule("beside", addon_id=Code("nightly.database.apply(lambda _: 'orders-db')")),
            export(id="nightly.id", kept="nightly.retention_value"),
        ]

    stack.declare(*lines(14))
    assert stack.up().code == 0
    stack.declare(*lines(15.0))
    ran = stack.preview()
    assert ran.ops == [("update", "nightly")], ran.text
    assert ran.step("nightly").changed == {"retention_value": (14, 15)}

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.outputs() == {"id": stack.resources()["nightly"]["id"], "kept": 15}


@at_full_size
def test_removed_optional_field_is_cleared(stack: Stack, vendors: Vendors) -> None:
    vendors.control("POST", "/switches", {"planetscale.patch_null": "accept"})
    stack.declare(
        policy(frequency_unit="week", schedule_day=3),
        schedule(compression_type="zstd", scheduling={"interval": "daily", "hour": [2, 14], "minute": [30, 0]}),
    )
    assert stack.up().code == 0
    assert vendors.policy()["schedule_day"] == 3
    assert vendors.schedule()["backupCompressionType"] == "zstd"

    stack.declare(policy(), schedule(scheduling={"interval": "daily", "hour": [14, 2.0], "minute": [0, 30]}))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.step("nightly").changed == {"frequency_unit": ("week", "day"), "schedule_day": (3, None)}
    assert ran.step("orders").changed == {"compression_type": ("zstd", "gz")}
    assert (vendors.policy()["frequency_unit"], vendors.policy()["schedule_day"]) == ("day", None)
    assert vendors.schedule()["backupCompressionType"] == "gz"
    ran = stack.up("--refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
