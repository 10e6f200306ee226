"""Shows where the time of a preview without changes goes: `python -m benchmarks.phases` prints a table.

It runs the preview of N null resources, of N null resources with as many properties as a policy, and of N policies, in
turn and three times each. It notes when the program declares and registers its resources, and when the provider checks
and compares them. The table has the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.project import (
    FIRST_UP,
    PREVIEW,
    Policies,
    Project,
    credentials,
    server_settings,
    temporary_folder,
)
from benchmarks.record import Record
from benchmarks.server import PYTHON_PATH, running_server

TRACED = Path(__file__).parent / "traced"
ROUNDS = 3
# The calls of one kind, each as its start and its end in seconds.
Calls = Sequence[tuple[float, float]]
KINDS = {
    "null": "null resources",
    "wide": "null resources with the properties of a policy",
    "policies": "policies",
}
PHASES = {
    "start": "Pulumi and Python start",
    "declare": "the program imports this package, and declares its resources",
    "prepare": "the SDK prepares them, until it sends the stack to the engine",
    "check": "the provider checks, and imports this package for the first check",
    "diff": "the provider compares",
    "engine": "the engine, the start of the provider, and all else until everything is registered",
    "end": "the processes end",
    "all": "all",
}


@dataclass
class Preview:
    """The preview of one stack: the seconds of each phase, each the median of several runs.

    kind: one of KINDS. n: the number of resources.
    """

    kind: str
    n: int
    seconds: dict[str, float]


def main() -> None:
    """Measures all stacks, and prints the seconds of each phase."""
    arguments = _arguments()
    with Record(arguments.out / "phases.json") as record:
        print(f"{arguments.n} resources; {record.title()}\n")
        previews = measure(arguments.n)
        for preview in previews:
            record.add(preview)
    print(f"| seconds | {' | '.join(KINDS.values())} |")
    print("|---" * (1 + len(KINDS)) + "|")
    for phase, words in PHASES.items():
        print(_line(words, [preview.seconds[phase] for preview in previews]))


def measure(n: int, rounds: int = ROUNDS) -> list[Preview]:
    """The preview of each kind of stack."""
    with running_server() as server, ExitStack() as folders:
        server.add_databases(Policies(n).databases)
        projects = []
        for kind in KINDS:
            folder = folders.enter_context(temporary_folder())
            project = Project(folder, Policies(n), kind, {**server_settings(server), **credentials()})
            project.create()
            project.run(FIRST_UP, PULUMI_SKIP_CHECKPOINTS="true")
            projects.append(project)
        runs = [[_preview(project) for project in projects] for _ in range(rounds)]
    return [
        Preview(project.kind, n, {phase: median(each[phase] for each in previews) for phase in PHASES})
        for project, *previews in zip(projects, *runs, strict=True)
    ]


def _preview(project: Project) -> dict[str, float]:
    start = time.time()
    project.run(PREVIEW, BENCH_TRACE=str(project.folder), PYTHONPATH=os.pathsep.join((str(TRACED), PYTHON_PATH)))
    end = time.time()
    calls: dict[str, Calls] = {}
    for process in ("program", "provider"):
        file = project.folder / f"{process}.json"
        calls |= json.loads(file.read_text())
        file.unlink()
    return phases(start, end, calls)


def phases(start: float, end: float, calls: Mapping[str, Calls]) -> dict[str, float]:
    """The seconds of each phase of a run. Together they are the whole run.

    Raises ValueError if the engine asked the provider for two things at once: then the times do not add up.
    """
    asked = sorted([*calls["check"], *calls["diff"]])
    if any(began < ended for (_, ended), (began, _) in pairwise(asked)):
        raise ValueError("The engine called the provider twice at once, so the times of its calls do not add up.")
    declared, registered = sorted(calls["declare"]), sorted(calls["register"])
    last_declared, last_registered = (max(ended for _, ended in each) for each in (declared, registered))
    check, diff = (sum(ended - began for began, ended in calls[kind]) for kind in ("check", "diff"))
    return {
        "start": declared[0][0] - start,
        "declare": last_declared - declared[0][0],
        "prepare": registered[0][0] - last_declared,
        "check": check,
        "diff": diff,
        "engine": last_registered - registered[0][0] - check - diff,
        "end": end - last_registered,
        "all": end - start,
    }


def _line(words: str, seconds: Iterable[float]) -> str:
    return f"| {words} | {' | '.join(f'{each:.2f}' for each in seconds)} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phases", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-n", type=int, default=1000, help="number of resources, default 1000")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
