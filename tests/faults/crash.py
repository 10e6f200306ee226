"""Killing a part of a run of Pulumi at a chosen request, and the documented way back from it."""

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

# Parts of a run, by what stands in the command line of the part's process.
PARTS = {"provider": "pulumi.dynamic", "program": "pulumi-language-python-exec"}
VICTIMS = ("everything", "engine", "provider", "program")
# What tells that this program was left behind by a killed engine; it ends by itself in none of these versions.
LANGUAGE_HOST = "pulumi-language-python"


def kill_at_request(
    stack: Stack, vendors: Vendors, command: str, victim: str, number: int, *, commit: bool, operation: str = ""
) -> Ran | None:
    """Runs a command, and kills the victim while the server keeps its answer to a request to itself.

    number: of the request, from 0; of that operation, if there is one. commit: whether the server has done
    what it asks. Gives the run where its engine was left to end it.
    """
    rule = {"operation": operation} if operation else {}
    # Who outlives the program ends what is under way, which must not take long.
    seconds = 3 if victim == "program" else 3600
    vendors.fault("hang", skip=number, times=1, commit=commit, seconds=seconds, **rule)
    running = stack.start(command, "--yes", "--skip-preview")
    wait_until(lambda: vendors.struck() or running.ended(), f"request {number} of {command}")
    assert vendors.struck(), f"{command} made no request {number}: {running.wait().text}"
    ran = kill(running, victim)
    vendors.heal()
    return ran


def kill(running: Running, victim: str) -> Ran | None:
    """Kills a part of a run; gives what the rest of it said, if the engine was left to say something."""
    if victim == "everything":
        running.kill()
        return None
    family = descendants(running.pid)
    if victim == "engine":
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        wait_until(lambda: not any(PARTS["provider"] in command_line(pid) for pid in family), "the provider's end")
        for pid in family:
            # The engine's own host of the program waits for ever; it has nothing to do with the vendors.
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
    """How a process was started; nothing where it has ended."""
    file = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return file.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def way_back(stack: Stack, vendors: Vendors, world: World) -> None:
    """Does what the messages and the documents say, and nothing else, until the stack is as declared."""
    ran = unlocked(stack, "up", "--continue-on-error")
    if ran.code != 0:
        ran = adopt_what_is_named(stack, vendors, world, ran)
    assert ran.code == 0, ran.text
    world.declare(stack)
    ran = stack.refresh("--clear-pending-creates")
    assert (ran.code, ran.errors) == (0, []), ran.text
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    world.check(stack, vendors)


def unlocked(stack: Stack, command: str, *flags: str) -> Ran:
    """Runs a command, and takes away the lock of a killed run first; every message of one says to."""
    if any((stack.folder / "state").glob(".pulumi/locks/**/*.json")):
        stack.cancel()
    ran = stack.start(command, "--yes", "--skip-preview", *flags).wait()
    assert "Traceback" not in ran.text
    return ran


def adopt_what_is_named(stack: Stack, vendors: Vendors, world: World, ran: Ran) -> Ran:
    """Every error must name the object that is there and say what to type; this types it."""
    there = {each["id"] for each in vendors.policies() + vendors.schedules() + manual_backups(vendors)}
    failed = own_errors(ran)
    for message in failed:
        named = re.search(r"already \(id (\w+)(?:, \w+)?\)\. .*[Ss]et adopt=True to take it over", message.text)
        assert named, message.text
        assert named[1] in there
    world.declare(stack, frozenset(message.name for message in failed))
    return stack.up()


def own_errors(ran: Ran) -> list[Message]:
    """The errors but for those of a backup's child: with --continue-on-error the engine has what depends on a failed
    resource checked all the same, without the values that come from it, and so they seem to be missing."""
    return [message for message in ran.errors if message.name != "before-finished" or "could not" in message.text]
