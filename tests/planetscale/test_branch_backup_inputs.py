"""Inputs of a branch backup: which are valid, the message for each violation, and which changes replace it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pulumi.output import UNKNOWN
from pulumi_backups.planetscale.branch_backup import BranchBackup, BranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]

DEFAULTS = {"organization": "acme", "protected": False, "wait": True, "wait_minutes": 240}


@pytest.fixture
def stack(new_stack: type[Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(BranchBackupProvider, config())


def test_defaults_are_filled_in_except_for_the_retention(stack: Stack) -> None:
    least = {"database": "storefront", "branch": "main", "name": "before"}
    result = stack.check(**least)
    assert result.failures == []
    assert result.inputs == {**least, **DEFAULTS}


@pytest.mark.parametrize(
    "change",
    [
        {"retention_value": 1},
        {"retention_value": 1000},
        *({"retention_unit": unit} for unit in ("hour", "day", "week", "month", "year")),
        {"emergency": True},
        {"emergency": False},
        {"protected": True},
        {"wait": False},
        {"wait_minutes": 1},
        {"wait_minutes": 7 * 24 * 60},
        {"name": "before migration 42"},
        {"branch": "feature.x~1"},
        {"retention_value": UNKNOWN},
        {"retention_unit": UNKNOWN, "retention_value": UNKNOWN},
    ],
)
def test_valid_input(stack: Stack, before: Declared, change: Declared) -> None:
    assert stack.problems(**{**before, **change}) == {}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"retention_value": 0}, {"retention_value": "must be a whole number from 1 to 1000"}),
        ({"retention_value": 1001}, {"retention_value": "must be a whole number from 1 to 1000"}),
        ({"retention_value": 1.5}, {"retention_value": "must be a whole number from 1 to 1000"}),
        ({"retention_unit": "decade"}, {"retention_unit": 'must be "hour", "day", "week", "month" or "year"'}),
        (
            {"retention_value": None},
            {"retention_value": "is required: retention_value and retention_unit go together"},
        ),
        ({"retention_unit": None}, {"retention_unit": "is required: retention_value and retention_unit go together"}),
        ({"emergency": "yes"}, {"emergency": "must be True or False"}),
        ({"protected": "true"}, {"protected": "must be True or False"}),
        ({"wait": 1}, {"wait": "must be True or False"}),
        ({"wait_minutes": 0}, {"wait_minutes": "must be a whole number from 1 to 10080"}),
        ({"wait_minutes": 10081}, {"wait_minutes": "must be a whole number from 1 to 10080"}),
        ({"name": " "}, {"name": "must be text on one line, not blank"}),
    ],
)
def test_violation_names_its_input(stack: Stack, before: Declared, change: Declared, found: Declared) -> None:
    problems = stack.problems(**{**before, **change})
    assert list(problems) == list(found)
    for name, words in found.items():
        assert problems[name].startswith(words)


@pytest.mark.parametrize("name", ["database", "branch"])
@pytest.mark.parametrize("value", [None, "", "a/b", "..", "x y\n"])
def test_name_that_no_path_can_hold_is_refused(stack: Stack, before: Declared, name: str, value: str | None) -> None:
    assert list(stack.problems(**{**before, name: value})) == [name]


def test_all_violations_are_reported_together(stack: Stack, before: Declared) -> None:
    wrong = {**before, "branch": None, "retention_unit": None, "wait_minutes": 0}
    assert set(stack.problems(**wrong)) == {"branch", "retention_unit", "wait_minutes"}


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"database": "billing"}, ["database"]),
        ({"branch": "staging"}, ["branch"]),
        ({"organization": "other"}, ["organization"]),
        ({"name": "other"}, ["name"]),
        ({"retention_value": 31}, ["retention_value"]),
        ({"retention_unit": "week"}, ["retention_unit"]),
        ({"emergency": False}, ["emergency"]),
        ({"protected": True}, []),
        ({"wait": False}, []),
        ({"wait_minutes": 5}, []),
    ],
)
def test_every_change_replaces_except_protection_and_waits(
    stack: Stack, before: Declared, change: Declared, replaces: list[str]
) -> None:
    stack.up(**before)
    found = stack.preview(**{**before, **change})
    assert found.changes
    assert found.replaces == replaces
    assert found.delete_before_replace is False


def test_check_and_preview_send_nothing(stack: Stack, emulator: Emulator, before: Declared) -> None:
    stack.up(**before)
    emulator.sent()
    stack.check(**before)
    stack.preview(**{**before, "name": "other"})
    assert emulator.sent() == []


def test_constructor_refuses_an_output_as_wait() -> None:
    with pytest.raises(TypeError, match="wait must be True or False, and no output"):
        BranchBackup("b", database="billing", branch="main", wait=pulumi.Output.from_input(False))  # type: ignore[arg-type]
