"""A Pulumi project for a test, with its own backend, run by the real CLI."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.engine.descendants import descendants
from tests.engine.events import Ran, read_events
from tests.engine.host_python import cache_pip_list
from tests.engine.programs import program
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID
from tests.vendors import NAMES

STACK, PROJECT = "dev", "tests"
# Seconds after which a call of the CLI fails. It usually takes one or two.
LONGEST = 180
QUIET = ("--non-interactive", "--color", "never")
# Variables that would point a run at another project or server.
FOREIGN = (*(f"{name.upper()}_" for name in NAMES), "PULUMI_")

# A background job of a script ignores interrupts, and its child processes inherit that. The CLI interrupts each plugin
# at the end of a run, and would wait five seconds for each of them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Running:
    """A call of the CLI that runs in parallel with the test."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._log = log
        self._output = log.with_suffix(".txt").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> bool:
        """Whether the call has ended."""
        return self._process.poll() is not None

    def wait(self) -> Ran:
        """Waits for the end of the call."""
        try:
            code = self._process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{' '.join(self._command)} did not end within {LONGEST} s") from None
        with self._output:
            self._output.seek(0)
            return Ran(" ".join(self._command), code, self._output.read(), read_events(self._log))

    def kill(self) -> None:
        """Kills the CLI and all its descendants at once, so that none can save anything."""
        self._process.send_signal(signal.SIGSTOP)
        for pid in [*descendants(self._process.pid), self._process.pid]:
            os.kill(pid, signal.SIGKILL)
        self._process.wait(LONGEST)
        self._output.close()


class Stack:
    """A project with one stack.

    environment: for the CLI. Contains no variable of the vendors, and of Pulumi only those of the test.
    runs: the folder with the output and the events of all calls.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.runs = folder / "runs"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)},
            "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
            "PULUMI_HOME": str(folder / "home"),
            # Without metadata files: if a kill leaves half of one, Pulumi cannot read the state.
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": "engine tests",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            # Enables --event-log.
            "PULUMI_DEBUG_COMMANDS": "true",
        }

    @classmethod
    def create(cls, folder: Path) -> Stack:
        """Creates the project and its stack, with encrypted credentials in the config."""
        stack = cls(folder)
        for made in (stack.project, stack.runs, folder / "bin", folder / "home", folder / "state"):
            made.mkdir(parents=True)
        cache_pip_list(folder / "bin")
        (stack.project / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        stack.call("stack", "init", STACK)
        secrets = {"planetscale:serviceToken": SERVICE_TOKEN, "northflank:apiToken": API_TOKEN}
        stack.call("config", "set-all", *(f"--secret={name}={value}" for name, value in secrets.items()))
        return stack

    def copy(self, folder: Path) -> Stack:
        """Copies the project to another folder, which is faster than creating one."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Stack(folder)

    def connect(self, url: str) -> None:
        """Points the stack at the emulator of both vendors."""
        self.configure(
            {
                "planetscale:serverUrl": f"{url}/planetscale/v1",
                "planetscale:serviceTokenId": TOKEN_ID,
                "planetscale:organization": "acme",
                "northflank:baseUrl": f"{url}/northflank",
            }
        )

    def config(self) -> dict[str, Any]:
        """The stack's config, with secrets encrypted."""
        config: dict[str, Any] = yaml.safe_load(self._config_file.read_text("utf-8")).get("config", {})
        return config

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Writes plain settings into the stack's config. None removes one."""
        file = self._config_file
        settings: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
        config = settings.get("config", {}) | changes
        settings["config"] = {name: value for name, value in config.items() if value is not None}
        file.write_text(yaml.safe_dump(settings), "utf-8")

    def without_credentials(self) -> None:
        """Removes every credential from the stack's config."""
        names = ("planetscale:serviceTokenId", "planetscale:serviceToken", "northflank:apiToken")
        self.configure(dict.fromkeys(names))

    def declare(self, *lines: str) -> None:
        """Writes the program."""
        (self.project / "__main__.py").write_text(program(*lines), "utf-8")

    def preview(self, *flags: str) -> Ran:
        return self.start("preview", *flags).wait()

    def up(self, *flags: str) -> Ran:
        return self.start("up", "--yes", "--skip-preview", *flags).wait()

    def refresh(self, *flags: str) -> Ran:
        return self.start("refresh", "--yes", "--skip-preview", *flags).wait()

    def destroy(self, *flags: str) -> Ran:
        return self.start("destroy", "--yes", "--skip-preview", *flags).wait()

    def start(self, command: str, *flags: str) -> Running:
        """Starts one of the commands that report events."""
        log = self.runs / f"{len(list(self.runs.iterdir())):03}-{command}.json"
        flags = ("--stack", STACK, "--diff", *QUIET, *flags, "--event-log", str(log))
        return Running(["pulumi", command, *flags], self.project, self.environment, log)

    def call(self, *arguments: str) -> str:
        """Runs any other command, which must succeed. Returns its output."""
        ran = subprocess.run(
            ["pulumi", *arguments, *QUIET],
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def cancel(self) -> None:
        """Removes the lock of a killed run, as the documents advise."""
        self.call("cancel", "--yes", "--stack", STACK)

    def outputs(self) -> dict[str, Any]:
        """The outputs of the stack."""
        found: dict[str, Any] = json.loads(self.call("stack", "output", "--json", "--stack", STACK))
        return found

    def state(self) -> dict[str, Any]:
        """The state from the backend, with secrets encrypted."""
        file = next((self.folder / "state").glob(f".pulumi/stacks/**/{STACK}.json"))
        latest: dict[str, Any] = json.loads(file.read_text("utf-8"))["checkpoint"].get("latest") or {}
        return latest

    def resources(self) -> dict[str, dict[str, Any]]:
        """The resources in the state by name, without components and the default provider."""
        entries = self.state().get("resources", [])
        own = (entry for entry in entries if entry.get("custom") and not entry["type"].startswith("pulumi:"))
        return {entry["urn"].rpartition("::")[2]: entry for entry in own}

    def files_with(self, text: str) -> list[str]:
        """Every file of the project, the backend, PULUMI_HOME and the runs that contains a text."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        return [str(file.relative_to(self.folder)) for file in files if text.encode() in file.read_bytes()]

    @property
    def _config_file(self) -> Path:
        return self.project / f"Pulumi.{STACK}.yaml"
