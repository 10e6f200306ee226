"""Measures the lifecycle of N null resources, of N policies, of the same policies as plans, and of those of a peer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.peer import Binaries, Peer
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

# What the stack without a server is called.
NULL = "null resources"
# Runs of a step that changes nothing. On a shared machine one run says little.
ROUNDS = 3


@dataclass
class Measurement:
    """The cost of one step of one stack. The seconds are medians if the step ran several times.

    program: `null`, `policies`, `plans` or `peer`.
    n: the number of null resources or policies. Plans have as many policies.
    latency_ms: the server's latency. None for null resources, which need no server.
    wall, cpu: seconds. CPU is that of all processes except the server.
    provider_cpu, provider_mb: seconds of CPU and peak memory of the provider's process. 0 for a peer, which starts
    several.
    requests: the number of requests by operation of the API.
    state_bytes_per_policy: the size of the state divided by n, after the first up.
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
    state_bytes_per_policy: float | None = None

    @property
    def stack(self) -> str:
        """Names the stack for readers of a table or a picture."""
        return NULL if self.program == "null" else f"{self.program}, server latency {self.latency_ms} ms"


@dataclass
class Fleet:
    """A stack, and its server if it has policies."""

    project: Project | Peer
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
            state_bytes_per_policy=self.project.bytes_per_policy() if step is FIRST_UP else None,
        )


def measure_lifecycles(
    n: int,
    latencies: Sequence[int],
    steps: Sequence[Step] = LIFECYCLE,
    rounds: int = ROUNDS,
    peer: Binaries | None = None,
) -> Iterator[Measurement]:
    """Measures a stack of null resources, and for each latency one of policies, one of plans, and one of the peer.

    All stacks run a step before any runs the next one, so that other load on the machine affects all of them alike.
    """
    with ExitStack() as stack:
        kinds: list[str | Binaries] = ["policies", "plans", *([peer] if peer else [])]
        served = [_served(stack, n, kind, latency) for kind in kinds for latency in latencies]
        fleets = [_null(stack, n), *served]
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


def _served(stack: ExitStack, n: int, kind: str | Binaries, latency_ms: int) -> Fleet:
    """A stack with a server. kind: that of a project, or the binaries of the peer."""
    server = stack.enter_context(running_server())
    policies = Policies(n)
    server.add_databases(policies.databases)
    server.set_latency(latency_ms)
    environment = server_settings(server) | credentials()
    folder = stack.enter_context(temporary_folder())
    project: Project | Peer
    if isinstance(kind, Binaries):
        project = Peer(folder, policies, kind, environment)
    else:
        project = Project(folder, policies, kind, environment)
    project.create()
    return Fleet(project, server, latency_ms)
