from pathlib import Path

import pytest

from tests.tools import fake
from tests.tools.backend_files import LOCK, PENDING, STATE, write
from tools import stack
from tools.paths import Paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError

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
    fake.program((cli.folder or Path()) / "pulumi", PULUMI)
    monkeypatch.setenv("PATH", f"{cli.folder}:/usr/bin:/bin")
    monkeypatch.setenv("LOCAL", str(paths.local))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("UP", "0")
    return tmp_path / "log"


def test_stack_is_selected_only_once(paths: Paths, cli: PulumiCli, calls: Path) -> None:
    stack.run(paths, cli, "up", "--yes")
    stack.run(paths, cli, "up", "--yes")
    assert [line.split()[0] for line in calls.read_text().splitlines()] == ["stack", "up", "up"]


@pytest.mark.usefixtures("calls")
def test_failed_run_ends_with_advice(paths: Paths, cli: PulumiCli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UP", "255")
    with pytest.raises(SetupError, match=r"^`pulumi up --yes` failed\. Its own message is above\.$"):
        stack.run(paths, cli, "up", "--yes")
    write(paths, LOCK, {"pid": 2**22 + 1})
    with pytest.raises(SetupError, match="make unlock"):
        stack.run(paths, cli, "up", "--yes")


@pytest.mark.usefixtures("calls")
def test_unlock_removes_a_stale_lock_and_names_pending_operations(
    paths: Paths, cli: PulumiCli, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run(paths, cli, "up", "--yes")
    lock = write(paths, LOCK, {"pid": 2**22 + 1})
    write(paths, STATE, {"checkpoint": {"latest": {"pending_operations": [PENDING]}}})
    stack.unlock(paths, cli)
    assert not lock.exists()
    assert "Run `make refresh`" in capsys.readouterr().err
    stack.unlock(paths, cli)
    assert capsys.readouterr().err == "The stack is not locked.\n"
