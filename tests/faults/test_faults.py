"""Trouble on a share of all requests, through the life of a stack: nobody notices, nothing is lost or doubled."""

from __future__ import annotations

import pytest

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import sized
from tests.faults.trouble import TROUBLE, let_loose
from tests.faults.world import World, nothing_is_left, soon

ALL = tuple(TROUBLE)
# Each kind in one of them.
MIXED = (
    ("429", "429 with a time", "500", "500 after the commit", "502", "503"),
    ("refused", "cut before the commit", "cut after the commit", "no answer, then closed", "truncated"),
    ("slow", "broken JSON", "HTML", "HTML after the commit", "redirect"),
)
CASES = sized(
    [(names, 1) for names in MIXED],
    [((name,), seed) for name in ALL for seed in (1, 2)]
    + [(names, seed) for names in MIXED for seed in range(1, 6)]
    + [(ALL, 1)],
)
# With all sixteen at a twentieth each, more than half of the requests meet one: it takes more than a minute's patience.
PATIENCE = {f"{vendor}:retrySeconds": "600" for vendor in ("planetscale", "northflank")}


@pytest.mark.parametrize(("names", "seed"), CASES, ids=str)
def test_life_of_a_stack(stack: Stack, vendors: Vendors, names: tuple[str, ...], seed: int) -> None:
    if names == ALL:
        stack.configure(PATIENCE)
    soon(vendors)
    let_loose(vendors, names, seed, 0.05 if names == ALL else 0.1)
    world = World(sized([6], [9])[0])
    world.declare(stack)
    for flags in ((), ("--refresh", "--expect-no-changes")):
        ran = stack.up(*flags)
        assert (ran.code, ran.errors) == (0, []), ran.text
        world.check(stack, vendors)
    assert ran.ops == []

    world = World(len(world.names), retention=15)
    world.declare(stack)
    ran = stack.up()
    assert (ran.code, ran.errors) == (0, []), ran.text
    world.check(stack, vendors)

    ran = stack.destroy()
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert nothing_is_left(stack, vendors)
    assert vendors.struck() > 0


def test_every_kind_is_in_a_mixture() -> None:
    assert sorted(name for names in MIXED for name in names) == sorted(ALL)
