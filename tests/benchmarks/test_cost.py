"""What a command costs, seen from outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.cost import run

BUSY = "import time\nwhile time.process_time() < 0.5: pass"


def test_cpu_of_a_process_that_the_command_starts_is_counted(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(BUSY)
    # The shell waits for it as the CLI waits for its plugins.
    cost = run(["sh", "-c", f"'{sys.executable}' busy.py; true"], tmp_path, os.environ)
    assert cost.cpu >= 0.5
    assert cost.wall >= 0.5


def test_a_failure_ends_the_benchmark_with_what_was_printed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such stack"):
        run(["sh", "-c", "echo no such stack; exit 1"], tmp_path, os.environ)


def test_an_interrupted_benchmark_leaves_nothing_running(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(["sh", "-c", "echo $$ > pid; kill -INT $PPID; exec sleep 60"], tmp_path, os.environ)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
