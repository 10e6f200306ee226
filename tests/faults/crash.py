"""Kills a part of a run of Pulumi at a chosen request, and recovers as the documents advise."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.engine.descendants import descendants
from tests.engine.events import Message, Ran
from tests.engine.stack import Running, Stack
from tests.engine.vendors import Vendors, wait_until
from tests.faults.world import World, manual_backups

# Parts of a run, by a text in the command line of their process.
PARTS = {"provider": "pulumi.dynamic", "program": "pulumi-language-python-exec"}
VICTIMS = ("everything", "engine", "provider", "program")
# A killed engine leaves this process behind. It never ends by itself.
LANGUAGE_HOST = "pulumi-language-python"


def kill_at_request(
    stack: Stack, vendors: Vendors, command: str, victim: str, number: int, *, commit: bool, operation: str = ""
) -> Ran | None:
    """Runs a command and kills the victim while the server delays its response to a request.

    number: of the request, from 0. Counts only requests of `operation`, if given.
    commit: whether the server carries out the request.
    Returns the run if its engine could end it.
    """
    rule = {"operation": operation} if operation else {}
    # If the program is killed, the engine and the provider first finish this request.
    seconds = 3 if victim == "program" else 3600
    vendors.fault("hang", skip=number, times=1, commit=commit, seconds=seconds, **rule)
    running = stack.start(command, "--yes", "--skip-preview")
    wait_until(lambda: vendors.struck() or running.ended(), f"request {number} of {command}")
    assert vendors.struck(), f"{command} made no request {number}: {running.wait().text}"
    ran = kill(running, victim)
    vendors.heal()
    return ran


def kill(running: Running, victim: str) -> Ran | None:
    """Kills a part of a run. Returns the run if its engine could end it."""
    if victim == "everything":
        running.kill()
        return None
    family = descendants(running.pid)
    if victim == "engine":
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        wait_until(lambda: not any(PARTS["provider"] in command_line(pid) for pid in family), "the provider's end")
        for pid in family:
            # The language host waits forever. It sends no request to the vendors.
            if LANGUAGE_HOST in command_line(pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return None
    for pid in family:
        if PARTS[victim] in command_line(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    return running.wait()


def command_line(pid: int) -> str:
    """The command line of a process. Empty if it has ended."""
    file = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return file.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def recover(stack: Stack, vendors: Vendors, world: World) -> None:
    """Follows the messages and the documents until the stack is as declared."""
    ran = unlocked(stack, "up", "--continue-on-error")
    if ran.code != 0:
        ran = adopt_named_objects(stack, vendors, world, ran)
    assert ran.code == 0, ran.text
    world.declare(stack)
    ran = stack.refresh("--clear-pending-creates")
    assert (ran.code, ran.errors) == (0, []), ran.text
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    world.check(stack, vendors)


def unlocked(stack: Stack, command: str, *flags: str) -> Ran:
    """Removes the lock of a killed run, as its message advises, and runs a command."""
    if any((stack.folder / "state").glob(".pulumi/locks/**/*.json")):
        stack.cancel()
    ran = stack.start(command, "--yes", "--skip-preview", *flags).wait()
    assert "Traceback" not in ran.text
    return ran


def adopt_named_objects(stack: Stack, vendors: Vendors, world: World, ran: Ran) -> Ran:
    """Adopts the existing objects that the errors name. Each error must advise that."""
    there = {each["id"] for each in vendors.policies() + vendors.schedules() + manual_backups(vendors)}
    failed = own_errors(ran)
    for message in failed:
        advice = r"exists already \(id (\w+)(?:, \w+)?\), with exactly .* Set adopt=True to adopt it"
        named = re.search(advice, message.text)
        assert named, message.text
        assert named[1] in there
    world.declare(stack, frozenset(message.name for message in failed))
    return stack.up()


def own_errors(ran: Ran) -> list[Message]:
    """The errors, without the consequential error of a backup's child.

    With --continue-on-error, the engine checks the child of a failed backup too, without the backup's outputs.
    """
    return [message for message in ran.errors if message.name != "before-finished" or "could not" in message.text]
