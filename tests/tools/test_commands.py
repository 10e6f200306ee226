import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import commands
from tools.paths import ROOT, Paths
from tools.terminal import SetupError


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_make_lists_every_target() -> None:
    listed = set(re.findall(r"^  make ([\w-]+)", make().stdout, re.MULTILINE))
    defined = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert listed == defined - {"python"}


def test_every_target_runs_a_command_that_exists() -> None:
    used = re.findall(r"\$\(tools\) (\w+)", (ROOT / "Makefile").read_text())
    assert set(used) <= set(commands.COMMANDS)


def test_missing_python_is_one_sentence() -> None:
    ended = make("setup", "PYTHON=no such python")
    assert ended.returncode != 0
    assert 'There is no Python named "no such python" on PATH. Python 3.11 or newer is required' in ended.stderr


def test_old_python_is_one_sentence() -> None:
    script = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['tools', 'up']; runpy.run_module('tools')"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("This needs Python 3.11 or newer, and ")
    assert "Traceback" not in ended.stderr


def test_unknown_command_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["upp"]) == 2
    assert "Unknown command 'upp'. The commands are: audit, clean, destroy, " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (SetupError("Do this."), 1, "Do this."),
        (KeyboardInterrupt(), 130, "Stopped. Run the same command again to continue."),
        (PermissionError(13, "Permission denied", "/engines"), 1, "Permission denied: /engines. Free disk space"),
        (OSError(28, "No space left on device"), 1, "No space left on device. Free disk space"),
    ],
)
def test_failure_is_one_sentence(
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


def test_tools_need_only_the_standard_library() -> None:
    """They run before there is a virtual environment."""
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tools.commands"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""


def test_clean_keeps_the_state_of_other_stacks(tmp_path: Path) -> None:
    state = tmp_path / ".local" / "state" / ".pulumi" / "stacks" / "backups-as-code" / "prod.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    with pytest.raises(SetupError, match=r"has the state of other stacks \(prod\)"):
        commands.clean(Paths(tmp_path, tmp_path), [])
    assert state.exists()


def test_drift_without_arguments_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["drift"]) == 1
    assert "python3 -m tools drift KIND FIELD" in capsys.readouterr().err


def test_reader_that_has_ended_is_no_error() -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{{ sleep 0.3; {sys.executable} -m tools help; echo $? >&2; }} | true"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == "1\n"
