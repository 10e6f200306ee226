"""Only what changed shows as changed, and what means another object replaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from pulumi_backups.bridge import Provider, argument, inputs
from pulumi_backups.bridge.diff import diff

Make = Callable[..., Provider]

STATE: dict[str, Any] = {
    "account": "acme",
    "name": "one",
    "kind": "large",
    "size": 3,
    "slots": [0, 30],
    "window": {"start": 1, "end": 2},
    "windows": [{"start": 1, "end": 2}],
    "rooms": {"attic": {"start": 1, "end": 2}, "hall": {"start": 3, "end": 4}},
    "loud": False,
    "made_at": "yesterday",
}


@pytest.mark.parametrize(
    ("change", "changed", "replacing"),
    [
        ({}, (), ()),
        ({"size": 3.0, "slots": [0.0, 30.0]}, (), ()),
        ({"window": {"end": 2.0, "start": 1.0}}, (), ()),
        ({"made_at": "today"}, (), ()),
        ({"adopt": True}, (), ()),
        ({"size": 4}, ("size",), ()),
        ({"size": None}, ("size",), ()),
        ({"colour": "red"}, ("colour",), ()),
        ({"name": UNKNOWN}, ("name",), ()),
        ({"slots": [0, UNKNOWN]}, ("slots",), ()),
        ({"account": "other"}, ("account",), ("account",)),
        ({"account": UNKNOWN}, ("account",), ("account",)),
        ({"window": {"start": 1, "end": 3}}, ("window.end",), ()),
        ({"window": {"start": 0, "end": 3}}, ("window.start", "window.end"), ("window.start",)),
        ({"window": {"start": UNKNOWN, "end": 2}}, ("window.start",), ("window.start",)),
        ({"window": None}, ("window",), ()),
        ({"rooms": {"hall": {"end": 4.0, "start": 3}, "attic": {"start": 1, "end": 2}}}, (), ()),
        ({"rooms": {"attic": {"start": 1, "end": 2}, "hall": {"start": 3, "end": 5}}}, ("rooms.hall.end",), ()),
        ({"rooms": {"hall": {"start": 3, "end": 4}}}, ("rooms.attic",), ()),
        (
            {"rooms": {"attic": {"start": 1, "end": 2}, "cellar": {"start": 3, "end": 4}}},
            ("rooms.cellar", "rooms.hall"),
            (),
        ),
        ({"rooms": {"attic": {"start": 1, "end": 2}, "hall": UNKNOWN}}, ("rooms.hall",), ()),
        ({"rooms": UNKNOWN}, ("rooms",), ()),
        ({"windows": [{"start": 9, "end": 10}]}, ("windows",), ()),
        ({"size": 1, "account": "b", "name": "c"}, ("account", "name", "size"), ("account",)),
    ],
)
def test_difference(model: type, change: dict[str, Any], changed: tuple[str, ...], replacing: tuple[str, ...]) -> None:
    found = diff(model, STATE, {**STATE, **change})
    assert (found.changed, found.replacing) == (changed, replacing)


def test_replacement_creates_first(provider: Make) -> None:
    replaced = provider().diff("g1", STATE, {**STATE, "account": "other"})
    assert (replaced.changes, replaced.replaces, replaced.delete_before_replace) == (True, ["account"], False)
    updated = provider().diff("g1", STATE, {**STATE, "name": "two"})
    assert (updated.changes, updated.replaces) == (True, [])
    assert provider().diff("g1", STATE, STATE).changes is False


SLOTS = st.lists(st.integers(0, 59), min_size=1, max_size=5)
WINDOWS = st.lists(
    st.builds(lambda start: {"start": start, "end": start + 1}, st.integers(0, 22)),
    min_size=1,
    max_size=3,
    unique_by=lambda window: window["start"],
)


@given(SLOTS, WINDOWS, st.data())
def test_order_repetition_and_kind_of_number_make_no_difference(
    provider: Make, slots: list[int], windows: list[dict[str, int]], data: st.DataObject
) -> None:
    one = {"name": "one", "kind": "large", "size": 3, "slots": slots, "windows": windows}
    other = {
        "windows": [
            {name: float(window[name]) for name in data.draw(st.permutations(list(window)))}
            for window in data.draw(st.permutations(windows))
        ],
        "slots": [float(slot) for slot in data.draw(st.permutations(slots * 2))],
        "size": 3.0,
        "kind": "large",
        "name": "one",
        "colour": None,
    }
    made = provider()
    first, second = made.check({}, one).inputs, made.check({}, other).inputs
    assert first == second
    assert not made.diff("g1", first, second).changes


def test_state_from_before_an_input_was_added_has_its_default() -> None:
    @inputs()
    class Later:
        kept: int = argument("An input of today.")
        added: bool = argument("One of tomorrow.", default=False, replaces=True)

    assert diff(Later, {"kept": 3}, {"kept": 3, "added": False}).changed == ()
    assert diff(Later, {"kept": 3}, {"kept": 3, "added": True}).replacing == ("added",)
