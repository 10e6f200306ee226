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


def go(path: Path, version: str = "go1.26.8", fails: bool = False) -> Path:
    """Answers as Go does; what it builds is a script that prints v3.259.0. It notes each build beside itself."""
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
