"""Measures what each setting saves: `python -m benchmarks.options` prints a table, and writes JSON.

For each option, a fresh stack of policies runs its first `up`, a preview without changes and an update of all. The
server has no latency, so the time is that of the engine, the program and the provider. The engine writes the state to
a file in the folder for temporary files. If that folder is in memory, set TMPDIR to one on a disk.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from pathlib import Path

from benchmarks.project import (
    FIRST_UP,
    PREVIEW,
    UPDATE,
    Policies,
    Project,
    Step,
    credentials,
    server_settings,
    temporary_folder,
)
from benchmarks.record import Record
from benchmarks.server import TOKEN, TOKEN_ID, Server, running_server

STEPS = (FIRST_UP, PREVIEW, UPDATE)
COLUMNS = ("option", *(f"{step.name}, s" for step in STEPS), "state, kB", "with history and backups, kB")
MEMORY = "/dev/shm"  # noqa: S108 - a folder in memory is what this option needs
CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Option:
    """A way to run the same fleet.

    flags, environment, query: as in `Project`.
    folder: of the project and its state. None means the folder for temporary files.
    secret_config: whether the credentials are secrets in the stack's config instead of the environment.
    stacks, at_once: the number of stacks that share the policies, and how many of them run at a time.
    """

    key: str
    label: str
    flags: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    folder: str | None = None
    secret_config: bool = False
    stacks: int = 1
    at_once: int = 1


def _variable(key: str, name: str) -> Option:
    return Option(key, f"`{name}=true`", environment={name: "true"})


def _parallel(number: int) -> Option:
    return Option(f"parallel-{number}", f"`--parallel {number}`", flags=("--parallel", str(number)))


def _split(stacks: int, at_once: int) -> Option:
    how = "one after the other" if at_once == 1 else f"{at_once} at a time"
    key = f"split-{stacks}" if at_once == 1 else f"split-{stacks}-by-{at_once}"
    return Option(key, f"{stacks} stacks, {how}", stacks=stacks, at_once=at_once)


DEFAULT = Option("default", f"nothing set (4 operations a core at once: {4 * CORES})")
OPTIONS = (
    DEFAULT,
    _parallel(1),
    _parallel(4),
    _parallel(16),
    _variable("skip-checkpoints", "PULUMI_SKIP_CHECKPOINTS"),
    _variable("no-backups", "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS"),
    _variable("gzip", "PULUMI_DIY_BACKEND_GZIP"),
    _variable("zstd", "PULUMI_DIY_BACKEND_ZSTD"),
    Option("no-metadata", "`?metadata=skip` after the backend's address", query="?metadata=skip"),
    _variable("parallel-diff", "PULUMI_PARALLEL_DIFF"),
    Option("secret-config", "credential as a secret in the stack config", secret_config=True),
    Option("memory", "state in memory", folder=MEMORY),
    *(_split(stacks, at_once) for at_once in (1, 2) for stacks in (2, 4, 10)),
    # Shows the noise: it differs from the first row by chance alone.
    Option("default-again", "nothing set, once more"),
)


@dataclass(frozen=True)
class Row:
    """What an option costs.

    wall, cpu: seconds by step. ratio: wall relative to the default's, by step; empty without a default.
    state_kb: the size of the state. backend_kb: the same with the history and the backups.
    """

    option: str
    label: str
    n: int
    wall: dict[str, float]
    cpu: dict[str, float]
    ratio: dict[str, float]
    state_kb: float
    backend_kb: float


def main() -> None:
    """Measures the chosen options, one after the other."""
    arguments = _arguments()
    chosen = [option for option in OPTIONS if not arguments.only or option.key in arguments.only]
    default: Row | None = None
    with Record(arguments.out / "options.json") as record:
        print(f"{arguments.n} policies; {record.title()}\n")
        print(f"| {' | '.join(COLUMNS)} |")
        print("|---" * len(COLUMNS) + "|")
        for option in chosen:
            if option.folder and not Path(option.folder).is_dir():
                print(f"| {option.label}: there is no {option.folder} here |" + " |" * (len(COLUMNS) - 1))
                continue
            row = measure(option, arguments.n, default)
            default = row if option is DEFAULT else default
            record.add(row)
            print(_line(row), flush=True)


def measure(option: Option, n: int, default: Row | None) -> Row:
    """Runs the steps with `n` policies."""
    wall, cpu = {}, {}
    with running_server() as server, _fleet(option, n, server) as projects:
        for step in STEPS:
            start = time.monotonic()
            cpu[step.name] = _run(projects, step, option.at_once)
            wall[step.name] = time.monotonic() - start
        state = sum(project.state_file().stat().st_size for project in projects)
        backend = sum(file.stat().st_size for each in projects for file in each.state.rglob("*") if file.is_file())
    ratio = {name: seconds / default.wall[name] for name, seconds in wall.items()} if default else {}
    return Row(option.key, option.label, n, wall, cpu, ratio, state / 1000, backend / 1000)


def _run(projects: list[Project], step: Step, at_once: int) -> float:
    """Runs a step on all stacks. Returns seconds of CPU."""
    with ThreadPoolExecutor(at_once) as threads:
        costs = threads.map(Project.run, projects, repeat(step))
        return sum(cost.cpu for cost in costs)


@contextmanager
def _fleet(option: Option, n: int, server: Server) -> Iterator[list[Project]]:
    """The empty stacks that share `n` policies."""
    server.add_databases(Policies(n).databases)
    ends = [n * number // option.stacks for number in range(option.stacks + 1)]
    with ExitStack() as stack:
        projects = [
            Project(
                stack.enter_context(temporary_folder(option.folder)),
                Policies(end - first, first),
                environment={
                    **server_settings(server),
                    **({} if option.secret_config else credentials()),
                    **option.environment,
                },
                flags=option.flags,
                query=option.query,
            )
            for first, end in pairwise(ends)
        ]
        for project in projects:
            project.create()
            if option.secret_config:
                project.call("config", "set", "planetscale:serviceTokenId", TOKEN_ID)
                project.call("config", "set", "--secret", "planetscale:serviceToken", TOKEN)
        yield projects


def _line(row: Row) -> str:
    cells = [_seconds(row, step.name) for step in STEPS]
    return f"| {row.label} | {' | '.join(cells)} | {row.state_kb:.0f} | {row.backend_kb:.0f} |"


def _seconds(row: Row, step: str) -> str:
    ratio = f" (×{row.ratio[step]:.2f})" if row.ratio else ""  # noqa: RUF001 - the sign of a ratio
    return f"{row.wall[step]:.1f}{ratio}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.options", description=(__doc__ or "").partition("\n")[0]
    )
    keys = [option.key for option in OPTIONS]
    parser.add_argument("-n", type=int, default=1000, help="number of resources, default 1000")
    parser.add_argument("--only", nargs="+", choices=keys, metavar="OPTION", help=f"of {', '.join(keys)}")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
