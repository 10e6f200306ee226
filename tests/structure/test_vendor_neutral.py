"""Shared code serves all vendors, so it names none."""

from __future__ import annotations

from pathlib import Path

import pulumi_backups
import pytest
from pulumi_backups.vendors import VENDORS

PACKAGE = Path(pulumi_backups.__file__).parent
# The emulator's own test holds its shared part to the same.
FOLDERS = ("bridge", "cli", "http", "objectives", "proof")
SHARED = sorted(
    [
        *(file for folder in FOLDERS for file in PACKAGE.glob(f"{folder}/**/*.py")),
        *(PACKAGE / f"{name}.py" for name in ("__main__", "connect", "discovery", "errors", "testing")),
    ]
)


@pytest.mark.parametrize("source", SHARED, ids=lambda source: f"{source.parent.name}/{source.name}")
def test_shared_code_names_no_vendor(source: Path) -> None:
    text = source.read_text("utf-8").lower()
    assert [vendor for vendor in VENDORS if vendor in text] == []
