"""Measures runs under a rate limit: `python -m benchmarks.limits` prints a table, and writes JSON.

Each command runs against a server without a limit, then against one that enforces it. The table compares the time
under the limit with the shortest possible one: the same requests at the same pace, each delayed only until the limit
allows it. The engine skips checkpoints (PULUMI_SKIP_CHECKPOINTS), because its work on them would hide the wait.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.project import (
    FIRST_UP,
    REFRESH,
    Policies,
    Project,
    Step,
    credentials,
    server_settings,
    temporary_folder,
)
from benchmarks.record import Record
from benchmarks.server import Server, running_server

# Seconds. PlanetScale's limit is per minute.
WINDOW = 60
TOO_MANY_REQUESTS = 429
COLUMNS = (
    "command",
    "requests",
    "429 responses",
    "without a limit, s",
    "shortest with it, s",
    "took with it, s",
    "took / shortest",
    "one request per policy alone, s",
)


@dataclass(frozen=True)
class Run:
    """One run of a command.

    wall: seconds. moments: when each request arrived, in seconds. operations: requests by operation of the API.
    refused: the number of 429 responses.
    """

    wall: float
    moments: Sequence[float]
    operations: dict[str, int]
    refused: int


@dataclass(frozen=True)
class Row:
    """The cost of one command.

    requests: by operation of the API. refused: the number of 429 responses.
    unlimited: seconds without a limit. shortest: the fewest seconds possible under it. wall: the seconds it took.
    one_each: the fewest seconds in which the limit allows one request per policy.
    """

    command: str
    policies: int
    databases: int
    limit: int
    requests: dict[str, int]
    refused: int
    unlimited: float
    shortest: float
    wall: float
    one_each: float


def main() -> None:
    """Measures a refresh, then an `up` of new policies."""
    arguments = _arguments()
    old, new = (Policies(count, per_database=arguments.per_database) for count in (arguments.refresh, arguments.up))
    with Record(arguments.out / "limits.json") as record:
        print(f"{arguments.limit} requests per minute; {record.title()}\n")
        print(f"| {' | '.join(COLUMNS)} |")
        print("|---" * len(COLUMNS) + "|")
        for measure, policies in ((refresh, old), (first_up, new)):
            row = measure(policies, arguments.limit)
            record.add(row)
            print(_line(row), flush=True)


def refresh(policies: Policies, limit: int) -> Row:
    """Measures a refresh of policies that exist."""
    with _stack(policies) as (server, project):
        project.run(FIRST_UP)
        unlimited = _run(project, server, REFRESH, 0)
        return _row(policies, REFRESH, limit, unlimited, _run(project, server, REFRESH, limit))


def first_up(policies: Policies, limit: int) -> Row:
    """Measures the first `up` of new policies."""
    with _stack(policies) as (server, project):
        unlimited = _run(project, server, FIRST_UP, 0)
    with _stack(policies) as (server, project):
        return _row(policies, FIRST_UP, limit, unlimited, _run(project, server, FIRST_UP, limit))


def seconds_under_limit(moments: Sequence[float], limit: int) -> float:
    """The fewest seconds from the first request to the last under a limit, if only the limit delays them.

    Each request keeps its distance to the one before. It waits until the one `limit` places earlier is a window old.
    moments: when each request was sent without a limit, in seconds, in order.
    """
    sent: list[float] = []
    for number, moment in enumerate(moments):
        earliest = sent[-1] + moment - moments[number - 1] if sent else 0.0
        sent.append(max(earliest, sent[number - limit] + WINDOW) if number >= limit else earliest)
    return sent[-1] if sent else 0.0


@contextmanager
def _stack(policies: Policies) -> Iterator[tuple[Server, Project]]:
    """A server with the databases of these policies, and an empty stack for them."""
    with running_server() as server, temporary_folder() as folder:
        server.add_databases(policies.databases)
        environment = {**server_settings(server), **credentials(), "PULUMI_SKIP_CHECKPOINTS": "true"}
        project = Project(folder, policies, environment=environment)
        project.create()
        yield server, project


def _run(project: Project, server: Server, step: Step, limit: int) -> Run:
    """Runs a step under a limit per minute; 0 means no limit."""
    server.clear_requests()
    server.set_rate_limit(limit)
    cost = project.run(step, PLANETSCALE_REQUESTS_PER_MINUTE=str(limit))
    requests = server.requests()
    return Run(
        wall=cost.wall,
        moments=sorted(datetime.fromisoformat(each["at"]).timestamp() for each in requests),
        operations=dict(Counter(each["operation"] for each in requests)),
        refused=sum(each["status"] == TOO_MANY_REQUESTS for each in requests),
    )


def _row(policies: Policies, step: Step, limit: int, unlimited: Run, limited: Run) -> Row:
    asking = unlimited.moments[-1] - unlimited.moments[0]
    return Row(
        command=step.name,
        policies=policies.count,
        databases=policies.databases,
        limit=limit,
        requests=limited.operations,
        refused=limited.refused,
        unlimited=unlimited.wall,
        shortest=unlimited.wall - asking + seconds_under_limit(unlimited.moments, limit),
        wall=limited.wall,
        one_each=seconds_under_limit([0.0] * policies.count, limit),
    )


def _line(row: Row) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(row.requests.items())) or "none"
    return (
        f"| {row.command} of {row.policies} policies in {row.databases} databases | {requests} | {row.refused} "
        f"| {row.unlimited:.1f} | {row.shortest:.1f} | {row.wall:.1f} | {row.wall / row.shortest:.2f} "
        f"| {row.one_each:.0f} |"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--refresh", type=int, default=2000, help="number of policies to refresh, default 2000")
    parser.add_argument("--up", type=int, default=1000, help="number of policies to create, default 1000")
    parser.add_argument("--per-database", type=int, default=10, help="policies per database, default 10")
    parser.add_argument("--limit", type=int, default=600, help="requests per minute, default 600, as PlanetScale")
    parser.add_argument("--out", type=Path, default=Path(".local/bench"), help="folder for the JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
