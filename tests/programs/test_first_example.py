"""The README's first example in a user's unit test."""

from __future__ import annotations

import runpy
from pathlib import Path

from tests.programs.mocked import Recorder, run_mocked

PROGRAM = Path(__file__).with_name("first_example.py")


def test_first_example_runs_under_mocks_and_calls_no_function() -> None:
    mocks = Recorder()
    run_mocked(lambda: runpy.run_path(str(PROGRAM)), mocks)
    # Pulumi registers resources in several threads.
    assert mocks.resources.keys() == {"nightly", "orders-daily"}
    assert mocks.calls == []
