"""A scenario for each choice of each switch: what they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.emulator_clock import EmulatorClock
from tests.safety.kinds import KINDS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

NIGHTLY = KINDS["BackupPolicy"].declared
# A warning is shown once in a process, so no other test may have these names and numbers.
WEEKLY = {**NIGHTLY, "name": "switched", "frequency_unit": "week", "schedule_day": 0}
DAILY = {**NIGHTLY, "name": "switched"}
DUMP = KINDS["AddonBackupSchedule"].declared
SNAPSHOT = {**DUMP, "backup_type": "snapshot"}
PROMOTION = {"database": "billing", "branch": "staging"}
STOREFRONT = {"database": "storefront", "branch": "main"}
TOKEN = {"Authorization": "demo-token-id:demo-token-secret-0000"}


@dataclass
class World:
    """The emulator under one choice of a switch, and stacks whose waits take no real time."""

    emulator: Emulator
    clock: EmulatorClock
    new_stack: type[Stack]
    config: Callable[..., dict[str, str]]
    capsys: pytest.CaptureFixture[str]

    def run(self, **settings: str) -> dict[str, str]:
        """The stack config of a new run of Pulumi."""
        config = self.config(**settings)
        for vendor in (PLANETSCALE, NORTHFLANK):
            connect(Settings.of(vendor, config.get)).clock = self.clock
        return config

    def stack(self, kind: str, **settings: str) -> Stack:
        """A new stack in a new run."""
        return self.new_stack(KINDS[kind].provider, self.run(**settings))

    def policies(self) -> list[dict[str, Any]]:
        found = self.emulator.call("GET", "/planetscale/policies?database=storefront&required=false")["policies"]
        return list(found)

    def backups(self) -> list[dict[str, Any]]:
        found = self.emulator.call("GET", "/planetscale/backups?database=storefront&branch=main")["backups"]
        return [backup for backup in found if backup["backup_policy"] is None]

    def schedules(self) -> list[dict[str, Any]]:
        return list(self.emulator.call("GET", "/northflank/schedules?addon_id=orders-db")["schedules"])

    def warnings(self) -> str:
        """What was logged since the last call."""
        return self.capsys.readouterr().err


Scenario = Callable[[World, Any], None]
SCENARIOS: dict[tuple[str, Any], Scenario] = {}


def under(switch: str, *choices: Any) -> Callable[[Scenario], Scenario]:
    """Registers a scenario for these choices of a switch. It gets the choice as its second argument."""

    def register(scenario: Scenario) -> Scenario:
        for choice in choices:
            # Equal keys would hide each other: 0 is False.
            assert (switch, choice) not in SCENARIOS, (switch, choice)
            SCENARIOS[switch, choice] = scenario
        return scenario

    return register
