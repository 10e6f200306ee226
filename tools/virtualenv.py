"""Creates virtual environments that contain exactly the packages of a lock file, with venv and pip."""

import hashlib
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.paths import Paths
from tools.terminal import SetupError, run_long

# Settings with which pip would install the packages outside the environment.
UNWANTED = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT", "PYTHONHOME")


def ensure(paths: Paths) -> None:
    """Create .venv with the locked packages and this project, or update what has changed since."""
    project = paths.root / "pyproject.toml"
    installed = paths.venv / "made-from-project"
    ensure_from_lock(paths.venv, paths.root / "requirements.lock", "Python packages from requirements.lock")
    if not _is_current(installed, project, paths.venv):
        _install(
            "This project, editable",
            paths.venv,
            ["--no-deps", "--no-build-isolation", "--editable", str(paths.root)],
        )
        _mark(installed, project, paths.venv)
    _declare_no_plugin(paths.venv)


def ensure_from_lock(folder: Path, lock: Path, step: str) -> None:
    """Create a virtual environment, unless it was created in this folder from the same lock file."""
    installed = folder / "made-from-lock"
    if not (_is_current(installed, lock, folder) and (folder / "bin" / "python").exists()):
        create(folder, lock, step)
        _mark(installed, lock, folder)


def create(folder: Path, lock: Path, step: str) -> None:
    """Create a virtual environment, in place of an old one, with the packages of the lock file, checked by hash.

    `step` is what the person at the terminal reads about the installation. Raises SetupError.
    """
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{_base_python()} cannot create a virtual environment, because its ensurepip module is missing. "
            "On Debian and Ubuntu, install it: apt install python3-venv"
        )
    if folder.exists():
        shutil.rmtree(folder)
    run_long(
        f"Virtual environment {folder.name}",
        [_base_python(), "-m", "venv", folder],
        env=_environment(),
        if_it_fails=f"Could not create the virtual environment {folder}. The reason is in the lines above.",
    )
    packages = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.MULTILINE))
    _install(step, folder, ["--require-hashes", "--no-deps", "-r", str(lock)], _counted(packages))


def _base_python() -> str:
    """The interpreter behind the current virtual environment, which may be the one to replace."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _install(step: str, folder: Path, arguments: list[str], detail: Callable[[list[str]], str] = lambda _: "") -> None:
    # --compile: Pulumi starts several Pythons in each run, and each would compile what it imports.
    options = ["--disable-pip-version-check", "--no-input", "--compile"]
    run_long(
        step,
        [folder / "bin" / "python", "-m", "pip", "install", *options, *arguments],
        env=_environment(),
        detail=detail,
        if_it_fails=(
            f"{step}: the installation failed. The reason is in the lines above. "
            "If the network was down, run the same command again."
        ),
    )


def _counted(packages: int) -> Callable[[list[str]], str]:
    def progress(lines: list[str]) -> str:
        collected = sum(line.startswith("Collecting ") for line in lines)
        return f"{collected} of {packages} packages collected" if collected else ""

    return progress


def _environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in UNWANTED}


def _declare_no_plugin(venv: Path) -> None:
    """Tell Pulumi's language host that this package has no plugin to download.

    The host assumes that every package named pulumi-… has one. It would ask two servers at each start, which takes
    2.5 seconds without a network. It looks for the file beside the package's metadata, where an editable installation
    has no package. A folder without __init__.py does not hide the real package from imports.
    """
    for packages in venv.glob("lib/python*/site-packages"):
        declaration = packages / "pulumi_backups" / "pulumi-plugin.json"
        if not declaration.exists():
            declaration.parent.mkdir(exist_ok=True)
            declaration.write_text('{"resource": false}\n')


def _mark(marker: Path, source: Path, folder: Path) -> None:
    """Record what was installed. An interrupted installation leaves no marker, so the next command starts again."""
    marker.write_text(_marker_text(source, folder))


def _is_current(marker: Path, source: Path, folder: Path) -> bool:
    return marker.exists() and marker.read_text() == _marker_text(source, folder)


def _marker_text(source: Path, folder: Path) -> str:
    # With the path, because scripts in a virtual environment contain it: a moved checkout needs a new environment.
    return f"{hashlib.sha256(source.read_bytes()).hexdigest()} {folder}\n"
