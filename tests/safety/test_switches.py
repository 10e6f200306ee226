"""What a user sees under every behaviour that the vendors' documents leave open: each choice of each switch."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator_clock import EmulatorClock
from tests.safety.scenarios import (
    SCENARIOS,
    World,
)

SUITES = ("planetscale", "northflank", "rate_limit", "drill")
for suite in SUITES:
    import_module(f"tests.safety.{suite}_scenarios")

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack


@pytest.fixture
def world(
    emulator: Emulator,
    new_stack: type[Stack],
    config: Callable[..., dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> World:
    return World(emulator, EmulatorClock(emulator), new_stack, config, capsys)


@pytest.mark.parametrize(("switch", "choice"), SCENARIOS)
def test_resources_under(world: World, switch: str, choice: Any) -> None:
    world.emulator.call("POST", "/switches", {switch: choice})
    SCENARIOS[switch, choice](world, choice)


def test_every_choice_of_every_switch_has_a_scenario(emulator: Emulator) -> None:
    all_choices = emulator.call("GET", "/switches")["choices"]
    assert {switch for switch, _ in SCENARIOS} == set(all_choices)
    for switch, choices in all_choices.items():
        tested = [choice for name, choice in SCENARIOS if name == switch]
        if choices is None:
            # Any whole number: zero often means something special, so it is one of them.
            assert 0 in tested, switch
            assert len(tested) >= 2, switch
        else:
            assert sorted(map(repr, tested)) == sorted(map(repr, choices)), switch
