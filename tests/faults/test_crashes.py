"""kill -9 of a part of a run at any request. After the documented recovery, each resource has one object."""

from __future__ import annotations

import random

import pytest

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.crash import VICTIMS, kill_at_request, recover, unlocked
from tests.faults.size import at_full_size
from tests.faults.world import World, nothing_is_left, soon

# The fewest requests that each command sends for this world.
REQUESTS = {"up": 16, "update": 16, "refresh": 6, "destroy": 8}


def points(command: str, seeds: int) -> list[tuple[str, int, bool]]:
    """For each seed: the part to kill, at which request, and whether the server carries out the request."""
    chance = random.Random(command)  # noqa: S311 - the same each time
    return [
        (VICTIMS[seed % len(VICTIMS)], chance.randrange(REQUESTS[command]), chance.random() < 0.6)
        for seed in range(seeds)
    ]


def world(retention: int = 14) -> World:
    return World(4, backups=False, retention=retention)


@at_full_size
@pytest.mark.parametrize(("victim", "number", "commit"), points("up", 24))
def test_kill_during_the_first_up(stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool) -> None:
    world().declare(stack)
    ran = kill_at_request(stack, vendors, "up", victim, number, commit=commit)
    assert ran is None or ran.code != 0
    recover(stack, vendors, world())


@at_full_size
@pytest.mark.parametrize("operation", ["create_backup", "get_backup", "promote_branch"])
def test_kill_during_a_backup(stack: Stack, vendors: Vendors, operation: str) -> None:
    taking = World(0)
    soon(vendors)
    taking.declare(stack)
    kill_at_request(stack, vendors, "up", "everything", 0, commit=True, operation=operation)
    recover(stack, vendors, taking)


@at_full_size
@pytest.mark.parametrize(("victim", "number", "commit"), points("update", 24))
def test_kill_during_an_update(stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool) -> None:
    world().declare(stack)
    assert stack.up().code == 0
    world(15).declare(stack)
    kill_at_request(stack, vendors, "up", victim, number, commit=commit)
    recover(stack, vendors, world(15))


@at_full_size
@pytest.mark.parametrize(("victim", "number", "commit"), points("destroy", 16))
def test_kill_during_a_refresh_and_a_destroy(
    stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool
) -> None:
    world().declare(stack)
    assert stack.up().code == 0
    # A refresh runs no program.
    rest = "everything" if victim == "program" else victim
    kill_at_request(stack, vendors, "refresh", rest, number % REQUESTS["refresh"], commit=commit)
    ran = unlocked(stack, "refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    world().check(stack, vendors)

    kill_at_request(stack, vendors, "destroy", rest, number, commit=commit)
    ran = unlocked(stack, "destroy")
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert nothing_is_left(stack, vendors)
