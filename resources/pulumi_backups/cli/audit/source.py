"""Where the text of a state comes from: the stack, a file, or standard input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which

from pulumi_backups.errors import BackupsError, one_line

STDIN = "-"


def of_stack(stack: str | None) -> str:
    """The exported state of a stack, or of the one that is selected in this folder. Secrets stay encrypted.

    Raises BackupsError if it cannot be exported.
    """
    pulumi = which("pulumi")
    if pulumi is None:
        raise BackupsError("pulumi is not on PATH, so no state can be exported. Install it, or use --state FILE.")
    command = [pulumi, "stack", "export", "--non-interactive", "--color", "never"]
    command += ["--stack", stack] if stack else []
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode:
        what = f"the stack {one_line(stack, 100)!r}" if stack else "the selected stack"
        raise BackupsError(f"The state of {what} could not be exported: {_reason(done.stderr)}")
    return _decoded(done.stdout, "The output of pulumi stack export")


def of_file(file: str) -> str:
    """The text of a file. Raises BackupsError if it cannot be read."""
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise BackupsError(f"{one_line(file, 200)} cannot be read: {error.strerror}.") from error
    return _decoded(content, name_of(file))


def name_of(file: str) -> str:
    """How a sentence names a file."""
    return "The standard input" if file == STDIN else one_line(file, 200)


def _decoded(content: bytes, name: str) -> str:
    try:
        # Some shells begin a file with a byte order mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BackupsError(f"{name} is not a stack's state: it is no text in UTF-8.") from error


def _reason(stderr: bytes) -> str:
    """What the CLI says, as a sentence."""
    lines = stderr.decode(errors="replace").splitlines()
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return one_line(" ".join(errors or lines) or "pulumi says nothing.").rstrip(".") + "."
