"""Which program a process runs. A process id in a file may belong to another program by now."""

import subprocess
from pathlib import Path


def command_line(pid: int) -> str:
    """The command line of a process, its arguments joined by spaces. Empty if there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    try:
        listed = subprocess.run(  # noqa: S603
            ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return listed.stdout


def find_processes(*words: str) -> list[int]:
    """The ids of the processes whose command lines contain all these words. Empty on a system without /proc."""
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if all(word in command_line(pid) for word in words)]
