"""The phases of a run, from the times of its calls."""

from __future__ import annotations

import pytest

from benchmarks.phases import Calls, phases

# The first declaration and registration are those of the stack itself.
CALLS: dict[str, Calls] = {
    "declare": [(12, 13), (11, 11.5), (14, 15)],
    "register": [(16, 20), (16.5, 22), (17, 23)],
    "check": [(18, 19), (20, 21.5)],
    "diff": [(19, 19.25), (21.5, 22)],
}


def test_phases_add_up_to_the_run() -> None:
    found = phases(10, 25, CALLS)
    assert found == {
        "start": 1,
        "declare": 4,
        "prepare": 1,
        "check": 2.5,
        "diff": 0.75,
        "engine": 3.75,
        "end": 2,
        "all": 15,
    }
    assert sum(found.values()) == 2 * found["all"]


def test_calls_at_the_same_time_have_no_phases() -> None:
    with pytest.raises(ValueError, match="twice at once"):
        phases(10, 25, {**CALLS, "diff": [(18.5, 19.25)]})
