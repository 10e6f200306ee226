"""What a process is: a number in a file may belong to another program by the time that it is read."""

import subprocess
from pathlib import Path


def command_of(pid: int) -> str:
    """The process's command line; empty where there is no such process, or it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    try:
        asked = subprocess.run(  # noqa: S603
            ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return asked.stdout


def with_words(*words: str) -> list[int]:
    """The processes whose command lines hold all of these words; empty where the system does not tell."""
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [pid for pid in numbers if all(word in command_of(pid) for word in words)]
