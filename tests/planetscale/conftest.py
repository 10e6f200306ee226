"""Stacks of one backup policy, against a served emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

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
def policies(emulator: Emulator) -> Callable[..., list[dict[str, Any]]]:
    """The policies that the vendor has and that it may do without, by database."""

    def find(database: str = "storefront") -> list[dict[str, Any]]:
        found = emulator.call("GET", f"/planetscale/policies?database={database}&required=false")["policies"]
        return list(found)

    return find
