import hashlib
import importlib.util
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from tests.tools import fake
from tools import virtualenv
from tools.paths import Paths
from tools.terminal import SetupError


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Python that creates virtual environments."""
    program = fake.python(tmp_path / "python")
    monkeypatch.setattr(sys, "_base_executable", str(program))
    return program


@pytest.fixture
def checkout(paths: Paths) -> Paths:
    (paths.root / "requirements.lock").write_text("one==1.0\n")
    (paths.root / "pyproject.toml").write_text("[project]\n")
    return paths


def calls(python: Path) -> list[str]:
    """The arguments of each Python command since the last call."""
    log = python.with_name(f"{python.name}.log")
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def steps(python: Path) -> list[str]:
    """What was installed since the last call, in words."""
    names = {"venv": "environment", "editable": "project", "--require-hashes": "packages"}
    return [next(name for word, name in names.items() if word in call) for call in calls(python)]


EVERYTHING = ["environment", "packages", "project"]


def test_packages_are_hash_checked_and_compiled_and_the_project_is_editable(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    environment, packages, project = calls(python)
    assert environment == f"-m venv {checkout.venv}"
    assert packages.startswith("-m pip install ")
    assert packages.endswith(f"--compile --require-hashes --no-deps -r {checkout.root}/requirements.lock")
    assert project.endswith(f"--no-deps --no-build-isolation --editable {checkout.root}")


def test_real_pip_installs_a_locked_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "wheels" / "one-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("one.py", "")
        archive.writestr("one-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n")
        archive.writestr("one-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("one-1.0.dist-info/RECORD", "")
    lock = tmp_path / "one.lock"
    lock.write_text(f"one==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    monkeypatch.setenv("PIP_COMPILE", "0")
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "elsewhere"))
    virtualenv.create(tmp_path / "environment", lock, "One package")
    assert list((tmp_path / "environment").glob("lib/python*/site-packages/__pycache__/one.*.pyc"))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.usefixtures("python")
def test_pulumi_is_told_that_there_is_no_plugin_to_download(checkout: Paths) -> None:
    virtualenv.ensure(checkout)
    declaration = checkout.venv / "lib" / "python3.11" / "site-packages" / "pulumi_backups" / "pulumi-plugin.json"
    assert json.loads(declaration.read_text()) == {"resource": False}


def test_nothing_is_installed_twice(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    assert steps(python) == EVERYTHING
    virtualenv.ensure(checkout)
    assert steps(python) == []


def test_changed_lock_file_creates_a_new_environment(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    (checkout.venv / "old file").touch()
    calls(python)
    (checkout.root / "requirements.lock").write_text("one==2.0\n")
    virtualenv.ensure(checkout)
    assert steps(python) == EVERYTHING
    assert not (checkout.venv / "old file").exists()


def test_changed_project_file_installs_only_the_project(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    calls(python)
    (checkout.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    virtualenv.ensure(checkout)
    assert steps(python) == ["project"]


def test_interrupted_installation_starts_again(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    (checkout.venv / "made-from-lock").unlink()
    calls(python)
    virtualenv.ensure(checkout)
    assert steps(python) == EVERYTHING


def test_environment_whose_python_was_removed_is_created_again(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    checkout.python.unlink()
    checkout.python.symlink_to("/usr/lib/python-that-was-removed")
    calls(python)
    virtualenv.ensure(checkout)
    assert steps(python) == EVERYTHING


def test_moved_checkout_gets_a_new_environment(checkout: Paths, python: Path) -> None:
    virtualenv.ensure(checkout)
    moved = Paths(checkout.root.parent / "moved", checkout.engines)
    shutil.move(checkout.root, moved.root)
    calls(python)
    virtualenv.ensure(moved)
    assert steps(python) == EVERYTHING


def test_failed_installation_says_what_to_do(checkout: Paths, python: Path) -> None:
    fake.python(python, pip="echo no network; exit 1")
    with pytest.raises(SetupError, match=r"failed\. The reason is in the lines above\. .* run the same command again"):
        virtualenv.ensure(checkout)
    assert not (checkout.venv / "made-from-lock").exists()


@pytest.mark.usefixtures("python")
def test_python_without_ensurepip_says_which_package_has_it(checkout: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SetupError, match="apt install python3-venv"):
        virtualenv.ensure(checkout)
