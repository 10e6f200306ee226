"""The rate limit as a budget: `python -m benchmarks.limits` runs fleets against a server that enforces it.

Each command is run without a limit and with it. Printed is what was asked, how many requests were refused with 429,
and how long it took against the least that the limit dictates: the same requests at the pace that they had without it,
each held up only until the limit has a place. Checkpoints are left out (PULUMI_SKIP_CHECKPOINTS), because the engine's
work on them would hide the wait.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.project import FIRST_UP, REFRESH, Policies, Project, Step, address, credential, workplace
from benchmarks.record import Record
from benchmarks.server import Server, served

# Seconds: PlanetScale's limit is one a minute.
WINDOW = 60
TOO_MANY = 429
COLUMNS = (
    "command",
    "requests",
    "answered 429",
    "without a limit, s",
    "least with it, s",
    "took with it, s",
    "took / least",
    "requests one a resource alone, s",
)


@dataclass(frozen=True)
class Run:
    """One run of a command: its seconds of wall; of its requests when each came in, the kinds, and how many got 429."""

    wall: float
    moments: Sequence[float]
    kinds: dict[str, int]
    refused: int


@dataclass(frozen=True)
class Row:
    """What became of one command.

    requests: how many of each kind. refused: those answered with 429.
    free: seconds without a limit. least: the least that they can be with it. wall: what they were.
    one_each: seconds that the limit dictates for one request a resource, the command's own work not counted.
    """

    what: str
    policies: int
    databases: int
    limit: int
    requests: dict[str, int]
    refused: int
    free: float
    least: float
    wall: float
    one_each: float


def main() -> None:
    """Measures a refresh, then an `up` of new policies."""
    arguments = _arguments()
    kept, new = (Policies(count, a_database=arguments.a_database) for count in (arguments.refresh, arguments.up))
    with Record(arguments.out / "limits.json") as record:
        print(f"{arguments.limit} requests a minute; {record.title()}\n")
        print(f"| {' | '.join(COLUMNS)} |")
        print("|---" * len(COLUMNS) + "|")
        for measure, policies in ((refresh, kept), (first_up, new)):
            row = measure(policies, arguments.limit)
            record.add(row)
            print(_line(row), flush=True)


def refresh(policies: Policies, limit: int) -> Row:
    """A refresh of policies that a run without a limit has made."""
    with _stack(policies) as (server, project):
        project.take(FIRST_UP)
        free = _run(project, server, REFRESH, 0)
        return _row(policies, REFRESH, limit, free, _run(project, server, REFRESH, limit))


def first_up(policies: Policies, limit: int) -> Row:
    """An `up` of new policies."""
    with _stack(policies) as (server, project):
        free = _run(project, server, FIRST_UP, 0)
    with _stack(policies) as (server, project):
        return _row(policies, FIRST_UP, limit, free, _run(project, server, FIRST_UP, limit))


def last_by_limit(moments: Sequence[float], limit: int) -> float:
    """Seconds from the first request to the last, if they come as these did and the limit alone holds them up.

    Each goes as long after the one before as it did, and not within a window of the one that is `limit` before it.
    """
    went: list[float] = []
    for number, moment in enumerate(moments):
        earliest = went[-1] + moment - moments[number - 1] if went else 0.0
        went.append(max(earliest, went[number - limit] + WINDOW) if number >= limit else earliest)
    return went[-1] if went else 0.0


@contextmanager
def _stack(policies: Policies) -> Iterator[tuple[Server, Project]]:
    """An empty stack of these policies, and its server, which has their databases."""
    with served() as server, workplace() as folder:
        server.add_databases(policies.databases)
        environment = {**address(server), **credential(), "PULUMI_SKIP_CHECKPOINTS": "true"}
        project = Project(folder, policies, environment=environment)
        project.create()
        yield server, project


def _run(project: Project, server: Server, step: Step, limit: int) -> Run:
    """Takes a step under a limit, whose first window begins with the step's first request; with 0, under none."""
    server.forget_requests()
    server.limit(limit)
    cost = project.take(step, PLANETSCALE_REQUESTS_PER_MINUTE=str(limit))
    requests = server.requests()
    return Run(
        wall=cost.wall,
        moments=sorted(datetime.fromisoformat(each["at"]).timestamp() for each in requests),
        kinds=dict(Counter(each["operation"] for each in requests)),
        refused=sum(each["status"] == TOO_MANY for each in requests),
    )


def _row(policies: Policies, step: Step, limit: int, free: Run, held: Run) -> Row:
    asking = free.moments[-1] - free.moments[0]
    return Row(
        what=step.name,
        policies=policies.count,
        databases=policies.databases,
        limit=limit,
        requests=held.kinds,
        refused=held.refused,
        free=free.wall,
        least=free.wall - asking + last_by_limit(free.moments, limit),
        wall=held.wall,
        one_each=last_by_limit([0.0] * policies.count, limit),
    )


def _line(row: Row) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(row.requests.items())) or "none"
    return (
        f"| {row.what} of {row.policies} policies in {row.databases} databases | {requests} | {row.refused} "
        f"| {row.free:.1f} | {row.least:.1f} | {row.wall:.1f} | {row.wall / row.least:.2f} | {row.one_each:.0f} |"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--refresh", type=int, default=2000, help="policies that are refreshed, default 2000")
    parser.add_argument("--up", type=int, default=1000, help="policies that are created, default 1000")
    parser.add_argument("--a-database", type=int, default=10, help="policies in a database, default 10")
    parser.add_argument("--limit", type=int, default=600, help="requests a minute, default 600, as the real one")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
