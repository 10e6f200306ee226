"""Inputs are written as a person would: without what changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_backups.bridge.check import check
from pulumi_backups.cli.shortest import shortest
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleInputs

PLACE = {"project_id": "shop", "addon_id": "orders-db"}
DAILY = {"interval": "daily", "minute": [30], "hour": [2, 14]}
DUMP: dict[str, Any] = {"backup_type": "dump", "scheduling": DAILY, "retention_time": 30}
SNAPSHOT: dict[str, Any] = {**DUMP, "backup_type": "snapshot"}
COPY = {"destination_id": "cold-store", "type": "custom"}


def canonical(inputs: Any) -> dict[str, Any]:
    return check(AddonBackupScheduleInputs, {**PLACE, **inputs}, lambda _: None, str).values


@pytest.mark.parametrize(
    ("inputs", "short"),
    [
        ({**DUMP, "compression_type": "gz"}, {**DUMP, "scheduling": {**DAILY, "minute": 30}}),
        (
            {**DUMP, "compression_type": "zstd"},
            {**DUMP, "scheduling": {**DAILY, "minute": 30}, "compression_type": "zstd"},
        ),
        (
            {**SNAPSHOT, "additional_destinations": [COPY, {**COPY, "destination_id": "offsite", "retention_time": 9}]},
            {
                **SNAPSHOT,
                "scheduling": {**DAILY, "minute": 30},
                "additional_destinations": [
                    {"destination_id": "cold-store"},
                    {"destination_id": "offsite", "retention_time": 9},
                ],
            },
        ),
        ({**SNAPSHOT, "additional_destinations": []}, {**SNAPSHOT, "scheduling": {**DAILY, "minute": 30}}),
        # The types accept no mapping in place of a list of one.
        (
            {**SNAPSHOT, "additional_destinations": [COPY]},
            {
                **SNAPSHOT,
                "scheduling": {**DAILY, "minute": 30},
                "additional_destinations": [{"destination_id": "cold-store"}],
            },
        ),
    ],
)
def test_defaults_are_left_out_and_a_number_stands_for_a_set_of_one(
    inputs: dict[str, Any], short: dict[str, Any]
) -> None:
    whole = canonical(inputs)
    found = shortest(inputs, lambda shorter: canonical(shorter) == whole)
    assert found == short
    assert list(found) == [name for name in inputs if name in short]
    assert canonical(found) == whole
