import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.tools import fake
from tests.tools.backend_files import LOCK, PENDING, STATE, write
from tools import backend, stack
from tools.paths import Paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError


def test_lock_of_a_killed_pulumi_says_what_to_run(paths: Paths) -> None:
    write(paths, LOCK, {"pid": 2**22 + 1})
    assert backend.recovery_advice(paths) == (
        "A killed Pulumi left a lock on the stack. Run `make unlock`, then the same command again."
    )


def test_lock_is_stale_if_its_process_id_belongs_to_another_program(paths: Paths) -> None:
    program = subprocess.Popen(["/bin/sleep", "60"])
    write(paths, LOCK, {"pid": program.pid})
    try:
        assert "make unlock" in (backend.recovery_advice(paths) or "")
    finally:
        program.kill()
        program.wait()


def test_lock_of_a_running_pulumi_is_kept(paths: Paths, tmp_path: Path) -> None:
    pulumi = fake.program(tmp_path / "pulumi", "echo running; read until_the_test_ends")
    pipe = subprocess.PIPE
    running = subprocess.Popen([str(pulumi), "up"], stdin=pipe, stdout=pipe, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "running\n"
    lock = write(paths, LOCK, {"pid": running.pid})
    try:
        assert backend.recovery_advice(paths) == (
            f"Another Pulumi (process {running.pid}) is running on this stack. Wait for it, then try again."
        )
        with pytest.raises(SetupError, match=r"Pulumi is running on this stack .* Wait for it"):
            stack.unlock(paths, PulumiCli(None, "v3.259.0"))
        assert lock.exists()
    finally:
        running.communicate()


def test_pending_operation_says_what_to_run(paths: Paths) -> None:
    write(paths, STATE, {"checkpoint": {"latest": {"pending_operations": [PENDING]}}})
    assert backend.recovery_advice(paths) == (
        "An earlier run was killed before it finished: orders-daily (creating). "
        "Run `make refresh`, which reads what exists and clears the pending operations, then `make up`."
    )


@pytest.mark.parametrize(
    "content", [{}, {"checkpoint": {}}, {"checkpoint": {"latest": None}}, {"checkpoint": {"latest": {}}}]
)
def test_stack_without_lock_or_pending_operation_needs_no_advice(paths: Paths, content: dict[str, Any]) -> None:
    write(paths, STATE, content)
    assert backend.recovery_advice(paths) is None
