import subprocess
import sys
from pathlib import Path
from typing import IO

from tools.file_lock import file_lock
from tools.paths import ROOT

HOLDER = """
import sys
from pathlib import Path
from tools.file_lock import file_lock
with file_lock(Path(sys.argv[1]), waiting_for="the test"):
    print("locked", flush=True)
    sys.stdin.read()
"""


def start_holder(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def test_second_process_says_that_it_waits_and_then_gets_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "engines" / "lock"
    with file_lock(path, waiting_for="nothing"):
        second = start_holder(path)
        assert read_line(second.stderr) == "Waiting for the test …"
    assert read_line(second.stdout) == "locked"
    second.communicate("")
    assert second.returncode == 0


def test_killed_process_releases_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    killed = start_holder(path)
    assert read_line(killed.stdout) == "locked"
    killed.kill()
    killed.communicate()
    assert path.exists()
    with file_lock(path, waiting_for="nothing"):
        pass
