import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from tests.tools import pretend
from tools import virtualenv
from tools.paths import Paths
from tools.terminal import SetupError

RUN_UV = """
echo "$*" >> "$(dirname "$0")/calls"
if [ "$1" = venv ]; then for f; do :; done; mkdir -p "$f/bin"; touch "$f/bin/python"; fi
"""


@pytest.fixture
def checkout(paths: Paths, bin_folder: Path) -> Paths:
    pretend.program(bin_folder / "uv", RUN_UV)
    (paths.root / "requirements.lock").write_text("one==1.0\n")
    (paths.root / "pyproject.toml").write_text("[project]\n")
    return paths


def calls(bin_folder: Path) -> list[str]:
    """What uv was asked since the last look."""
    log = bin_folder / "calls"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [" ".join(line.split()[:2]) + (" -e" if "--editable" in line else "") for line in lines]


MADE = ["venv --quiet", "pip install", "pip install -e"]


def test_the_packages_are_hash_checked_and_the_project_is_editable(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    first, second, third = (bin_folder / "calls").read_text().splitlines()
    assert first.endswith(str(checkout.venv))
    assert f"--require-hashes --no-deps -r {checkout.root}/requirements.lock" in second
    assert third.endswith(f"--no-deps --no-build-isolation --editable {checkout.root}")


def test_pulumi_is_told_that_there_is_no_plugin_to_download(checkout: Paths) -> None:
    packages = checkout.venv / "lib" / "python3.11" / "site-packages"
    virtualenv.ensure(checkout)
    packages.mkdir(parents=True)
    virtualenv.ensure(checkout)
    notice = packages / "pulumi_backups" / "pulumi-plugin.json"
    assert json.loads(notice.read_text()) == {"resource": False}


def test_nothing_is_installed_twice(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == MADE
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == []


def test_a_changed_lock_file_makes_it_anew(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    (checkout.venv / "left over").touch()
    calls(bin_folder)
    (checkout.root / "requirements.lock").write_text("one==2.0\n")
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == MADE
    assert not (checkout.venv / "left over").exists()


def test_a_changed_project_file_installs_only_the_project(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    calls(bin_folder)
    (checkout.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == ["pip install -e"]


def test_one_whose_making_was_cut_off_is_made_anew(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    (checkout.venv / "made-from-lock").unlink()
    calls(bin_folder)
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == MADE


def test_one_whose_python_is_gone_is_made_anew(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    checkout.python.unlink()
    checkout.python.symlink_to("/usr/lib/python-that-was-removed")
    calls(bin_folder)
    virtualenv.ensure(checkout)
    assert calls(bin_folder) == MADE


def test_a_moved_checkout_gets_a_new_one(checkout: Paths, bin_folder: Path) -> None:
    virtualenv.ensure(checkout)
    moved = Paths(checkout.root.parent / "moved", checkout.engines)
    shutil.move(checkout.root, moved.root)
    calls(bin_folder)
    virtualenv.ensure(moved)
    assert calls(bin_folder) == MADE


def test_a_failed_installation_says_what_to_do(checkout: Paths, bin_folder: Path) -> None:
    pretend.program(bin_folder / "uv", '[ "$1" = venv ] && exit 0; echo no network; exit 1')
    with pytest.raises(SetupError, match=r"failed, for the reason in the lines above\. .* same command again"):
        virtualenv.ensure(checkout)
    assert not (checkout.venv / "made-from-lock").exists()


def test_a_python_without_ensurepip_says_which_package_brings_it(
    checkout: Paths, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bin_folder / "uv").unlink()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SetupError, match="apt install python3-venv"):
        virtualenv.ensure(checkout)
