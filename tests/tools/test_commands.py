import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import commands, drift
from tools.paths import ROOT, Paths
from tools.terminal import Progress, SetupError, run_long


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_plain_make_lists_every_target() -> None:
    shown = set(re.findall(r"^  make ([\w-]+)", make().stdout, re.MULTILINE))
    written = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert shown == written - {"python"}


def test_every_target_calls_a_command_that_exists() -> None:
    called = re.findall(r"\$\(tools\) (\w+)", (ROOT / "Makefile").read_text())
    assert set(called) <= set(commands.COMMANDS)


def test_a_missing_python_is_a_sentence() -> None:
    ended = make("setup", "PYTHON=no such python")
    assert ended.returncode != 0
    assert "There is no no such python on PATH. This needs Python 3.11 or newer" in ended.stderr


def test_an_old_python_is_a_sentence() -> None:
    script = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['tools', 'up']; runpy.run_module('tools')"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("This needs Python 3.11 or newer; ")
    assert "Traceback" not in ended.stderr


def test_an_unknown_command_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["upp"]) == 2
    assert "There is no command 'upp': audit, clean, destroy, " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (SetupError("Do this."), 1, "Do this."),
        (KeyboardInterrupt(), 130, "Stopped. The same command takes up from paths."),
        (PermissionError(13, "Permission denied", "/engines"), 1, "Permission denied: /engines. Free the disk space"),
        (OSError(28, "No space left on device"), 1, "No space left on device. Free the disk space"),
    ],
)
def test_whatever_ends_a_command_is_a_sentence(
    error: BaseException,
    status: int,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setitem(commands.COMMANDS, "up", fail)
    assert commands.main(["up"]) == status
    assert capsys.readouterr().err.startswith(sentence)


def test_progress_off_a_terminal_is_a_line_every_fifteen_seconds() -> None:
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


def test_a_failed_step_shows_only_the_end_of_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetupError, match="Try again"):
        run_long("Counting", ["sh", "-c", "seq 100; exit 3"], if_it_fails="Try again.")
    assert capsys.readouterr().err.splitlines() == ["Counting …", *(f"    {n}" for n in range(86, 101))]


def test_an_interrupted_step_takes_its_program_with_it() -> None:
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


def test_drift_without_an_emulator_says_what_starts_it() -> None:
    with pytest.raises(SetupError, match=r"does not answer on port 9: .*`make up` starts it"):
        drift.edit_a_policy(9)


def test_the_driver_needs_nothing_but_the_standard_library() -> None:
    """It runs before there is a virtual environment."""
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tools.commands"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""


def test_no_file_of_the_driver_is_long() -> None:
    assert all(len(file.read_text().splitlines()) <= 300 for file in Path(commands.__file__).parent.glob("*.py"))


def test_clean_does_not_throw_away_what_other_stacks_manage(tmp_path: Path) -> None:
    state = tmp_path / ".local" / "state" / ".pulumi" / "stacks" / "backups-as-code" / "prod.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    with pytest.raises(SetupError, match=r"holds the state of other stacks \(prod\)"):
        commands.clean(Paths(tmp_path, tmp_path), [])
    assert state.exists()
