"""A plan of the database storefront, and what people do to its policies outside Pulumi."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pulumi_backups.planetscale.backup_plan import BackupPlanProvider

from tests.conftest import Stack

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]

HOURLY = {
    "target": "production",
    "frequency_value": 4,
    "frequency_unit": "hour",
    "schedule_time": "00:00",
    "retention_value": 2,
    "retention_unit": "day",
}
DAILY = HOURLY | {"frequency_value": 1, "frequency_unit": "day", "schedule_time": "03:00", "retention_value": 30}
WEEKLY = DAILY | {"frequency_unit": "week", "schedule_day": 0, "retention_value": 12, "retention_unit": "week"}
GOLD: dict[str, Any] = {"hourly": HOURLY, "daily": DAILY}
PLAN: dict[str, Any] = {"database": "storefront", "policies": GOLD}
WRITES = {"create_backup_policy", "update_backup_policy", "delete_backup_policy"}


class Plan(Stack):
    """A plan, each of whose commands is a process of its own."""

    def __init__(self, config: Config) -> None:
        self._settings = config
        super().__init__(BackupPlanProvider, config())

    def new_run(self) -> None:
        self.start(self._settings())


def own(emulator: Emulator) -> dict[str, dict[str, Any]]:
    found = emulator.call("GET", "/planetscale/policies?database=storefront")["policies"]
    return {each["name"]: each for each in found if not each["required"]}


def add(emulator: Emulator, name: str, settings: dict[str, Any] = DAILY, /, **fields: Any) -> str:
    body = {"database": "storefront", "name": name, **settings, **fields}
    return str(emulator.call("POST", "/planetscale/policies", body)["id"])


def edit(emulator: Emulator, name: str, /, **changes: Any) -> None:
    emulator.call("PATCH", f"/planetscale/policies/{own(emulator)[name]['id']}", changes)


def remove(emulator: Emulator, name: str) -> None:
    emulator.call("DELETE", f"/planetscale/policies/{own(emulator)[name]['id']}")


def writes(emulator: Emulator) -> list[str]:
    return [operation for operation in emulator.sent() if operation in WRITES]
