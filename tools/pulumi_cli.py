"""Finds the Pulumi CLI: a complete one on PATH, else our own, which is downloaded or built once."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import build, download, go
from tools.file_lock import file_lock
from tools.paths import Paths
from tools.terminal import SetupError, say

PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)
OLDEST = (3, 200)
UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class PulumiCli:
    """A complete Pulumi CLI. `folder` must be on PATH; it is None if PATH already has all four programs."""

    folder: Path | None
    origin: str


def ensure(paths: Paths, server: str = download.SERVER) -> PulumiCli:
    """Find the CLI, or install it. `server` has the official releases."""
    found = find_on_path(os.environ.get("PATH", ""), paths)
    if found:
        return found
    folder = paths.engine_folder()
    if not is_complete(folder):
        with file_lock(paths.engines / "lock", waiting_for="another checkout that installs the Pulumi CLI"):
            _remove_unfinished(paths.engines)
            if not is_complete(folder):
                _install(paths, folder, server)
    return PulumiCli(folder, f"{(folder / 'origin').read_text().strip()}, in {folder}")


def find_on_path(search_path: str, paths: Paths) -> PulumiCli | None:
    """The user's own Pulumi if it is complete and new enough. Otherwise says why it is not used."""
    search_path = os.pathsep.join(part for part in search_path.split(os.pathsep) if not _is_ours(part, paths))
    pulumi = shutil.which("pulumi", path=search_path)
    if pulumi is None:
        return None
    missing = [name for name in PROGRAMS if shutil.which(name, path=search_path) is None]
    # Some package managers link only `pulumi` on PATH, and keep the other programs beside the link's target.
    beside = Path(pulumi).resolve().parent
    if missing and not _has_all_programs(beside):
        say(f"Pulumi on PATH ({pulumi}) is not used: {', '.join(missing)} is missing.")
        return None
    version = read_version(pulumi)
    if version is None or _parse_version(version) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        reason = f"{version} is older than {oldest}" if version else "`pulumi version` fails"
        say(f"Pulumi on PATH ({pulumi}) is not used: {reason}.")
        return None
    return PulumiCli(beside if missing else None, f"{version}, found on PATH ({pulumi})")


def is_complete(folder: Path) -> bool:
    """Whether the folder has all programs. An unfinished installation has another name; this detects lost files."""
    return _has_all_programs(folder) and (folder / "origin").exists()


def read_version(pulumi: str | Path) -> str | None:
    """The output of `pulumi version`, such as `v3.259.0`, or None if the program fails."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "PULUMI_HOME": home}
        try:
            ran = subprocess.run(  # noqa: S603
                [str(pulumi), "version"], env=env, capture_output=True, text=True, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    found = re.search(r"v?\d+\.\d+\.\d+\S*", ran.stdout)
    return found[0] if ran.returncode == 0 and found else None


def _parse_version(version: str) -> tuple[int, int]:
    major, minor = version.lstrip("v").split(".")[:2]
    return int(major), int(minor)


def _has_all_programs(folder: Path) -> bool:
    return all((folder / name).is_file() and os.access(folder / name, os.X_OK) for name in PROGRAMS)


def _is_ours(part: str, paths: Paths) -> bool:
    return bool(part) and Path(part).is_relative_to(paths.engines)


def _install(paths: Paths, folder: Path, server: str) -> None:
    with _unfinished_folder(paths.engines) as temporary:
        programs = temporary / "programs"
        origin = _download(paths, programs, server) or _build(paths, temporary, programs)
        version = read_version(programs / "pulumi")
        if version is None or not _has_all_programs(programs):
            raise SetupError("The Pulumi CLI was installed, but `pulumi version` fails on this machine.")
        (programs / "origin").write_text(f"{version}, {origin}\n")
        if folder.exists():
            shutil.rmtree(folder)
        programs.rename(folder)


def _download(paths: Paths, folder: Path, server: str) -> str | None:
    try:
        url = download.release_url(paths.pinned_version(), platform.system(), platform.machine(), server)
        download.fetch_release(url, folder)
        if _has_all_programs(folder) and read_version(folder / "pulumi"):
            return "the official release"
        raise download.UnavailableError("the release does not run on this machine")
    except download.UnavailableError as error:
        say(f"The official release of the Pulumi CLI is not available ({error}). Go builds the CLI instead.")
        if folder.exists():
            shutil.rmtree(folder)
        return None


def _build(paths: Paths, temporary: Path, folder: Path) -> str:
    chosen = go.find(paths.go_modules, temporary)
    build.build(chosen, paths.go_modules, paths.pinned_version(), folder)
    return f"built with {chosen.origin}"


@contextmanager
def _unfinished_folder(engines: Path) -> Iterator[Path]:
    """A temporary folder beside the finished ones, so that a rename completes the installation."""
    temporary = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=engines))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _remove_unfinished(engines: Path) -> None:
    """Remove the folders of killed installations. The caller holds the lock, so no installation is running."""
    for folder in engines.glob(f"{UNFINISHED}*"):
        say("Removing an unfinished installation of the Pulumi CLI.")
        shutil.rmtree(folder, ignore_errors=True)
