import subprocess
import sys
from pathlib import Path

from tools.file_lock import file_lock
from tools.paths import ROOT

HOLDER = """
import sys
from pathlib import Path
from tools.file_lock import file_lock
with file_lock(Path(sys.argv[1]), "its turn"):
    print("has it", flush=True)
    sys.stdin.read()
"""


def holder(lock: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def line(stream: object) -> str:
    return str(stream.readline()).strip()  # type: ignore[attr-defined]


def test_the_second_says_that_it_waits_and_gets_its_turn(tmp_path: Path) -> None:
    lock = tmp_path / "engines" / "lock"
    with file_lock(lock, "nobody"):
        second = holder(lock)
        assert line(second.stderr) == "Waiting for its turn …"
    assert line(second.stdout) == "has it"
    second.communicate("")
    assert second.returncode == 0


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    killed = holder(lock)
    assert line(killed.stdout) == "has it"
    killed.kill()
    killed.communicate()
    assert lock.exists()
    with file_lock(lock, "nobody"):
        pass
