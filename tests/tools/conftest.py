"""A checkout of its own for each test, with a path that needs quoting, and programs that only pretend."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.paths import Paths, find_paths  # noqa: E402


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    root = tmp_path / "a check'out"
    for module in ("cli", "host"):
        shutil.copytree(ROOT / "tools" / module, root / "tools" / module)
    return find_paths(root, {"PULUMI_BACKUPS_ENGINE": str(tmp_path / "shared engines")})


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH but the system's own tools; what a test writes there, it finds."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder
