"""The commands behind the Makefile's targets."""

import os
import shutil
import sys
from collections.abc import Callable

from tools import audit, backend, changes, drift, emulator, environment, pulumi_cli, stack, virtualenv
from tools.emulator_port import emulator_port
from tools.file_lock import file_lock
from tools.paths import Paths, find_paths
from tools.pulumi_cli import PulumiCli
from tools.terminal import SetupError, say

NEXT_STEPS = """
Three things to try next:
  1. Keep the gold tier's daily backups longer: set keep=(21, "day")
     in __main__.py, and see what Pulumi would change:       make preview
  2. Change a policy without Pulumi, and find the drift:     make drift refresh
     Then restore what the program declares:                 make up
  3. Create a database, and let the next run back it up:     make database up
Delete everything again:                                     make destroy
"""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status. An expected failure prints one sentence, without a traceback."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name not in COMMANDS:
        say(f"Unknown command {name!r}. The commands are: {', '.join(sorted(COMMANDS))}.")
        return 2
    try:
        COMMANDS[name](find_paths(), rest)
        sys.stdout.flush()
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Run the same command again to continue.")
        return 130
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has ended. Python would fail again when it flushes the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        file = f": {error.filename}" if error.filename else ""
        say(f"{error.strerror or error}{file}. Free disk space or fix the permissions, then try again.")
        return 1
    return 0


def prepare(paths: Paths) -> PulumiCli:
    """Create the virtual environment and install the Pulumi CLI, if they are missing."""
    with file_lock(paths.local / "setup.lock", waiting_for="another command that sets up this checkout"):
        virtualenv.ensure(paths)
        return pulumi_cli.ensure(paths)


def setup(paths: Paths, _: list[str]) -> None:
    """Create the virtual environment, and find or install the Pulumi CLI."""
    say(f"Pulumi CLI: {prepare(paths).origin}")


def up(paths: Paths, rest: list[str]) -> None:
    """Set up, start the emulator, and run pulumi up on the demonstration stack."""
    changed = _run_pulumi(paths, "up", "--yes", "--skip-preview", *rest)
    print("\n".join(["", *(changed or ["Nothing changed."])]))
    print(NEXT_STEPS)
    if port := emulator_port(paths):
        print(f"The emulator's page, with a clock that you can move: http://127.0.0.1:{port}/\n")


def preview(paths: Paths, rest: list[str]) -> None:
    """Show what `up` would change."""
    _run_pulumi(paths, "preview", "--diff", *rest)


def refresh(paths: Paths, rest: list[str]) -> None:
    """Read the remote state into Pulumi's state, and forget creates that a killed run left pending."""
    options = ("--yes", "--skip-preview", "--diff", "--suppress-outputs", "--clear-pending-creates")
    changed = _run_pulumi(paths, "refresh", *options, *rest)
    print("\n".join(["", *(changed or ["No drift: everything is as the last run left it."])]))
    if changed:
        print("`make preview` shows how `make up` would restore what the program declares.")


def destroy(paths: Paths, rest: list[str]) -> None:
    """Delete every resource of the demonstration stack, the protected ones too."""
    _run_pulumi(paths, "state", "unprotect", "--all", "--yes")
    _run_pulumi(paths, "destroy", "--yes", *rest)


def unlock(paths: Paths, _: list[str]) -> None:
    """Remove the lock that a killed run left on the stack."""
    stack.unlock(paths, prepare(paths))


def make_drift(paths: Paths, rest: list[str]) -> None:
    """Change a number of an object in the emulator, without Pulumi: drift KIND FIELD."""
    if len(rest) != 2:
        raise SetupError("Say what to change: python3 -m tools drift KIND FIELD. The Makefile has an example.")
    drift.change_first_object(_port(paths), *rest)


def seed(paths: Paths, rest: list[str]) -> None:
    """Create something in the emulator, without Pulumi: seed JSON."""
    if len(rest) != 1:
        raise SetupError("Say what to create: python3 -m tools seed JSON. The Makefile has an example.")
    drift.create(_port(paths), rest[0])


def check_packages(paths: Paths, rest: list[str]) -> None:
    """Compare the installed packages with the lock file, and look for known vulnerabilities."""
    prepare(paths)
    audit.check_installed(paths)
    audit.check_vulnerabilities(paths, rest)


def run_emulator(paths: Paths, _: list[str]) -> None:
    """Run the emulator in the foreground."""
    prepare(paths)
    emulator.run_in_foreground(paths)


def stop(paths: Paths, _: list[str]) -> None:
    """Stop the emulator that `up` started."""
    say("The emulator is stopped." if emulator.stop(paths) else "No emulator of this checkout is running.")


def clean(paths: Paths, _: list[str]) -> None:
    """Stop the emulator, and remove everything that was created in this checkout."""
    if others := backend.other_stacks(paths):
        raise SetupError(
            f"This checkout has the state of other stacks ({', '.join(others)}), which manage resources. Destroy "
            "or move them first (pulumi stack rm, pulumi stack export), or delete .local yourself."
        )
    emulator.stop(paths)
    caches = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist")
    for folder in (paths.local, paths.venv, *(paths.root / name for name in caches)):
        if folder.exists():
            shutil.rmtree(folder)
    say(f"Removed the virtual environment, the demonstration and the caches. Pulumi's engine stays: {paths.engines}")


def env(paths: Paths, _: list[str]) -> None:
    """Print the environment of the demonstration as export lines for a shell."""
    print(environment.shell_exports(paths, prepare(paths)))


def path(paths: Paths, _: list[str]) -> None:
    """Print the folders to put first on PATH, joined by colons."""
    print(os.pathsep.join(map(str, environment.path_folders(paths, prepare(paths)))))


def run(paths: Paths, rest: list[str]) -> None:
    """Run a command with this checkout's programs first on PATH: run COMMAND ..."""
    if not rest:
        raise SetupError("Say which command to run: python3 -m tools run COMMAND ...")
    variables = environment.for_programs(paths, prepare(paths))
    program = shutil.which(rest[0], path=variables["PATH"])
    if program is None:
        raise SetupError(f"There is no program {rest[0]} on PATH.")
    os.execve(program, rest, variables)  # noqa: S606


def show_help(_: Paths, __: list[str]) -> None:
    """List the commands."""
    for name in sorted(COMMANDS):
        print(f"  {name:<10} {COMMANDS[name].__doc__}")


def _port(paths: Paths) -> int:
    """The port of the emulator, which is started if necessary. Raises SetupError if the stack uses a real server."""
    prepare(paths)
    emulator.ensure(paths)
    port = emulator_port(paths)
    if port is None:
        raise SetupError("The stack uses a real server. Use the vendor's console.")
    return port


def _run_pulumi(paths: Paths, *arguments: str) -> list[str]:
    """Run Pulumi on the stack. Returns what changed in the state, in lines for the person at the terminal."""
    cli = prepare(paths)
    say(f"Pulumi CLI: {cli.origin}")
    emulator.ensure(paths)
    before = backend.resources(paths)
    stack.run(paths, cli, *arguments)
    return changes.summary(before, backend.resources(paths))


COMMANDS: dict[str, Callable[[Paths, list[str]], None]] = {
    "audit": check_packages,
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
    "seed": seed,
    "setup": setup,
    "stop": stop,
    "unlock": unlock,
    "up": up,
}
