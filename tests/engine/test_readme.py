"""The README's commands, in the order in which a newcomer runs them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import README, ROOT, blocks, commands
from tests.engine.installed import build_wheel, install_command
from tests.engine.programs import policy
from tests.engine.stack import Stack
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID, Vendors
from tools import commands as make_commands
from tools import virtualenv
from tools.paths import Paths, find_paths

Make = Callable[[str], str]
CONSOLE = [line for block in blocks(README, "console") for line in commands(block)]
# In what the README shows, what differs from run to run.
PLACEHOLDERS = {"5q2r25teklh2": r"\w+", "…": ".*?"}


def shown_after(text: str) -> str:
    """The block of the README after these words."""
    return README.read_text("utf-8").partition(text)[2].split("```")[1]


def assert_shows(output: str, shown: str) -> None:
    """The output has the shown lines in their order, whatever is in the place of a placeholder."""
    pattern = re.escape(shown.strip())
    for placeholder, anything in PLACEHOLDERS.items():
        pattern = pattern.replace(re.escape(placeholder), anything)
    plain = "\n".join(line.rstrip() for line in output.splitlines())
    assert re.search(pattern, plain, re.DOTALL), output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a newcomer begins, with nothing but the program, which the README shows between two blocks."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "program.py").write_text(blocks(README, "python")[0].text)
    return tmp_path / "start"


def script(wheel: Path, settings: list[str]) -> str:
    """The README's commands, with `settings` instead of the credentials, and with a wheel instead of a download."""
    install = next(line for line in CONSOLE if line.startswith("pip install"))
    extras = re.findall(r"\[[\w,]+\]", install)[0]
    lines = ["set -e", f"pip() {{ {shlex.join(install_command(wheel, Path('.venv'), extras))}; }}"]
    for line in CONSOLE:
        if line.startswith("pulumi config set"):
            lines += settings
            settings = []
        else:
            # A local backend is in the home of the person who runs the test.
            lines.append(line.replace("=…", "=demonstration").replace("login --local", 'login "file://$PULUMI_HOME"'))
        if line.startswith("printf"):
            lines.append("cp ../program.py __main__.py")
    return "\n".join(lines)


def run(folder: Path, script: str, **variables: str) -> str:
    foreign = ("PLANETSCALE_", "NORTHFLANK_", "PULUMI_", "VIRTUAL_ENV", "PYTHONPATH")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    # Without a terminal, Pulumi cannot ask for confirmation.
    asked = {"PULUMI_SKIP_CONFIRMATIONS": "true", "PULUMI_SKIP_UPDATE_CHECK": "1"}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**own, **asked, **variables, "PULUMI_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("dist"))


def test_from_an_empty_folder_to_a_finished_up(folder: Path, wheel: Path, vendors: Vendors) -> None:
    values = {"YOUR_TOKEN_ID": TOKEN_ID, "serviceToken": SERVICE_TOKEN, "apiToken": API_TOKEN}
    settings = [line.replace("YOUR_TOKEN_ID", TOKEN_ID) for line in CONSOLE if line.startswith("pulumi config set")]
    settings = [f"{line} <<< {values[line.rpartition(':')[2]]}" if "--secret" in line else line for line in settings]
    servers = {
        "PLANETSCALE_SERVER_URL": f"{vendors.url}/planetscale/v1",
        "NORTHFLANK_BASE_URL": f"{vendors.url}/northflank",
    }
    output = run(folder, script(wheel, settings), **servers)
    assert_shows(output, shown_after("It ends with:"))
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)


def test_without_an_account_the_emulator_prints_what_to_paste(folder: Path, wheel: Path) -> None:
    start = "pulumi-backups emulator --port 0 > ../emulator.txt & trap 'kill %1' EXIT"
    wait = "until grep -q API_TOKEN ../emulator.txt; do sleep 0.1; done"
    output = run(folder, script(wheel, [start, wait, '. <(grep "^export" ../emulator.txt)']))
    assert_shows(output, shown_after("It ends with:"))


def test_previews_are_those_that_the_readme_shows(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    assert vendors.policy()["retention_value"] == 14
    stack.declare(policy(retention_value=30))
    assert_shows(stack.preview().text, shown_after("the preview shows exactly that:"))
    stack.declare(policy(target="prod", schedule_time="4am"))
    refused = " ".join(stack.preview().text.split())
    for line in shown_after("all errors at once:").strip().splitlines():
        assert line.partition("… ")[2] in refused


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Make:
    """Runs `make TARGET` of a copy of this checkout, with its own port. Returns what is on the screen."""
    engines = find_paths().engines
    root = tmp_path / "checkout"
    for name in ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "tools/cli", "tools/host"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, root / name)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    config = root / "Pulumi.dev.yaml"
    config.write_text(config.read_text("utf-8").replace("8765", str(port)), "utf-8")
    (root / ".venv").symlink_to(sys.prefix)
    monkeypatch.setattr(make_commands, "find_paths", lambda: Paths(root, engines))
    # The copy uses the environment of this checkout.
    monkeypatch.setattr(virtualenv, "ensure", lambda _: None)

    def run_target(target: str) -> str:
        command = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        arguments = shlex.split(command.splitlines()[-1].partition("-m tools ")[2])
        assert make_commands.main(arguments) == 0
        screen = capfd.readouterr()
        return (screen.out + screen.err).replace(str(port), "8765")

    return run_target


def test_make_up_and_the_things_to_try_next(make: Make) -> None:
    try:
        output = make("up")
        assert_shows(output, shown_after("It ends like this:"))
        targets = re.findall(r"make ([\w ]+)$", shown_after("It ends like this:"), re.MULTILINE)
        assert targets == ["preview", "drift refresh", "up", "database up", "destroy"]

        make("drift")
        output = make("refresh")
        (changed,) = re.findall(r"^Changed: (\w+): policies\.(\w+)\.retention_value (\d+) → (\d+)\.$", output, re.M)
        assert "at most" not in output, "the outputs of the stack"
        assert "Outputs:" not in output
        assert f"~ retention_value: {changed[3]} => {changed[2]}" in make("preview")
        restored = "Changed: {0}: policies.{1}.retention_value {3} → {2}.".format(*changed)
        assert restored in make("up")
        assert "No drift: everything is as the last run left it." in make("refresh")
        make("database")
        assert "Created: ledger." in make("up")
        make("destroy")
    finally:
        make("stop")


def test_other_targets_of_the_readme_exist() -> None:
    assert "make test" in README.read_text("utf-8")
    done = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "-m pytest" in done.stdout
