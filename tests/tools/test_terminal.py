import io
import os

import pytest

from tools.terminal import Progress, SetupError, run_long


def test_progress_without_a_terminal_is_a_line_every_fifteen_seconds() -> None:
    out, now = io.StringIO(), [0.0]
    progress = Progress("Building", out, lambda: now[0])
    for _ in range(40):
        now[0] += 1
        progress.show(f"{now[0]:.0f} packages")
    progress.done("all")
    assert out.getvalue().splitlines() == [
        "Building …",
        "Building … 15 s, 15 packages",
        "Building … 30 s, 30 packages",
        "Building: done, 40 s, all",
    ]


def test_failed_step_shows_only_the_end_of_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetupError, match="Try again"):
        run_long("Counting", ["sh", "-c", "seq 100; exit 3"], if_it_fails="Try again.")
    assert capsys.readouterr().err.splitlines() == ["Counting …", *(f"    {n}" for n in range(86, 101))]


def test_interrupted_step_ends_its_program() -> None:
    started: list[int] = []

    def interrupt(lines: list[str]) -> str:
        started.extend(map(int, lines))
        if started:
            raise KeyboardInterrupt
        return ""

    with pytest.raises(KeyboardInterrupt):
        run_long("Sleeping", ["sh", "-c", "echo $$; exec sleep 60"], detail=interrupt, if_it_fails="")
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
