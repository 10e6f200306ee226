import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tools import pretend
from tools import stack
from tools.paths import Paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError


@pytest.fixture
def cli(tmp_path: Path) -> PulumiCli:
    return PulumiCli(tmp_path / "an engine's folder", "v3.259.0")


def shell(lines: str, **environ: str) -> dict[str, str]:
    """The environment of a POSIX shell after `eval "$(make -s env)"`."""
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    python = sys.executable
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", f'eval "$1"; "$2" -c "{show}"', "sh", lines, python],
        env={"PATH": "/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    got: dict[str, str] = json.loads(done.stdout)
    return got


def test_exports_survive_spaces_and_quotes_in_the_path(paths: Paths, cli: PulumiCli) -> None:
    env = shell(stack.exports(paths, cli))
    assert env["PATH"] == f"{paths.venv}/bin:{cli.folder}:/usr/bin:/bin"
    assert env["VIRTUAL_ENV"] == str(paths.venv)
    assert env["PULUMI_HOME"] == str(paths.local / "pulumi-home")
    assert env["PULUMI_BACKEND_URL"].startswith("file:///")
    assert " " not in env["PULUMI_BACKEND_URL"]
    assert env["PULUMI_CONFIG_PASSPHRASE"] == "demonstration"


def test_a_passphrase_for_other_stacks_does_not_get_in_the_way(paths: Paths, cli: PulumiCli) -> None:
    exports = stack.exports(paths, cli)
    env = shell(exports, PULUMI_CONFIG_PASSPHRASE="mine", PULUMI_CONFIG_PASSPHRASE_FILE="/a/file")
    assert env["PULUMI_CONFIG_PASSPHRASE"] == "demonstration"
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in env


@pytest.mark.parametrize(
    "environ",
    [{}, {"PULUMI_CONFIG_PASSPHRASE": "mine"}, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/a/file"}],
)
def test_a_shell_gets_what_make_up_uses(paths: Paths, cli: PulumiCli, environ: dict[str, str]) -> None:
    ours = stack.for_pulumi(paths, cli, {"PATH": "/usr/bin:/bin", **environ})
    theirs = shell(stack.exports(paths, cli), **environ)
    assert {name: theirs.get(name) for name in ours} == ours


def test_tests_get_the_programs_but_not_the_demonstrations_stack(paths: Paths, cli: PulumiCli) -> None:
    env = stack.with_programs(paths, cli, {"PATH": "/bin"})
    assert sorted(env) == ["PATH", "VIRTUAL_ENV"]


def write(paths: Paths, name: str, content: dict[str, Any]) -> Path:
    file = paths.local / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return file


LOCK = "state/.pulumi/locks/organization/demo/dev/1.json"
STATE = "state/.pulumi/stacks/demo/dev.json"
CUT_OFF = {"resource": {"urn": "urn:pulumi:dev::demo::t::orders-daily"}, "type": "creating"}


def test_a_lock_whose_holder_is_gone_says_what_to_type(paths: Paths) -> None:
    write(paths, LOCK, {"pid": 2**22 + 1})
    assert stack.after(paths) == (
        "The stack is locked by a Pulumi that was killed. Type `make unlock`, then the same command again."
    )


def test_a_lock_whose_number_belongs_to_another_program_by_now_is_stale(paths: Paths) -> None:
    program = subprocess.Popen(["/bin/sleep", "60"])
    write(paths, LOCK, {"pid": program.pid})
    try:
        assert "make unlock" in (stack.after(paths) or "")
    finally:
        program.kill()
        program.wait()


def test_a_lock_of_a_pulumi_at_work_is_left_alone(paths: Paths, cli: PulumiCli, tmp_path: Path) -> None:
    pulumi = pretend.program(tmp_path / "pulumi", "echo at work; read until_the_test_ends")
    pipe = subprocess.PIPE
    working = subprocess.Popen([str(pulumi), "up"], stdin=pipe, stdout=pipe, text=True)
    assert working.stdout is not None
    assert working.stdout.readline() == "at work\n"
    lock = write(paths, LOCK, {"pid": working.pid})
    try:
        assert stack.after(paths) == (
            f"Another Pulumi (process {working.pid}) is at work on this stack: wait for it, then try again."
        )
        with pytest.raises(SetupError, match="nothing to unlock, wait for it"):
            stack.unlock(paths, cli)
        assert lock.exists()
    finally:
        working.communicate()


def test_a_cut_off_operation_says_what_to_type(paths: Paths) -> None:
    write(paths, STATE, {"checkpoint": {"latest": {"pending_operations": [CUT_OFF]}}})
    assert stack.after(paths) == (
        "An earlier run was killed while it was at work on orders-daily (creating). "
        "Type `make refresh`, which looks what is there and clears the note, then `make up`."
    )


@pytest.mark.parametrize(
    "content", [{}, {"checkpoint": {}}, {"checkpoint": {"latest": None}}, {"checkpoint": {"latest": {}}}]
)
def test_an_orderly_stack_says_nothing(paths: Paths, content: dict[str, Any]) -> None:
    write(paths, STATE, content)
    assert stack.after(paths) is None


PULUMI = """
echo "$*" >> "$LOG"
case "$*" in
  stack\\ select*) mkdir -p "$LOCAL/state/.pulumi/stacks/demo" "$LOCAL/pulumi-home/workspaces"
    echo '{}' > "$LOCAL/state/.pulumi/stacks/demo/dev.json"
    echo '{"stack": "organization/demo/dev"}' > "$LOCAL/pulumi-home/workspaces/w.json" ;;
  up*) exit "$UP" ;;
  cancel*) rm -r "$LOCAL/state/.pulumi/locks" ;;
esac
"""


@pytest.fixture
def calls(paths: Paths, cli: PulumiCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pretend.program((cli.folder or Path()) / "pulumi", PULUMI)
    monkeypatch.setenv("PATH", f"{cli.folder}:/usr/bin:/bin")
    monkeypatch.setenv("LOCAL", str(paths.local))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("UP", "0")
    return tmp_path / "log"


def test_the_stack_is_selected_only_once(paths: Paths, cli: PulumiCli, calls: Path) -> None:
    stack.run(paths, cli, "up", "--yes")
    stack.run(paths, cli, "up", "--yes")
    assert [line.split()[0] for line in calls.read_text().splitlines()] == ["stack", "up", "up"]


@pytest.mark.usefixtures("calls")
def test_a_failed_run_ends_with_the_advice(paths: Paths, cli: PulumiCli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UP", "255")
    with pytest.raises(SetupError, match=r"^`pulumi up --yes` failed: its own message is above\.$"):
        stack.run(paths, cli, "up", "--yes")
    write(paths, LOCK, {"pid": 2**22 + 1})
    with pytest.raises(SetupError, match="make unlock"):
        stack.run(paths, cli, "up", "--yes")


@pytest.mark.usefixtures("calls")
def test_unlock_removes_a_stale_lock_and_names_what_was_cut_off(
    paths: Paths, cli: PulumiCli, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run(paths, cli, "up", "--yes")
    lock = write(paths, LOCK, {"pid": 2**22 + 1})
    write(paths, STATE, {"checkpoint": {"latest": {"pending_operations": [CUT_OFF]}}})
    stack.unlock(paths, cli)
    assert not lock.exists()
    assert "Type `make refresh`" in capsys.readouterr().err
    stack.unlock(paths, cli)
    assert capsys.readouterr().err == "The stack is not locked.\n"
