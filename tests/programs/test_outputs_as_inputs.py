"""Outputs of resources are inputs of other resources: in types, under mocks, and on the real engine."""

from __future__ import annotations

from pathlib import Path

from tests.programs import outputs_as_inputs
from tests.programs.mocked import Recorder, run_mocked

PROGRAM = Path(outputs_as_inputs.__file__)


def test_outputs_are_inputs_under_mocks() -> None:
    mocks = Recorder()
    run_mocked(outputs_as_inputs.declare, mocks)
    weekly, like_weekly = mocks.resources["weekly"], mocks.resources["like-weekly"]
    assert like_weekly["schedule_day"] == 0
    assert {name: value for name, value in like_weekly.items() if name not in ("name", "__urn", "__provider")} == {
        name: value for name, value in weekly.items() if name not in ("name", "__urn", "__provider")
    }
    scheduling = {"interval": "daily", "hour": [2, 14], "minute": 30}
    assert mocks.resources["like-daily"]["scheduling"] == scheduling
    assert mocks.resources["parts-of-daily"]["scheduling"] == scheduling
    assert mocks.resources["parts-of-daily"]["retention_time"] == 9
