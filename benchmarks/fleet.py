"""Measures the lifecycle of stacks with N null resources and with N policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.project import (
    FIRST_UP,
    LIFECYCLE,
    Policies,
    Project,
    Step,
    credentials,
    server_settings,
    temporary_folder,
)
from benchmarks.server import Server, running_server

# Runs of a step that changes nothing. On a shared machine one run says little.
ROUNDS = 3


@dataclass
class Measurement:
    """The cost of one step of one stack. The seconds are medians if the step ran several times.

    program: `null` or `ours`.
    latency_ms: the server's latency. None for null resources, which need no server.
    wall, cpu: seconds. CPU is that of all processes except the server.
    provider_cpu, provider_mb: seconds of CPU and peak memory of the provider's process.
    requests: the number of requests by operation of the API.
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
    state_bytes_per_resource: float | None = None


@dataclass
class Fleet:
    """A stack, and its server if it has policies."""

    project: Project
    server: Server | None
    latency_ms: int | None

    def measure(self, step: Step) -> Measurement:
        """Runs a step and measures it."""
        if self.server:
            self.server.clear_requests()
        cost = self.project.run(step)
        return Measurement(
            program=self.project.kind,
            n=self.project.policies.count,
            latency_ms=self.latency_ms,
            step=step.name,
            wall=cost.wall,
            cpu=cost.cpu,
            provider_cpu=cost.provider.cpu,
            provider_mb=cost.provider.mb,
            requests=self.server.requests_by_operation() if self.server else {},
            state_bytes_per_resource=self.project.bytes_per_resource() if step is FIRST_UP else None,
        )


def measure_lifecycles(
    n: int, latencies: Sequence[int], steps: Sequence[Step] = LIFECYCLE, rounds: int = ROUNDS
) -> Iterator[Measurement]:
    """Measures a stack of null resources, and a stack of policies for each latency.

    All stacks run a step before any runs the next one, so that other load on the machine affects all of them alike.
    """
    with ExitStack() as stack:
        fleets = [_null(stack, n), *(_ours(stack, n, latency) for latency in latencies)]
        for step in steps:
            runs = [[fleet.measure(step) for fleet in fleets] for _ in range(1 if step.changes else rounds)]
            yield from map(_median, zip(*runs, strict=True))


def _median(runs: Sequence[Measurement]) -> Measurement:
    return replace(
        runs[0],
        wall=median(run.wall for run in runs),
        cpu=median(run.cpu for run in runs),
        provider_cpu=median(run.provider_cpu for run in runs),
        provider_mb=max(run.provider_mb for run in runs),
    )


def _null(stack: ExitStack, n: int) -> Fleet:
    project = Project(stack.enter_context(temporary_folder()), Policies(n), "null")
    project.create()
    return Fleet(project, None, None)


def _ours(stack: ExitStack, n: int, latency_ms: int) -> Fleet:
    server = stack.enter_context(running_server())
    policies = Policies(n)
    server.add_databases(policies.databases)
    server.set_latency(latency_ms)
    project = Project(
        stack.enter_context(temporary_folder()), policies, environment=server_settings(server) | credentials()
    )
    project.create()
    return Fleet(project, server, latency_ms)
