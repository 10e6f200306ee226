"""kill -9 of a part of a run at any request: the documented way back leads to one object for each declared one."""

from __future__ import annotations

import random

import pytest

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.crash import VICTIMS, kill_at_request, unlocked, way_back
from tests.faults.size import sized
from tests.faults.world import World, nothing_is_left, soon

# The least number of requests that each command makes of this world.
REQUESTS = {"up": 16, "update": 16, "refresh": 6, "destroy": 8}


def points(command: str, seeds: int) -> list[tuple[str, int, bool]]:
    """Which part to kill, at which request, and whether the server carries that out: by the seed."""
    chance = random.Random(command)  # noqa: S311 - the same each time
    return [
        (VICTIMS[seed % len(VICTIMS)], chance.randrange(REQUESTS[command]), chance.random() < 0.6)
        for seed in range(seeds)
    ]


def world(retention: int = 14) -> World:
    return World(4, backups=False, retention=retention)


@pytest.mark.parametrize(("victim", "number", "commit"), sized(points("up", 3)[2:], points("up", 24)))
def test_killed_in_the_first_up(stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool) -> None:
    world().declare(stack)
    ran = kill_at_request(stack, vendors, "up", victim, number, commit=commit)
    assert ran is None or ran.code != 0
    way_back(stack, vendors, world())


@pytest.mark.parametrize("operation", sized(["create_backup"], ["create_backup", "get_backup", "promote_branch"]))
def test_killed_while_a_backup_is_taken(stack: Stack, vendors: Vendors, operation: str) -> None:
    taking = World(0)
    soon(vendors)
    taking.declare(stack)
    kill_at_request(stack, vendors, "up", "everything", 0, commit=True, operation=operation)
    way_back(stack, vendors, taking)


@pytest.mark.parametrize(("victim", "number", "commit"), sized(points("update", 4)[3:], points("update", 24)))
def test_killed_in_an_update(stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool) -> None:
    world().declare(stack)
    assert stack.up().code == 0
    world(15).declare(stack)
    kill_at_request(stack, vendors, "up", victim, number, commit=commit)
    way_back(stack, vendors, world(15))


@pytest.mark.parametrize(("victim", "number", "commit"), sized(points("destroy", 2)[1:], points("destroy", 16)))
def test_killed_in_a_refresh_and_in_a_destroy(
    stack: Stack, vendors: Vendors, victim: str, number: int, commit: bool
) -> None:
    world().declare(stack)
    assert stack.up().code == 0
    # A refresh starts no program that could be killed.
    rest = "everything" if victim == "program" else victim
    kill_at_request(stack, vendors, "refresh", rest, number % REQUESTS["refresh"], commit=commit)
    ran = unlocked(stack, "refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    world().check(stack, vendors)

    kill_at_request(stack, vendors, "destroy", rest, number, commit=commit)
    ran = unlocked(stack, "destroy")
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert nothing_is_left(stack, vendors)
