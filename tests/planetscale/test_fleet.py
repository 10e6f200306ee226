"""Many policies in many databases, as single resources and as plans: which requests each command sends.

Both send the same: at most one list per database and one write per policy, and no 429 within the rate limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Provider
from pulumi_backups.bridge.executor import THREADS
from pulumi_backups.planetscale.backup_plan import BackupPlanProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Config = Callable[..., dict[str, str]]

DATABASES = [f"db-{number:02}" for number in range(30)]
NAMES = [f"p{number}" for number in range(5)]
POLICIES = len(DATABASES) * len(NAMES)
LIMIT = 40


def single_policies(settings: Declared) -> list[Declared]:
    """The inputs of a resource for each policy."""
    return [{**settings, "database": database, "name": name} for database in DATABASES for name in NAMES]


def plans(settings: Declared) -> list[Declared]:
    """The inputs of a plan for each database, with the same policies."""
    return [{"database": database, "policies": dict.fromkeys(NAMES, settings)} for database in DATABASES]


class Fleet:
    """The resources of one program: stacks of one resource that share a provider."""

    def __init__(
        self,
        provider: type[Provider],
        declare: Callable[[Declared], list[Declared]],
        settings: Declared,
        new_stack: type[Stack],
        config: Config,
    ) -> None:
        self._declare, self._settings, self._config = declare, settings, config
        self._declared = declare(settings)
        self.stacks = [new_stack(provider, {}, str(number)) for number, _ in enumerate(self._declared)]
        self.next_run()

    def next_run(self) -> None:
        """Starts another run of Pulumi, which has listed nothing yet. Its rate limit is the emulator's."""
        first = self.stacks[0]
        first.start(self._config(planetscale__requestsPerMinute=str(LIMIT)))
        for stack in self.stacks:
            stack.join(first)

    def change(self, **settings: Any) -> None:
        """Declares other settings for every policy."""
        self._declared = self._declare(self._settings | settings)

    def up(self, threads: int = 1) -> set[str]:
        """Runs an up. Returns what it did. By default one after the other: a wait moves the clock of all threads."""
        return set(self._run(lambda stack, declared: stack.up(**declared), threads))

    def refresh(self) -> bool:
        """Runs a refresh. Returns whether every resource still exists."""
        return all(self._run(lambda stack, _: stack.refresh(), THREADS))

    def destroy(self) -> None:
        """Runs a destroy."""
        self._run(lambda stack, _: stack.destroy(), 1)

    def _run(self, do: Callable[[Stack, Declared], Any], threads: int) -> list[Any]:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(do, self.stacks, self._declared))


KINDS: dict[str, tuple[type[Provider], Callable[[Declared], list[Declared]]]] = {
    "policies": (BackupPolicyProvider, single_policies),
    "plans": (BackupPlanProvider, plans),
}


@pytest.fixture(params=list(KINDS))
def fleet(
    request: pytest.FixtureRequest, new_stack: type[Stack], emulator: Emulator, timed: Config, nightly: Declared
) -> Fleet:
    databases = {name: {"kind": "mysql"} for name in DATABASES}
    emulator.call("POST", "/seed", {"planetscale": {"organizations": {"acme": {"databases": databases}}}})
    settings = {name: value for name, value in nightly.items() if name not in ("database", "name")}
    provider, declare = KINDS[request.param]
    return Fleet(provider, declare, settings, new_stack, timed)


def seconds_within(limit: int, requests: int) -> float:
    """When the last request is allowed at the earliest: each window of a minute is full."""
    return (requests - 1) // limit * 60.0


def test_creations_take_as_long_as_the_rate_limit_demands_without_any_429(
    fleet: Fleet, emulator: Emulator, clock: EmulatorClock
) -> None:
    emulator.switch(planetscale__rate_limit=LIMIT)
    assert fleet.up() == {"created"}
    requests = emulator.call("GET", "/requests")["requests"]
    assert Counter(entry["operation"] for entry in requests) == {
        "list_backup_policies": len(DATABASES),
        "create_backup_policy": POLICIES,
    }
    assert 429 not in {entry["status"] for entry in requests}
    dictated = seconds_within(LIMIT, len(requests))
    assert dictated <= clock.elapsed <= dictated * 1.05


def test_concurrent_refresh_lists_each_database_once(fleet: Fleet, emulator: Emulator, clock: EmulatorClock) -> None:
    fleet.up()
    fleet.next_run()
    clock.elapsed += 60.0
    emulator.sent()
    emulator.switch(planetscale__rate_limit=LIMIT)
    before = clock.elapsed
    assert fleet.refresh()
    assert Counter(emulator.sent()) == {"list_backup_policies": len(DATABASES)}
    assert clock.elapsed == before


def test_up_without_changes_sends_no_request(fleet: Fleet, emulator: Emulator) -> None:
    fleet.up()
    fleet.next_run()
    emulator.sent()
    assert fleet.up(THREADS) == {"same"}
    assert emulator.sent() == []


def test_update_and_destroy_send_one_request_per_policy_and_no_list(fleet: Fleet, emulator: Emulator) -> None:
    fleet.up()
    fleet.next_run()
    fleet.change(retention_value=15)
    emulator.sent()
    assert fleet.up() == {"updated"}
    assert Counter(emulator.sent()) == {"update_backup_policy": POLICIES}
    fleet.next_run()
    fleet.destroy()
    assert Counter(emulator.sent()) == {"delete_backup_policy": POLICIES}
