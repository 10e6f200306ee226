"""The Python that the language host runs in tests, with one cached answer."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

# What the language host asks before each program, to find plugins that packages need.
PIP_LIST = ("-m", "pip", "list", "-v", "--format", "json")
SCRIPT = """\
#!/bin/sh
if [ "$*" = "{question}" ]; then
    exec cat {answer}
fi
exec {python} "$@"
"""


def cache_pip_list(folder: Path) -> None:
    """Makes a `python3` that is the real one, except that it answers `pip list` from a file.

    The real `pip list` takes a fifth of the CPU of a call of the CLI, and runs here once. The host gets its answer in
    each test that works on a copy of a created stack. In the tests of the wheel and of the demonstration, the host
    runs the real one.
    """
    python = shutil.which("python3")
    assert python, "there is no python3 on PATH"
    answer = folder / "pip-list.json"
    answer.write_bytes(subprocess.run([python, *PIP_LIST], capture_output=True, check=True).stdout)
    script = folder / "python3"
    script.write_text(
        SCRIPT.format(question=" ".join(PIP_LIST), answer=shlex.quote(str(answer)), python=shlex.quote(python))
    )
    script.chmod(0o755)
