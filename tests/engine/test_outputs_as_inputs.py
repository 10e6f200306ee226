"""Outputs of resources as inputs of other resources, and as stack outputs."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.programs import outputs_as_inputs


def test_outputs_of_resources_are_inputs_and_stack_outputs(stack: Stack, vendors: Vendors) -> None:
    shutil.copy(Path(outputs_as_inputs.__file__), stack.project)
    stack.declare("from outputs_as_inputs import declare", "declare()")
    ran = stack.up()
    assert ran.code == 0, ran.text
    weekly, like_weekly = vendors.policies()
    for moving in ("id", "name", "display_name", "created_at", "updated_at"):
        assert weekly.pop(moving)
        like_weekly.pop(moving)
    assert weekly == like_weekly
    daily = {"interval": "daily", "hour": [2, 14], "minute": [30]}
    assert [schedule["scheduling"] for schedule in vendors.schedules()] == [daily] * 3
    assert stack.outputs() == {
        "scheduling": daily,
        "scheduling as JSON": '{"interval": "daily", "minute": [30], "hour": [2, 14]}',
    }
