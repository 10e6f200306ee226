"""A virtual environment that holds exactly what a lock file names."""

import hashlib
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tools.paths import Paths
from tools.terminal import SetupError, run_long

# Settings of pip that would put the packages elsewhere than in the environment.
MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT", "PYTHONHOME")


def ensure(paths: Paths) -> None:
    """Make .venv with this project in it, as far as it is not there."""
    lock, project = paths.root / "requirements.lock", paths.root / "pyproject.toml"
    installed = paths.venv / "made-from-project"
    keep(paths.venv, lock, "Python packages from requirements.lock")
    if not _holds(installed, project, paths.venv):
        _install(
            "This project, editable",
            paths.venv,
            ["--no-deps", "--no-build-isolation", "--editable", str(paths.root)],
        )
        _write(installed, project, paths.venv)
    _announce_no_plugin(paths.venv)


def keep(folder: Path, lock: Path, what: str) -> None:
    """Make a virtual environment, or leave it alone where it was made from the same lock file, on this very path."""
    made = folder / "made-from-lock"
    if not (_holds(made, lock, folder) and (folder / "bin" / "python").exists()):
        create(folder, lock, what)
        _write(made, lock, folder)


def _announce_no_plugin(venv: Path) -> None:
    """Tell Pulumi's language host that this package has no plugin to download.

    Without it the host takes any package named pulumi-… for one, and asks two servers in vain at each start, for
    2.5 seconds without a network. It looks beside the package's metadata, which for an editable installation is not
    where the package is. A folder with no __init__.py does not get in the way of the import.
    """
    for packages in venv.glob("lib/python*/site-packages"):
        notice = packages / "pulumi_backups" / "pulumi-plugin.json"
        if not notice.exists():
            notice.parent.mkdir(exist_ok=True)
            notice.write_text('{"resource": false}\n')


def create(folder: Path, lock: Path, what: str) -> None:
    """Make a virtual environment anew and install what the lock file names, every file checked by hash."""
    if folder.exists():
        shutil.rmtree(folder)
    wanted = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.MULTILINE))
    if uv := shutil.which("uv"):
        make = [uv, "venv", "--quiet", "--python", base_python(), str(folder)]
    else:
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupError(
                f"{base_python()} cannot make a virtual environment: its ensurepip module is missing. "
                "On Debian and Ubuntu `apt install python3-venv` brings it; "
                "or put uv on PATH, which needs none of it."
            )
        make = [base_python(), "-m", "venv", str(folder)]
    run_long(
        f"Virtual environment {folder.name}",
        make,
        env=_environment(),
        if_it_fails=f"The virtual environment {folder} could not be made: the lines above say why.",
    )
    _install(what, folder, ["--require-hashes", "--no-deps", "-r", str(lock)], _counting(wanted))


def base_python() -> str:
    """The interpreter behind a virtual environment, for the case that we run inside the one to be made."""
    base = getattr(sys, "_base_executable", None)
    return str(base or sys.executable)


def _install(what: str, folder: Path, arguments: list[str], detail: Callable[[list[str]], str] = lambda _: "") -> None:
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    if uv:
        # pip compiles what it installs, uv only if told; Pulumi starts several Pythons at each call.
        command = [uv, "pip", "install", "--compile-bytecode", "--python", str(python), *arguments]
    else:
        command = [
            str(python),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            *arguments,
        ]
    run_long(
        what,
        command,
        env=_environment(),
        detail=detail,
        if_it_fails=(
            f"{what}: the installation failed, for the reason in the lines above. "
            "Where the network was away, type the same command again."
        ),
    )


def _counting(wanted: int) -> Callable[[list[str]], str]:
    def words(lines: list[str]) -> str:
        found = sum(line.startswith("Collecting ") for line in lines)
        return f"{found} of {wanted} packages found" if found else ""

    return words


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def _mark(source: Path, folder: Path) -> str:
    """Scripts inside a virtual environment name its path, so a moved checkout needs a new one."""
    return f"{hashlib.sha256(source.read_bytes()).hexdigest()} {folder}\n"


def _holds(mark: Path, source: Path, folder: Path) -> bool:
    return mark.exists() and mark.read_text() == _mark(source, folder)


def _write(mark: Path, source: Path, folder: Path) -> None:
    """Written last: an environment whose making was cut off has no mark, and is made anew."""
    mark.write_text(_mark(source, folder))
