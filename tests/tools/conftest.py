"""A checkout of its own for each test, with a path that needs quoting, and a PATH with stand-in programs."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.paths import Paths, find_paths  # noqa: E402
from tools.pulumi_cli import PulumiCli  # noqa: E402


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    root = tmp_path / "a check'out"
    for module in ("cli", "host"):
        shutil.copytree(ROOT / "tools" / module, root / "tools" / module)
    return find_paths(root, {"PULUMI_BACKUPS_ENGINE": str(tmp_path / "shared engines")})


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH. Only the system's own folders follow."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def cli(tmp_path: Path) -> PulumiCli:
    return PulumiCli(tmp_path / "an engine's folder", "v3.259.0")
