"""A copy of the product with `newvendor` in it, for processes other than the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pulumi_backups

from tests.newvendor.activation import FOLDER, NAME

PACKAGE = Path(pulumi_backups.__file__).parent


def copy_with_newvendor(folder: Path) -> Path:
    """Copies the package and the two folders of the fixture, and adds one name to the list. Returns `folder`."""
    ignored = shutil.ignore_patterns("__pycache__")
    copy = shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
    shutil.copytree(FOLDER / "resources" / NAME, copy / NAME, ignore=ignored)
    shutil.copytree(FOLDER / "emulator" / NAME, copy / "emulator" / NAME, ignore=ignored)
    names = copy / "vendors.py"
    text = names.read_text("utf-8")
    assert text.count('"northflank")') == 1
    names.write_text(text.replace('"northflank")', f'"northflank", "{NAME}")'), "utf-8")
    return folder
