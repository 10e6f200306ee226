"""Newvendor, for the suites that go through all vendors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_backups.newvendor.backup_schedule import BackupScheduleProvider
from pulumi_backups.newvendor.settings import NEWVENDOR

from tests.vendor import Kind, Vendor

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

SETTINGS: dict[str, Any] = {"window": {"days": [0, 3], "hour": 2}, "retention_days": 14}


def remove(emulator: Emulator, stack: Stack) -> None:
    emulator.call("DELETE", f"/newvendor/schedules/{stack.state['name']}")


def respond(found: Any, _method: str, path: str) -> Any:
    return [found["name"]] if path.endswith("/schedules") else found


VENDOR = Vendor(
    account=NEWVENDOR,
    pinned=frozenset({("pulumi_backups.newvendor.backup_schedule", "BackupScheduleProvider")}),
    kinds={
        "BackupSchedule": Kind(
            BackupScheduleProvider,
            {"cluster": "main", "name": "nightly", **SETTINGS},
            "/newvendor/clusters/main/schedules",
            reads="getSchedule",
            lists="listSchedules",
            deletes="deleteSchedule",
            remove=remove,
            object={"name": "nightly", **SETTINGS},
            id_in_path=False,
        )
    },
    base_path="/newvendor",
    settings={"newvendor:apiKey": "demo-newvendor-key-0000"},
    respond=respond,
)
