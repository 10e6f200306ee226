"""Runs the Pulumi CLI on the demonstration stack, and says how to recover if a run was killed."""

import signal
import subprocess
from collections.abc import Mapping

from tools import backend
from tools.backend import STACK
from tools.environment import for_pulumi
from tools.paths import Paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError, say


def run(paths: Paths, cli: PulumiCli, *arguments: str) -> None:
    """Run `pulumi ARGUMENTS` on the stack. Raises SetupError, with advice, if it fails."""
    environ = for_pulumi(paths, cli)
    _select(paths, environ)
    command = ["pulumi", *arguments, "--stack", STACK, "--cwd", str(paths.root)]
    failed = _call(command, environ) != 0
    advice = backend.recovery_advice(paths)
    if failed:
        raise SetupError(advice or f"`pulumi {' '.join(arguments)}` failed. Its own message is above.")
    if advice:
        say(advice)


def unlock(paths: Paths, cli: PulumiCli) -> None:
    """Remove the stack's lock. Raises SetupError if a running Pulumi holds it."""
    locks = backend.locks(paths)
    for lock in locks:
        if holder := backend.lock_holder(lock):
            raise SetupError(f"Pulumi is running on this stack (process {holder}). Wait for it: its lock is needed.")
    if locks:
        run(paths, cli, "cancel", "--yes")
    else:
        say("The stack is not locked.")


def _select(paths: Paths, environ: Mapping[str, str]) -> None:
    """Create the stack if necessary, and select it, so that a plain `pulumi preview` works too."""
    if backend.is_selected(paths):
        return
    (paths.local / "state").mkdir(parents=True, exist_ok=True)
    command = ["pulumi", "stack", "select", "--create", STACK, "--cwd", str(paths.root)]
    if _call(command, environ) != 0:
        raise SetupError(
            f"Could not create or select the stack {STACK}. Pulumi's own message is above. "
            "`make clean` removes the demonstration, and `make up` starts it again."
        )


def _call(command: list[str], environ: Mapping[str, str]) -> int:
    """Run the command and return its exit status. On Ctrl-C Pulumi saves its current resource, so this only waits."""
    process = subprocess.Popen(command, env=environ)  # noqa: S603
    old_interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    old_terminate = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, old_interrupt)
        signal.signal(signal.SIGTERM, old_terminate)
