"""Stacks of N resources, null and ours, taken through their lives step by step in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.project import FIRST_UP, LIFE, Policies, Project, Step, address, credential, workplace
from benchmarks.server import Server, served

# How often a step that changes nothing is taken: on a shared machine one run says little.
ROUNDS = 3


@dataclass
class Measured:
    """One step of one stack; of one that was taken several times, the medians of the seconds.

    program: `null` or `ours`.
    latency_ms: of the server's answers; None where there is no server.
    wall, cpu: seconds; those of CPU are of all processes but the server's.
    provider_cpu, provider_mb: of the provider's process, seconds of CPU and peak of memory.
    requests: how many of each kind.
    """

    program: str
    n: int
    latency_ms: int | None
    step: str
    wall: float
    cpu: float
    provider_cpu: float
    provider_mb: float
    requests: dict[str, int] = field(default_factory=dict)
    state_bytes_a_resource: float | None = None


@dataclass
class Fleet:
    """A stack on its way through its life; a null one has no server."""

    project: Project
    server: Server | None
    latency_ms: int | None

    def take(self, step: Step) -> Measured:
        """Takes a step and measures it."""
        if self.server:
            self.server.forget_requests()
        cost = self.project.take(step)
        return Measured(
            program=self.project.kind,
            n=self.project.policies.count,
            latency_ms=self.latency_ms,
            step=step.name,
            wall=cost.wall,
            cpu=cost.cpu,
            provider_cpu=cost.provider.cpu,
            provider_mb=cost.provider.mb,
            requests=self.server.requests_by_kind() if self.server else {},
            state_bytes_a_resource=self.project.bytes_a_resource() if step is FIRST_UP else None,
        )


def lives(n: int, latencies: Sequence[int], life: Sequence[Step] = LIFE) -> Iterator[Measured]:
    """Takes a null stack, and one of ours for each latency, through their lives.

    Each step is taken by all before the next one, so that what else the machine does meets all alike. A null resource
    asks no server, and is measured once for all latencies.
    """
    with ExitStack() as stack:
        fleets = [_null(stack, n), *(_ours(stack, n, latency) for latency in latencies)]
        for step in life:
            rounds = [[fleet.take(step) for fleet in fleets] for _ in range(1 if step.changes else ROUNDS)]
            yield from map(_middle, zip(*rounds, strict=True))


def _middle(runs: Sequence[Measured]) -> Measured:
    return replace(
        runs[0],
        wall=median(run.wall for run in runs),
        cpu=median(run.cpu for run in runs),
        provider_cpu=median(run.provider_cpu for run in runs),
        provider_mb=max(run.provider_mb for run in runs),
    )


def _null(stack: ExitStack, n: int) -> Fleet:
    project = Project(stack.enter_context(workplace()), Policies(n), "null")
    project.create()
    return Fleet(project, None, None)


def _ours(stack: ExitStack, n: int, latency_ms: int) -> Fleet:
    server = stack.enter_context(served())
    policies = Policies(n)
    server.add_databases(policies.databases)
    server.answer_after(latency_ms)
    project = Project(stack.enter_context(workplace()), policies, environment=address(server) | credential())
    project.create()
    return Fleet(project, server, latency_ms)
