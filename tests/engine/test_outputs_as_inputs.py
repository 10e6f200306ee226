"""Outputs of resources and results of functions, as inputs of resources and as stack outputs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.programs import outputs_as_inputs, results_as_values


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


def test_results_of_functions_are_inputs_and_stack_outputs(stack: Stack, vendors: Vendors) -> None:
    schedule = vendors.add_schedule(scheduling={"interval": "daily", "hour": [2], "minute": [30]}, retentionTime=9)
    shutil.copy(Path(results_as_values.__file__), stack.project)
    stack.declare("from results_as_values import declare", "declare()")
    ran = stack.up()
    assert ran.code == 0, ran.text
    (policy,) = vendors.control("GET", "/planetscale/policies?database=storefront")["policies"]
    outputs = stack.outputs()
    assert outputs["token"] == outputs["token name"] == "[secret]"
    assert [each["name"] for each in outputs["policies"]] == [policy["name"]]
    assert outputs["next run"] == {"by key": policy["next_run_at"], "by attribute": policy["next_run_at"][11:16]}
    assert outputs["schedules"][0]["created_at"] == schedule["createdAt"]
    for name in ("policies", "schedules"):
        assert json.loads(outputs[f"{name} as JSON"]) == outputs[name]
    (uploads,) = vendors.control("GET", "/northflank/schedules?volume_id=uploads")["schedules"]
    assert (uploads["scheduling"], uploads["retentionTime"]) == (schedule["scheduling"], 9)
