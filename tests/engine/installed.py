"""The package as people install it: a wheel, and a virtual environment with it and its locked dependencies."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
UV = (sys.executable, "-m", "uv", "--quiet")


def run(*command: str, folder: Path) -> str:
    """Runs a command that must succeed. Returns its output."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(folder: Path) -> Path:
    """Builds the wheel of this checkout into a folder."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def install_command(wheel: Path, environment: Path, extras: str = "") -> list[str]:
    """The command that installs the wheel, with extras such as `[cli]`, and pip for Pulumi's language host."""
    lock = ROOT / "requirements.lock"
    pip = re.search(r"^pip==\S+", lock.read_text("utf-8"), re.MULTILINE)
    assert pip
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    wanted = wheel.with_name("wanted.txt")
    wanted.write_text(f"pulumi-backups{extras} @ {wheel.as_uri()} --hash=sha256:{digest}\n{pip[0]}\n")
    python = str(environment / "bin" / "python")
    return [*UV, "pip", "install", "--python", python, "--require-hashes", "-r", str(wanted), "-c", str(lock)]
