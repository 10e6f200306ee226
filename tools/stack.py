"""Runs the Pulumi CLI on the demonstration stack, and says what to type where it could not finish."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.paths import Paths
from tools.processes import command_of
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError, say

STACK = "dev"
# It guards nothing: the demonstration's secrets are made up. It goes before one that the user has exported for other
# stacks, which would not open Pulumi.dev.yaml.
DEMONSTRATION_PASSPHRASE = "demonstration"  # noqa: S105


def settings(paths: Paths) -> dict[str, str]:
    """Pulumi's own settings, all inside the checkout."""
    return {
        "PULUMI_HOME": str(paths.local / "pulumi-home"),
        # Without `metadata=skip` each file of the state gets one beside it that says nothing of use, and that a killed
        # Pulumi may leave empty; it then fails with "failed to load checkpoint: EOF".
        "PULUMI_BACKEND_URL": f"file://{quote(str(paths.local / 'state'))}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": DEMONSTRATION_PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


def programs(paths: Paths, cli: PulumiCli) -> list[Path]:
    """What goes first on PATH: the virtual environment (the language host runs its python), then Pulumi."""
    return [paths.venv / "bin", *([cli.folder] if cli.folder else [])]


def with_programs(paths: Paths, cli: PulumiCli, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for a command that needs the programs and nothing else."""
    path = os.pathsep.join([*map(str, programs(paths, cli)), environ.get("PATH", os.defpath)])
    return {**environ, "PATH": path, "VIRTUAL_ENV": str(paths.venv)}


def for_pulumi(paths: Paths, cli: PulumiCli, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for the CLI on this stack."""
    others = {name: value for name, value in environ.items() if name != "PULUMI_CONFIG_PASSPHRASE_FILE"}
    return {**with_programs(paths, cli, others), **settings(paths)}


def exports(paths: Paths, cli: PulumiCli) -> str:
    """The same for a shell: lines for `eval "$(make -s env)"`, in any POSIX shell."""
    first = ":".join(shlex.quote(str(folder)) for folder in programs(paths, cli))
    lines = [f'export PATH={first}:"$PATH"', f"export VIRTUAL_ENV={shlex.quote(str(paths.venv))}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in settings(paths).items()]
    lines.append("unset PULUMI_CONFIG_PASSPHRASE_FILE")
    return "\n".join(lines)


def run(paths: Paths, cli: PulumiCli, *arguments: str) -> None:
    """Run `pulumi ARGUMENTS` on the stack. Where it fails, say what to do about a lock or a cut."""
    env = for_pulumi(paths, cli)
    select(paths, env)
    command = ["pulumi", *arguments, "--stack", STACK, "--cwd", str(paths.root)]
    failed = _call(command, env) != 0
    advice = after(paths)
    if failed:
        raise SetupError(advice or f"`pulumi {' '.join(arguments)}` failed: its own message is above.")
    if advice:
        say(advice)


def unlock(paths: Paths, cli: PulumiCli) -> None:
    """Remove a lock that nobody holds any more."""
    locks = list(_state(paths).glob("locks/**/*.json"))
    if not locks:
        say("The stack is not locked.")
    for lock in locks:
        if holder := at_work(lock):
            raise SetupError(f"Pulumi is at work on this stack (process {holder}): nothing to unlock, wait for it.")
    if locks:
        run(paths, cli, "cancel", "--yes")


def select(paths: Paths, env: Mapping[str, str]) -> None:
    """Make the stack if it is not there, and the selected one, so that a plain `pulumi preview` works too."""
    if _is_selected(paths):
        return
    (paths.local / "state").mkdir(parents=True, exist_ok=True)
    command = ["pulumi", "stack", "select", "--create", STACK, "--cwd", str(paths.root)]
    if _call(command, env) != 0:
        raise SetupError(
            f"The stack {STACK} could not be made or selected: Pulumi's own message is above. "
            "`make clean` throws the demonstration away, so that `make up` starts anew."
        )


def after(paths: Paths) -> str | None:
    """What a run that was killed has left in the stack, as a sentence on how to clear it."""
    for lock in _state(paths).glob("locks/**/*.json"):
        if holder := at_work(lock):
            return f"Another Pulumi (process {holder}) is at work on this stack: wait for it, then try again."
        return "The stack is locked by a Pulumi that was killed. Type `make unlock`, then the same command again."
    if cut_off := pending(paths):
        return (
            f"An earlier run was killed while it was at work on {', '.join(cut_off)}. "
            "Type `make refresh`, which looks what is there and clears the note, then `make up`."
        )
    return None


def pending(paths: Paths) -> list[str]:
    """The names of the resources whose operation was cut off."""
    names = []
    for state in _state(paths).glob(f"stacks/**/{STACK}.json"):
        latest = _read(state).get("checkpoint", {}).get("latest") or {}
        for operation in latest.get("pending_operations") or []:
            urn = str(operation.get("resource", {}).get("urn", "a resource"))
            names.append(f"{urn.rpartition('::')[2]} ({operation.get('type', 'unknown')})")
    return names


def others(paths: Paths) -> list[str]:
    """The stacks in the demonstration's backend that are not the demonstration."""
    return sorted(state.stem for state in _state(paths).glob("stacks/**/*.json") if state.stem != STACK)


def _is_selected(paths: Paths) -> bool:
    made = any(_state(paths).glob(f"stacks/**/{STACK}.json"))
    workspaces = (paths.local / "pulumi-home" / "workspaces").glob("*.json")
    return made and any(str(_read(file).get("stack", "")).rpartition("/")[2] == STACK for file in workspaces)


def _state(paths: Paths) -> Path:
    return paths.local / "state" / ".pulumi"


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def at_work(lock: Path) -> int | None:
    """The process that holds the lock, if it is still there."""
    holder = _read(lock).get("pid")
    return holder if isinstance(holder, int) and "pulumi" in command_of(holder) else None


def _call(command: list[str], env: Mapping[str, str]) -> int:
    """Ctrl-C is Pulumi's to handle: it ends the resource at hand and saves it. So we only wait."""
    process = subprocess.Popen(command, env=env)  # noqa: S603
    old_interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    old_end = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, old_interrupt)
        signal.signal(signal.SIGTERM, old_end)
