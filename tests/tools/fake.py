"""Writes small shell scripts that stand in for other programs."""

import shlex
from pathlib import Path

from tools.pulumi_cli import PROGRAMS


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def pulumi(folder: Path, version: str = "v3.272.0", without: str = "") -> Path:
    """The four programs of the Pulumi CLI, or three of them."""
    for name in PROGRAMS:
        if name != without:
            program(folder / name, f"echo {version}")
    return folder / "pulumi"


def python(path: Path, pip: str = "") -> Path:
    """A Python whose `-m venv` copies it into a folder and whose `-m pip` runs `pip`. It logs its arguments.

    The log is a file beside it, with the suffix .log. In `pip`, $venv is the environment's folder.
    """
    return program(
        path,
        f"""
echo "$*" >> {shlex.quote(f"{path}.log")}
case "$2" in
  venv) mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"; cp "$0" "$3/bin/python" ;;
  pip) venv=$(dirname "$(dirname "$0")")
    {pip or ":"} ;;
esac""",
    )


def go(path: Path, version: str = "go1.26.8", fails: bool = False) -> Path:
    """A Go whose builds are scripts that print v3.259.0. It logs each build to the file `builds` beside it."""
    source = path.parent / "go module cache"
    program(source / "python" / "cmd" / "pulumi-language-python-exec", "exit 0")
    program(source / "python" / "dist" / "pulumi-resource-pulumi-python", "exit 0")
    build = "echo 'no route to host'; exit 1" if fails else ""
    return program(
        path,
        f"""
case "$1" in
  env) echo {version} ;;
  list) echo {shlex.quote(str(source))} ;;
  build)
    {build}
    echo "$@ GOFLAGS=$GOFLAGS GOTOOLCHAIN=$GOTOOLCHAIN" >> {shlex.quote(str(path.parent / "builds"))}
    while [ "$1" != -o ]; do shift; done
    printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"; chmod +x "$2" ;;
esac""",
    )
