"""The commands behind the Makefile's targets."""

import os
import shutil
from collections.abc import Callable

from tools import audit, drift, emulator, pulumi_cli, stack, virtualenv
from tools.file_lock import file_lock
from tools.paths import Paths, find_paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError, say

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
        COMMANDS[name](find_paths(), rest)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The same command takes up from paths.")
        return 130
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        say(f"{error.strerror or error}{where}. Free the disk space or the permission it needs and try again.")
        return 1
    return 0


def prepare(paths: Paths) -> PulumiCli:
    """The virtual environment and the Pulumi CLI, made only where they are not there."""
    with file_lock(paths.local / "setup.lock", "another command, which is setting up this checkout"):
        virtualenv.ensure(paths)
        return pulumi_cli.ensure(paths)


def setup(paths: Paths, _: list[str]) -> None:
    """Make the virtual environment and find the Pulumi CLI."""
    say(f"Pulumi CLI: {prepare(paths).origin}")


def up(paths: Paths, rest: list[str]) -> None:
    """From nothing to a running demonstration stack."""
    _on_stack(paths, "up", "--yes", *rest)
    print(NEXT_STEPS)
    if number := emulator.port(paths):
        print(f"What the vendors' consoles would show, and a clock to move: http://127.0.0.1:{number}/\n")


def preview(paths: Paths, rest: list[str]) -> None:
    """Show what `up` would do."""
    _on_stack(paths, "preview", *rest)


def refresh(paths: Paths, rest: list[str]) -> None:
    """Bring the state to what is really there; a create that was cut off is no longer noted then."""
    _on_stack(paths, "refresh", "--yes", "--clear-pending-creates", *rest)


def destroy(paths: Paths, rest: list[str]) -> None:
    """Delete every resource of the stack."""
    _on_stack(paths, "destroy", "--yes", *rest)


def unlock(paths: Paths, _: list[str]) -> None:
    """Remove the lock that a killed Pulumi left."""
    stack.unlock(paths, prepare(paths))


def make_drift(paths: Paths, _: list[str]) -> None:
    """Edit a policy in the emulator, as somebody in the web form would."""
    prepare(paths)
    emulator.ensure(paths)
    number = emulator.port(paths)
    if number is None:
        raise SetupError("The stack talks to a real server: edit a policy there yourself.")
    drift.edit_a_policy(number)


def check_pins(paths: Paths, rest: list[str]) -> None:
    """Check that all is as it is pinned, and ask for known vulnerabilities."""
    prepare(paths)
    audit.check(paths)
    audit.ask(paths, rest)


def run_emulator(paths: Paths, _: list[str]) -> None:
    """Run the emulator in the foreground."""
    prepare(paths)
    emulator.in_foreground(paths)


def stop(paths: Paths, _: list[str]) -> None:
    """Stop the emulator that `make up` left running."""
    say("The emulator is stopped." if emulator.stop(paths) else "No emulator of this checkout is running.")


def clean(paths: Paths, _: list[str]) -> None:
    """Remove what was made in the checkout; the engine folder stays."""
    if others := stack.others(paths):
        raise SetupError(
            f"This checkout holds the state of other stacks ({', '.join(others)}), and with it what they manage: "
            "destroy or move them first (pulumi stack rm, pulumi stack export), or delete .local yourself."
        )
    emulator.stop(paths)
    caches = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist")
    for folder in (paths.local, paths.venv, *(paths.root / name for name in caches)):
        if folder.exists():
            shutil.rmtree(folder)
    say(f"Removed the virtual environment, the demonstration and the caches. The engine stays: {paths.engines}")


def env(paths: Paths, _: list[str]) -> None:
    """Print export lines for a shell, and nothing else, on standard output."""
    print(stack.exports(paths, prepare(paths)))


def path(paths: Paths, _: list[str]) -> None:
    """Print the folders to put first on PATH, joined by colons, and nothing else, on standard output."""
    print(os.pathsep.join(map(str, stack.programs(paths, prepare(paths)))))


def run(paths: Paths, rest: list[str]) -> None:
    """Become the given command, with the programs first on PATH."""
    if not rest:
        raise SetupError("Say which command: python3 -m tools run COMMAND …")
    environment = stack.with_programs(paths, prepare(paths))
    program = shutil.which(rest[0], path=environment["PATH"])
    if program is None:
        raise SetupError(f"There is no program {rest[0]} on PATH.")
    os.execve(program, rest, environment)  # noqa: S606


def show_help(_: Paths, __: list[str]) -> None:
    """List the commands."""
    for name in sorted(COMMANDS):
        print(f"  {name:<10} {(COMMANDS[name].__doc__ or '').splitlines()[0]}")


def _on_stack(paths: Paths, *arguments: str) -> None:
    cli = prepare(paths)
    say(f"Pulumi CLI: {cli.origin}")
    emulator.ensure(paths)
    stack.run(paths, cli, *arguments)


COMMANDS: dict[str, Callable[[Paths, list[str]], None]] = {
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
