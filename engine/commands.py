"""The commands behind the Makefile's targets."""

import os
import shutil
from collections.abc import Callable

from engine import audit, drift, emulator, pulumi_cli, stack, virtualenv
from engine.places import Places, places
from engine.pulumi_cli import Engine
from engine.terminal import SetupError, say
from engine.turn import one_at_a_time

NEXT_STEPS = """
Three things to try next:
  1. Keep the gold tier's daily backups longer, with keep=(21, "day")
     in __main__.py, and see what Pulumi would do:                       make preview
  2. Edit a policy behind Pulumi's back and let Pulumi find the drift:   make drift refresh
     (and let it put that right:                                         make up)
  3. Take everything down again:                                         make destroy
"""


def main(arguments: list[str]) -> int:
    """Run one command; a SetupError or a failing system call ends it with one sentence and status 1."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name not in COMMANDS:
        say(f"There is no command {name!r}: {', '.join(sorted(COMMANDS))}.")
        return 2
    try:
        COMMANDS[name](places(), rest)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The same command takes up from here.")
        return 130
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        say(f"{error.strerror or error}{where}. Free the disk space or the permission it needs and try again.")
        return 1
    return 0


def prepare(here: Places) -> Engine:
    """The virtual environment and the Pulumi CLI, made only where they are not there."""
    with one_at_a_time(here.local / "setup.lock", "another command, which is setting up this checkout"):
        virtualenv.ensure(here)
        return pulumi_cli.ensure(here)


def setup(here: Places, _: list[str]) -> None:
    """Make the virtual environment and find the Pulumi CLI."""
    say(f"Pulumi CLI: {prepare(here).way}")


def up(here: Places, rest: list[str]) -> None:
    """From nothing to a running demonstration stack."""
    _on_stack(here, "up", "--yes", *rest)
    print(NEXT_STEPS)
    if number := emulator.port(here):
        print(f"What the vendors' consoles would show, and a clock to move: http://127.0.0.1:{number}/\n")


def preview(here: Places, rest: list[str]) -> None:
    """Show what `up` would do."""
    _on_stack(here, "preview", *rest)


def refresh(here: Places, rest: list[str]) -> None:
    """Bring the state to what is really there; a create that was cut off is no longer noted then."""
    _on_stack(here, "refresh", "--yes", "--clear-pending-creates", *rest)


def destroy(here: Places, rest: list[str]) -> None:
    """Delete every resource of the stack."""
    _on_stack(here, "destroy", "--yes", *rest)


def unlock(here: Places, _: list[str]) -> None:
    """Remove the lock that a killed Pulumi left."""
    stack.unlock(here, prepare(here))


def make_drift(here: Places, _: list[str]) -> None:
    """Edit a policy in the emulator, as somebody in the web form would."""
    prepare(here)
    emulator.ensure(here)
    number = emulator.port(here)
    if number is None:
        raise SetupError("The stack talks to a real server: edit a policy there yourself.")
    drift.edit_a_policy(number)


def check_pins(here: Places, rest: list[str]) -> None:
    """Check that all is as it is pinned, and ask for known vulnerabilities."""
    prepare(here)
    audit.check(here)
    audit.ask(here, rest)


def run_emulator(here: Places, _: list[str]) -> None:
    """Run the emulator in the foreground."""
    prepare(here)
    emulator.in_foreground(here)


def stop(here: Places, _: list[str]) -> None:
    """Stop the emulator that `make up` left running."""
    say("The emulator is stopped." if emulator.stop(here) else "No emulator of this checkout is running.")


def clean(here: Places, _: list[str]) -> None:
    """Remove what was made in the checkout; the engine folder stays."""
    if others := stack.others(here):
        raise SetupError(
            f"This checkout holds the state of other stacks ({', '.join(others)}), and with it what they manage: "
            "destroy or move them first (pulumi stack rm, pulumi stack export), or delete .local yourself."
        )
    emulator.stop(here)
    caches = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist")
    for folder in (here.local, here.venv, *(here.root / name for name in caches)):
        if folder.exists():
            shutil.rmtree(folder)
    say(f"Removed the virtual environment, the demonstration and the caches. The engine stays: {here.engines}")


def env(here: Places, _: list[str]) -> None:
    """Print export lines for a shell, and nothing else, on standard output."""
    print(stack.exports(here, prepare(here)))


def path(here: Places, _: list[str]) -> None:
    """Print the folders to put first on PATH, joined by colons, and nothing else, on standard output."""
    print(os.pathsep.join(map(str, stack.programs(here, prepare(here)))))


def run(here: Places, rest: list[str]) -> None:
    """Become the given command, with the programs first on PATH."""
    if not rest:
        raise SetupError("Say which command: python3 -m engine run COMMAND …")
    environment = stack.with_programs(here, prepare(here))
    program = shutil.which(rest[0], path=environment["PATH"])
    if program is None:
        raise SetupError(f"There is no program {rest[0]} on PATH.")
    os.execve(program, rest, environment)  # noqa: S606


def show_help(_: Places, __: list[str]) -> None:
    """List the commands."""
    for name in sorted(COMMANDS):
        print(f"  {name:<10} {(COMMANDS[name].__doc__ or '').splitlines()[0]}")


def _on_stack(here: Places, *arguments: str) -> None:
    engine = prepare(here)
    say(f"Pulumi CLI: {engine.way}")
    emulator.ensure(here)
    stack.run(here, engine, *arguments)


COMMANDS: dict[str, Callable[[Places, list[str]], None]] = {
    "audit": check_pins,
    "clean": clean,
    "destroy": destroy,
    "drift": make_drift,
    "emulator": run_emulator,
    "env": env,
    "help": show_help,
    "path": path,
    "preview": preview,
    "refresh": refresh,
    "run": run,
    "setup": setup,
    "stop": stop,
    "unlock": unlock,
    "up": up,
}
