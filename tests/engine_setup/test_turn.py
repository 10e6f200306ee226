import subprocess
import sys
from pathlib import Path

from engine.places import ROOT
from engine.turn import one_at_a_time

HOLDER = """
import sys
from pathlib import Path
from engine.turn import one_at_a_time
with one_at_a_time(Path(sys.argv[1]), "its turn"):
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
    with one_at_a_time(lock, "nobody"):
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
    with one_at_a_time(lock, "nobody"):
        pass
