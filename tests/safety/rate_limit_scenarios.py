"""What a user sees under each choice of a switch of the rate limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi_backups.errors import BackupsError

from tests.safety.kinds import KINDS
from tests.safety.scenarios import (
    World,
    under,
)

if TYPE_CHECKING:
    from tests.conftest import Stack

# --- rate limits ----------------------------------------------------------------------------------------------


def use_up_the_limit(world: World, kind: str, requests: int, **settings: str) -> Stack:
    """Creates a resource with all requests that the vendor accepts in a window, and starts the next run."""
    stack = world.stack(kind)
    stack.up(**KINDS[kind].declared)
    assert len(world.emulator.sent()) == requests
    stack.start(world.run(**settings))
    return stack


@under("planetscale.rate_limit", 0, 2)
def requests_wait_for_the_limit_of_a_minute(world: World, choice: int) -> None:
    stack = use_up_the_limit(world, "BackupPolicy", 2)
    assert stack.refresh()
    assert world.clock.elapsed == (60 if choice else 0)
    assert ("accepts no more requests until 09:01:00 UTC" in world.warnings()) == bool(choice)


@under("northflank.rate_limit", 0, 3)
def requests_wait_for_the_limit_of_an_hour(world: World, choice: int) -> None:
    stack = use_up_the_limit(world, "AddonBackupSchedule", 3)
    assert stack.refresh()
    assert world.clock.elapsed == (3600 if choice else 0)
    assert ("accepts no more requests until 10:00:00 UTC" in world.warnings()) == bool(choice)


@under("planetscale.retry_after", True, False)
def limit_is_waited_for_with_and_without_retry_after(world: World, choice: bool) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    settings = {"planetscale__requestsPerMinute": "600", "planetscale__retrySeconds": "60"}
    stack = use_up_the_limit(world, "BackupPolicy", 2, **settings)
    assert stack.refresh()
    # Without a time, the request is retried until the limit's window has ended.
    statuses = [entry["status"] for entry in world.emulator.call("GET", "/requests")["requests"]]
    assert statuses == [429, 200] if choice else statuses.count(429) > 5
    assert 60 <= world.clock.elapsed < 70


@under("northflank.retry_after", True, False)
def limit_of_an_hour_is_waited_for_with_and_without_retry_after(world: World, _choice: bool) -> None:
    world.emulator.switch(northflank__rate_limit=3)
    stack = use_up_the_limit(world, "AddonBackupSchedule", 3)
    assert stack.refresh()
    assert world.emulator.sent() == ["listAddonBackupSchedules"] * 2
    assert world.clock.elapsed == 3600


@under("rate_limit_clock", "emulator")
def limit_ends_by_the_emulators_clock(world: World, _choice: str) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    stack = use_up_the_limit(world, "BackupPolicy", 2)
    world.clock.sleep(60)
    assert stack.refresh()
    assert world.clock.elapsed == 60


@under("rate_limit_clock", "real")
def limit_that_does_not_end_is_an_error_after_max_wait_seconds(world: World, _choice: str) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    stack = use_up_the_limit(world, "BackupPolicy", 2, planetscale__maxWaitSeconds="90.5")
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not .* no more requests until .*maxWaitSeconds"):
        stack.refresh()
    assert stack.id is not None
