"""Which Pulumi CLI is used: a complete one on PATH, else our own, which is downloaded or built once."""

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
    """A complete Pulumi CLI. `folder` is to be put on PATH; None where PATH has all four programs already."""

    folder: Path | None
    origin: str


def ensure(paths: Paths, server: str = download.SERVER) -> PulumiCli:
    """Find the CLI, or install it. `server` is where official releases are."""
    found = on_path(os.environ.get("PATH", ""), paths)
    if found:
        return found
    folder = paths.engine_folder()
    if not complete(folder):
        with file_lock(
            paths.engines / "lock",
            "another checkout, which is setting up the Pulumi CLI in the same engine folder",
        ):
            _remove_leftovers(paths.engines)
            if not complete(folder):
                _install(paths, folder, server)
    return PulumiCli(folder, (folder / "origin").read_text().strip() + f", in {folder}")


def on_path(search_path: str, paths: Paths) -> PulumiCli | None:
    """The user's own Pulumi, if it has all four programs and is not too old; says why it is passed over."""
    path = os.pathsep.join(part for part in search_path.split(os.pathsep) if not _is_ours(part, paths))
    pulumi = shutil.which("pulumi", path=path)
    if pulumi is None:
        return None
    # Some package managers put only a link to `pulumi` on PATH, and the rest beside its target.
    beside = Path(pulumi).resolve().parent
    missing = [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    folder = beside if missing else None
    if missing and not _has_all(beside):
        say(f"Pulumi on PATH ({pulumi}) is not used: it lacks {', '.join(missing)}.")
        return None
    answer = version(pulumi)
    if answer is None or _number(answer) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        reason = f"{answer} is older than {oldest}" if answer else "it does not answer `pulumi version`"
        say(f"Pulumi on PATH ({pulumi}) is not used: {reason}.")
        return None
    return PulumiCli(folder, f"{answer}, found on PATH ({pulumi})")


def complete(folder: Path) -> bool:
    """A finished engine folder. What is unfinished has another name: this guards against deleted files."""
    return _has_all(folder) and (folder / "origin").exists()


def version(pulumi: str | Path) -> str | None:
    """What `pulumi version` prints, as `v3.259.0`; None where it is broken."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "PULUMI_HOME": home}
        try:
            asked = subprocess.run(  # noqa: S603
                [str(pulumi), "version"], env=env, capture_output=True, text=True, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    known = re.search(r"v?\d+\.\d+\.\d+\S*", asked.stdout)
    return known[0] if asked.returncode == 0 and known else None


def _number(answer: str) -> tuple[int, int]:
    major, minor = answer.lstrip("v").split(".")[:2]
    return int(major), int(minor)


def _has_all(folder: Path) -> bool:
    return all((folder / name).is_file() and os.access(folder / name, os.X_OK) for name in PROGRAMS)


def _is_ours(part: str, paths: Paths) -> bool:
    return bool(part) and Path(part).is_relative_to(paths.engines)


def _install(paths: Paths, folder: Path, server: str) -> None:
    with _unfinished(paths.engines) as temporary:
        programs = temporary / "programs"
        way = _download(paths, programs, server) or _build(paths, temporary, programs)
        answer = version(programs / "pulumi")
        if answer is None or not _has_all(programs):
            raise SetupError("The Pulumi CLI was set up, but does not run here: `pulumi version` gives no answer.")
        (programs / "origin").write_text(f"{answer}, {way}\n")
        if folder.exists():
            shutil.rmtree(folder)
        programs.rename(folder)


def _download(paths: Paths, into: Path, server: str) -> str | None:
    try:
        url = download.release_url(paths.pinned_version(), platform.system(), platform.machine(), server)
        download.fetch_release(url, into)
        if _has_all(into) and version(into / "pulumi"):
            return "the official release"
        raise download.UnavailableError("the release does not run here")
    except download.UnavailableError as refusal:
        say(f"Pulumi's own download is not to be had ({refusal}): building the CLI with Go instead.")
        if into.exists():
            shutil.rmtree(into)
        return None


def _build(paths: Paths, temporary: Path, into: Path) -> str:
    chosen = go.find(paths.go_modules, temporary)
    build.build(chosen, paths.go_modules, paths.pinned_version(), into)
    return f"built with {chosen.origin}"


@contextmanager
def _unfinished(engines: Path) -> Iterator[Path]:
    """A folder beside the finished ones, so that the last step is one rename."""
    temporary = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=engines))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _remove_leftovers(engines: Path) -> None:
    """Called by who holds the lock, so what is unfinished belongs to a process that was killed."""
    for leftover in engines.glob(f"{UNFINISHED}*"):
        say("Removing what an interrupted set-up of the Pulumi CLI left behind.")
        shutil.rmtree(leftover, ignore_errors=True)
