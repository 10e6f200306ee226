"""Many policies in many databases: one list per database, and no 429 within the rate limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Config = Callable[..., dict[str, str]]

DATABASES, POLICIES_EACH = 30, 5
# As many as Pulumi's host of dynamic providers has.
THREADS = 4
LIMIT = 40


@pytest.fixture
def fleet(new_stack: type[Stack], emulator: Emulator, timed: Config, nightly: Declared) -> list[Stack]:
    """The resources of one program: stacks of one resource that share a provider. None has listed anything yet."""
    names = [f"db-{number:02}" for number in range(DATABASES)]
    databases = {name: {"kind": "mysql"} for name in names}
    emulator.call("POST", "/seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    declared = [{**nightly, "database": name, "name": f"p{each}"} for name in names for each in range(POLICIES_EACH)]
    stacks = [new_stack(BackupPolicyProvider, {}) for _ in declared]
    next_run(stacks, timed)
    for stack, inputs in zip(stacks, declared, strict=True):
        stack.inputs = inputs
    return stacks


def next_run(fleet: list[Stack], timed: Config) -> None:
    """Starts another run of Pulumi. Its rate limit is the emulator's."""
    first = fleet[0]
    first.start(timed(planetscale__requestsPerMinute=str(LIMIT)))
    for stack in fleet:
        stack.provider = first.provider


def up(stack: Stack) -> str:
    declared = {name: value for name, value in stack.inputs.items() if name != "organization"}
    return stack.up(**declared)


def all_at_once(do: Callable[[Stack], Any], fleet: list[Stack]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(do, fleet))


def seconds_within(limit: int, requests: int) -> float:
    """When the last request is allowed at the earliest: each window of a minute is full."""
    return (requests - 1) // limit * 60.0


def test_creations_take_as_long_as_the_rate_limit_demands_without_any_429(
    fleet: list[Stack], emulator: Emulator, clock: EmulatorClock
) -> None:
    emulator.switch(planetscale__rate_limit=LIMIT)
    assert [up(stack) for stack in fleet] == ["created"] * len(fleet)
    requests = emulator.call("GET", "/requests")["requests"]
    assert Counter(entry["operation"] for entry in requests) == {
        "list_backup_policies": DATABASES,
        "create_backup_policy": len(fleet),
    }
    assert 429 not in {entry["status"] for entry in requests}
    dictated = seconds_within(LIMIT, len(requests))
    assert dictated <= clock.elapsed <= dictated * 1.05


def test_concurrent_refresh_lists_each_database_once(
    fleet: list[Stack], emulator: Emulator, timed: Config, clock: EmulatorClock
) -> None:
    for stack in fleet:
        up(stack)
    next_run(fleet, timed)
    clock.elapsed += 60.0
    emulator.sent()
    emulator.switch(planetscale__rate_limit=LIMIT)
    before = clock.elapsed
    assert all(all_at_once(lambda stack: stack.refresh(), fleet))
    assert Counter(emulator.sent()) == {"list_backup_policies": DATABASES}
    assert clock.elapsed == before


def test_up_without_changes_sends_no_request(fleet: list[Stack], emulator: Emulator, timed: Config) -> None:
    for stack in fleet:
        up(stack)
    next_run(fleet, timed)
    emulator.sent()
    assert set(all_at_once(up, fleet)) == {"same"}
    assert emulator.sent() == []
