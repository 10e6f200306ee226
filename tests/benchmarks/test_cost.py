"""The measured cost of a command."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from benchmarks.cost import run
from tests.engine.vendors import wait_until

BUSY = "import time\nwhile time.process_time() < 0.5: pass"


def test_cpu_of_a_child_process_is_counted(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(BUSY)
    # The shell waits for its child, as the CLI waits for its plugins.
    cost = run(["sh", "-c", f"'{sys.executable}' busy.py; true"], tmp_path, os.environ)
    assert cost.cpu >= 0.5
    assert cost.wall >= 0.5


def test_failed_command_ends_the_benchmark_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such stack"):
        run(["sh", "-c", "echo no such stack; exit 1"], tmp_path, os.environ)


def test_interrupted_benchmark_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"

    def interrupted(_folder: str) -> None:
        while not pid.exists():
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.cost._provider", interrupted)
    # The command ends at an interrupt, its child does not.
    plugin = "trap '' INT; echo $$ > started; mv started pid; exec sleep 60"
    with pytest.raises(KeyboardInterrupt):
        run(["sh", "-c", f"sh -c {shlex.quote(plugin)} & exec sleep 60"], tmp_path, os.environ)
    wait_until(lambda: ended(int(pid.read_text())), "the end of the child process")


def ended(pid: int) -> bool:
    """Whether a process is gone or a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
