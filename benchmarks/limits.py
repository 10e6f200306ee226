"""The rate limit as a budget: `python -m benchmarks.limits` runs fleets against a server that enforces it.

It prints what was asked, how many requests were refused with 429, how long it took, and how long it must take by the
limit alone. Checkpoints are left out (PULUMI_SKIP_CHECKPOINTS), because the engine's work on them would hide the wait.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.cost import Cost
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
    "wall, s",
    "first to last request, s",
    "least by the limit, s",
    "wall / least",
    "least at one request a resource, s",
)


@dataclass(frozen=True)
class Row:
    """What became of one command.

    requests: how many of each kind. refused: those answered with 429.
    wall: seconds of the whole command. asking: seconds from its first request to its last.
    least: seconds that the limit dictates for so many requests. least_one_each: the same for one request a resource.
    """

    what: str
    policies: int
    databases: int
    limit: int
    requests: dict[str, int]
    refused: int
    wall: float
    asking: float
    least: int
    least_one_each: int


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
        return _limited(project, server, REFRESH, limit)


def first_up(policies: Policies, limit: int) -> Row:
    """An `up` of new policies."""
    with _stack(policies) as (server, project):
        return _limited(project, server, FIRST_UP, limit)


def least_seconds(requests: int, limit: int) -> int:
    """The earliest moment of the last of so many requests after the first: `limit` go at once, and as many each minute.

    Nothing else is in it: neither the start of the engine nor the time of the answers.
    """
    return WINDOW * ((requests - 1) // limit) if requests else 0


@contextmanager
def _stack(policies: Policies) -> Iterator[tuple[Server, Project]]:
    """An empty stack of these policies, and its server, which has their databases."""
    with served() as server, workplace() as folder:
        server.add_databases(policies.databases)
        environment = {**address(server), **credential(), "PULUMI_SKIP_CHECKPOINTS": "true"}
        project = Project(folder, policies, environment=environment)
        project.create()
        yield server, project


def _limited(project: Project, server: Server, step: Step, limit: int) -> Row:
    """Takes a step under the limit, whose first window begins with the step's first request."""
    server.forget_requests()
    server.limit(limit)
    cost = project.take(step, PLANETSCALE_REQUESTS_PER_MINUTE=str(limit))
    return _row(project.policies, step, limit, cost, server)


def _row(policies: Policies, step: Step, limit: int, cost: Cost, server: Server) -> Row:
    requests = server.requests()
    moments = [datetime.fromisoformat(each["at"]) for each in requests]
    return Row(
        what=step.name,
        policies=policies.count,
        databases=policies.databases,
        limit=limit,
        requests=dict(Counter(each["operation"] for each in requests)),
        refused=sum(each["status"] == TOO_MANY for each in requests),
        wall=cost.wall,
        asking=(max(moments) - min(moments)).total_seconds() if moments else 0.0,
        least=least_seconds(len(requests), limit),
        least_one_each=least_seconds(policies.count, limit),
    )


def _line(row: Row) -> str:
    requests = ", ".join(f"{count} {kind}" for kind, count in sorted(row.requests.items())) or "none"
    # Where the limit dictates nothing, there is nothing to compare with.
    ratio = f"{row.wall / row.least:.2f}" if row.least else "-"
    return (
        f"| {row.what} of {row.policies} policies in {row.databases} databases | {requests} | {row.refused} "
        f"| {row.wall:.1f} | {row.asking:.1f} | {row.least} | {ratio} | {row.least_one_each} |"
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
