"""What an error about an existing object says of its settings."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_backups.bridge.adoption import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (14, "14"),
        ("03:00", "03:00"),
        ([2, 14], "[2, 14]"),
        (
            [{"destination_id": "offsite", "retention_time": 60}, {"destination_id": "cold"}],
            "[destination_id=offsite, retention_time=60; destination_id=cold]",
        ),
    ],
)
def test_values_areshown_without_python_dicts(value: Any, text: str) -> None:
    assert shown(value) == text
