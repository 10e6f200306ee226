"""Declared inputs are brought into one canonical form, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN, Unknown
from pulumi_backups.bridge import Provider

Make = Callable[..., Provider]

GADGET: dict[str, Any] = {"name": "one", "kind": "large"}
CANONICAL = {**GADGET, "account": "acme", "colour": "large-grey", "loud": False}
FIELDS = ["account", "name", "kind", "size", "colour", "slots", "windows", "window", "rooms", "loud", "adopt"]
WINDOW = {"start": 1, "end": 2}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(["a/b", "..", "%2e", "a\nb", "x" * 10_000, "\x00", "\ud800", "small", "large", 10**400])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["start", "end", "other", "a\nb", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)
WINDOWS = st.builds(lambda start, more: {"start": start, "end": start + more}, st.integers(0, 11), st.integers(1, 8))
VALID = st.fixed_dictionaries(
    {"name": st.sampled_from(["one", "é", "a b"]), "kind": st.just("large")},
    optional={
        "account": st.sampled_from(["acme", "a.b", "~x"]),
        "size": st.integers(1, 9) | st.integers(1, 9).map(float),
        "colour": st.text(max_size=5),
        "slots": st.lists(st.integers(0, 59), max_size=4, min_size=1) | st.integers(0, 59),
        "windows": st.lists(WINDOWS, max_size=3),
        "window": WINDOWS,
        "rooms": st.dictionaries(st.sampled_from(["hall", "attic 2", "é"]), WINDOWS, min_size=1, max_size=3),
        "loud": st.booleans(),
        "adopt": st.booleans(),
    },
)


def problems(provider: Provider, declared: dict[str, Any]) -> dict[str, str]:
    return {failure.property: failure.reason for failure in provider.check({}, declared).failures}


def with_holes(value: Any, draw: Callable[[], bool]) -> Any:
    """A value some parts of which are not known yet."""
    if draw():
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, list):
        return [with_holes(entry, draw) for entry in value]
    if isinstance(value, dict):
        return {key: with_holes(entry, draw) for key, entry in value.items()}
    return value


@pytest.mark.parametrize(
    ("change", "canonical"),
    [
        ({}, {}),
        ({"size": 3.0}, {"size": 3}),
        ({"size": None}, {}),
        ({"slots": 5}, {"slots": [5]}),
        ({"slots": [30.0, 0, 30]}, {"slots": [0, 30]}),
        ({"windows": []}, {}),
        (
            {"windows": [{"start": 5.0, "end": 6}, {"end": 2, "start": 1}]},
            {"windows": [{"start": 1, "end": 2}, {"start": 5, "end": 6}]},
        ),
        ({"windows": WINDOW}, {"windows": [WINDOW]}),
        ({"window": WINDOW}, {"window": WINDOW}),
        (
            {"rooms": {"hall": {"start": 5.0, "end": 6}, "attic 2": WINDOW}},
            {"rooms": {"attic 2": WINDOW, "hall": {"start": 5, "end": 6}}},
        ),
        ({"account": "other"}, {"account": "other"}),
        ({"colour": "red"}, {"colour": "red"}),
        ({"kind": "small"}, {"kind": "small", "colour": "small-grey"}),
        ({"kind": UNKNOWN}, {"kind": UNKNOWN, "colour": UNKNOWN}),
        ({"loud": True, "__provider": "pickle"}, {"loud": True}),
    ],
)
def test_canonical_form(provider: Make, change: dict[str, Any], canonical: dict[str, Any]) -> None:
    result = provider().check({}, {**GADGET, **change})
    assert result.failures == []
    assert result.inputs == {**CANONICAL, **canonical}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name": None}, {"name": "is required: text on one line, not blank"}),
        ({"kind": "huge"}, {"kind": 'must be "small" or "large"'}),
        ({"size": 10}, {"size": "must be a whole number from 1 to 9"}),
        ({"kind": "small", "size": 5}, {"size": 'is only for kind "large"; remove it'}),
        ({"kind": "small", "size": 50}, {"size": "must be a whole number from 1 to 9"}),
        ({"slots": []}, {"slots": "must be one or more whole numbers from 0 to 59"}),
        (
            {"slots": [1, 99, "a"]},
            {
                "slots[1]": "must be a whole number from 0 to 59, not 99",
                "slots[2]": 'must be a whole number from 0 to 59, not the text "a"',
            },
        ),
        ({"window": {"start": 5}}, {"window.end": "is required: a whole number from 0 to 23"}),
        ({"window": {"start": 5, "end": 4}}, {"window.end": "must come after start"}),
        ({"window": [WINDOW]}, {"window": "must be a mapping of start, end, not a list"}),
        ({"windows": [WINDOW, {"start": 5, "end": 4}]}, {"windows[1].end": "must come after start"}),
        ({"windows": [WINDOW, 5]}, {"windows[1]": "must be a mapping of start, end, not 5"}),
        (
            {"rooms": {}},
            {
                "rooms": "must be a mapping of one or more names, each to a mapping of start, end",
            },
        ),
        (
            {"rooms": [WINDOW]},
            {"rooms": "must be a mapping of one or more names, each to a mapping of start, end, not a list"},
        ),
        ({"rooms": {"": WINDOW}}, {"rooms": 'has the name "", which must be text on one line, not blank'}),
        ({"rooms": {"hall": {**WINDOW, "end": 99}}}, {"rooms.hall.end": "must be a whole number from 0 to 23, not 99"}),
        ({"rooms": {"attic 2": 7}}, {'rooms["attic 2"]': "must be a mapping of start, end, not 7"}),
        (
            {"rooms": {"hall": {**WINDOW, "middle": 1}}},
            {"rooms.hall.middle": "is not an input; the inputs are start, end"},
        ),
        ({"window": {**WINDOW, "middle": 1}}, {"window.middle": "is not an input; the inputs are start, end"}),
        ({"loud": 1}, {"loud": "must be True or False, not 1"}),
        ({"loud": "yes"}, {"loud": 'must be True or False, not the text "yes"'}),
        ({"size": "1"}, {"size": 'must be a whole number from 1 to 9, not the text "1"'}),
        ({"colour": 5}, {"colour": "must be text, not 5"}),
        ({"weight": 5}, {"weight": f"is not an input; the inputs are {', '.join(FIELDS)}"}),
        (
            {"name": 5, "kind": 5},
            {"name": "must be text on one line, not blank, not 5", "kind": 'must be "small" or "large", not 5'},
        ),
    ],
)
def test_problem_names_its_property_and_what_would_be_right(
    provider: Make, change: dict[str, Any], found: dict[str, str]
) -> None:
    assert problems(provider(), {**GADGET, **change}) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name": UNKNOWN}, []),
        ({"kind": UNKNOWN, "size": 5}, []),
        ({"kind": UNKNOWN, "size": 50}, ["size"]),
        ({"slots": [UNKNOWN, 99]}, ["slots[1]"]),
        ({"window": {"start": UNKNOWN, "end": 99}}, ["window.end"]),
        ({"windows": [UNKNOWN, {"start": 5, "end": 4}]}, ["windows[1].end"]),
        ({"windows": UNKNOWN, "weight": UNKNOWN}, ["weight"]),
        ({"rooms": {"hall": UNKNOWN, "attic": {"start": UNKNOWN, "end": 99}}}, ["rooms.attic.end"]),
        ({"account": UNKNOWN, "name": None}, ["name"]),
    ],
)
def test_what_is_not_known_is_set_aside_and_the_rest_is_judged(
    provider: Make, change: dict[str, Any], found: list[str]
) -> None:
    assert list(problems(provider(), {**GADGET, **change})) == found


def test_doubt_is_a_warning_that_says_which_object_and_is_given_once(
    provider: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = {**GADGET, "account": "doubtful", "window": {"start": 1, "end": 21}}
    for _ in range(2):
        assert provider().check({}, declared).failures == []
    assert capsys.readouterr().err == "warning: Maker: doubtful: window.end of 21 is late\n"


def test_setting_that_stands_in_is_named_where_it_is_missing(provider: Make) -> None:
    words = "is required: give it here, or set maker:account (or MAKER_ACCOUNT)"
    assert problems(provider(account=" "), GADGET) == {"account": words}


def test_how_it_was_created_is_not_asked_again(provider: Make) -> None:
    recorded = {**CANONICAL, "adopt": True}
    assert provider().check(recorded, GADGET).inputs["adopt"] is True
    assert "adopt" not in provider().check(CANONICAL, {**GADGET, "adopt": True}).inputs
    assert provider().check({}, {**GADGET, "adopt": True}).inputs["adopt"] is True


@given(VALID)
def test_what_is_checked_is_stable_under_check(provider: Make, declared: dict[str, Any]) -> None:
    once = provider().check({}, declared)
    assert once.failures == []
    assert provider().check({}, once.inputs).inputs == once.inputs


@given(VALID, st.randoms(use_true_random=False))
def test_unknown_parts_are_never_wrong(provider: Make, declared: dict[str, Any], random: Any) -> None:
    assert problems(provider(), with_holes_below(declared, random)) == {}


@given(VALID, st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3), st.randoms(use_true_random=False))
def test_unknown_parts_bring_no_problem_of_their_own(
    provider: Make, declared: dict[str, Any], changes: dict[str, Any], random: Any
) -> None:
    declared = {**declared, **changes}
    whole = problems(provider(), declared)
    part = problems(provider(), with_holes_below(declared, random))
    assert set(part) <= set(whole)


def with_holes_below(declared: dict[str, Any], random: Any) -> dict[str, Any]:
    return {name: with_holes(value, lambda: random.random() < 0.3) for name, value in declared.items()}


@given(VALID, st.dictionaries(st.sampled_from([*FIELDS, "weight", "a\nb"]), VALUES, max_size=4))
def test_nothing_that_is_declared_raises_and_problems_are_lines(
    provider: Make, declared: dict[str, Any], changes: dict[str, Any]
) -> None:
    for failure in provider().check({}, {**declared, **changes}).failures:
        assert failure.property.isprintable()
        assert failure.reason.isprintable()
        assert len(failure.property) + len(failure.reason) < 300
