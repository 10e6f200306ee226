"""A checkout of its own for each test, with a path that needs quoting, and programs that only pretend."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engine.places import Places, places  # noqa: E402


@pytest.fixture
def here(tmp_path: Path) -> Places:
    root = tmp_path / "a check'out"
    for module in ("cli", "host"):
        shutil.copytree(ROOT / "engine" / module, root / "engine" / module)
    return places(root, {"PULUMI_BACKUPS_ENGINE": str(tmp_path / "shared engines")})


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH but the system's own tools; what a test writes there, it finds."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder
