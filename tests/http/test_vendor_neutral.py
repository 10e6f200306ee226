"""The HTTP client serves all vendors, so it names none."""

from __future__ import annotations

from pathlib import Path

import pulumi_backups
import pulumi_backups.http
import pytest

PACKAGE = Path(pulumi_backups.__path__[0])
VENDORS = [
    folder.name for folder in (PACKAGE / "emulator").iterdir() if (PACKAGE / folder.name / "settings.py").exists()
]
SOURCES = sorted(Path(pulumi_backups.http.__path__[0]).glob("*.py"))


def test_vendors_are_known() -> None:
    assert VENDORS


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_source_names_no_vendor(source: Path) -> None:
    text = source.read_text().lower()
    assert [vendor for vendor in VENDORS if vendor in text] == []
