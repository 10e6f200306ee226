"""Stacks of one resource against the emulator. Their waits take no real time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.emulator_clock import EmulatorClock
from tests.planetscale.plans import Plan

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack


@pytest.fixture
def nightly() -> dict[str, Any]:
    return {
        "database": "storefront",
        "name": "nightly",
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "03:00",
        "retention_value": 14,
        "retention_unit": "day",
    }


@pytest.fixture
def weekly(nightly: dict[str, Any]) -> dict[str, Any]:
    return {**nightly, "name": "weekly", "frequency_unit": "week", "schedule_day": 0}


@pytest.fixture
def stack(new_stack: Callable[..., Stack], config: Callable[..., dict[str, str]]) -> Stack:
    return new_stack(BackupPolicyProvider, config())


@pytest.fixture
def plan(config: Callable[..., dict[str, str]]) -> Plan:
    return Plan(config)


@pytest.fixture
def policies(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The policies of a database, without the required ones."""

    def find(database: str = "storefront") -> list[dict[str, Any]]:
        found = emulator.call("GET", f"/planetscale/policies?database={database}&required=false")["policies"]
        return list(found)

    return find


@pytest.fixture
def clock(emulator: Emulator) -> EmulatorClock:
    return EmulatorClock(emulator)


@pytest.fixture
def timed(config: Callable[..., dict[str, str]], clock: EmulatorClock) -> Callable[..., dict[str, str]]:
    """Makes the stack config of a run of Pulumi whose waits take no real time."""

    def make(**changes: str) -> dict[str, str]:
        made = config(**changes)
        connect(Settings.of(PLANETSCALE, made.get)).clock = clock
        return made

    return make


@pytest.fixture
def before() -> dict[str, Any]:
    """The inputs of a backup before a migration."""
    return {
        "database": "storefront",
        "branch": "main",
        "name": "before",
        "retention_value": 30,
        "retention_unit": "day",
    }


@pytest.fixture
def backups(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The manual backups of a branch, oldest first."""

    def find(branch: str = "main", database: str = "storefront") -> list[dict[str, Any]]:
        found = emulator.call("GET", f"/planetscale/backups?database={database}&branch={branch}")["backups"]
        return [backup for backup in found if backup["backup_policy"] is None]

    return find


@pytest.fixture
def delete_backup(emulator: Emulator) -> Callable[[str], None]:
    """Deletes a backup of storefront/main through the vendor's API. Unlike the control plane, this leaves a trace."""

    def delete(id: str) -> None:
        path = f"/planetscale/v1/organizations/acme/databases/storefront/branches/main/backups/{id}"
        headers = {"Authorization": "demo-token-id:demo-token-secret-0000"}
        httpx.delete(emulator.base_url + path, headers=headers, trust_env=False).raise_for_status()

    return delete
