"""Faults on a share of all requests of a stack's lifecycle: no error, nothing lost, nothing created twice."""

from __future__ import annotations

import pytest

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import sized
from tests.faults.trouble import SHARE, TROUBLE, let_loose
from tests.faults.world import World, nothing_is_left, soon

ALL = tuple(TROUBLE)
# Each kind of fault is in one of them.
MIXED = (ALL[::2], ALL[1::2])
CASES = sized(
    [(ALL, 1, 0.025)],
    [((name,), seed, SHARE) for name in ALL for seed in (1, 2)]
    + [(names, seed, SHARE) for names in MIXED for seed in range(1, 6)]
    + [(ALL, 1, 0.05)],
)
# Seconds. If half of the requests meet a fault, a minute of retries is not enough.
PATIENCE = {f"{vendor}:retrySeconds": "600" for vendor in ("planetscale", "northflank")}


@pytest.mark.parametrize(("names", "seed", "share"), CASES, ids=str)
def test_lifecycle_with_faults(stack: Stack, vendors: Vendors, names: tuple[str, ...], seed: int, share: float) -> None:
    if share * len(names) > 0.5:
        stack.configure(PATIENCE)
    soon(vendors)
    let_loose(vendors, names, seed, share)
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
