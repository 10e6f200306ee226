"""Writes down when the calls of a run begin and end, in the program's process and in the provider's.

Python loads a module of this name by itself, if its folder is on PYTHONPATH.

BENCH_TRACE: the folder for what each of the two processes writes at its end: `program.json` and `provider.json`, with
the calls of each kind, each as two times in seconds.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

calls: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)


def timed(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which also notes its calls."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        start = time.time()
        try:
            return function(*args, **kwargs)
        finally:
            calls[kind].append((start, time.time()))

    return call


def trace_program() -> None:
    """Notes the declarations of resources, and the requests with them to the engine."""
    import pulumi
    from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorStub

    pulumi.Resource.__init__ = timed("declare", pulumi.Resource.__init__)  # type: ignore[method-assign]
    connect = ResourceMonitorStub.__init__

    def connect_timed(stub: Any, channel: Any) -> None:
        connect(stub, channel)
        stub.RegisterResource = timed("register", stub.RegisterResource)

    ResourceMonitorStub.__init__ = connect_timed  # type: ignore[method-assign, assignment]


def trace_provider() -> None:
    """Notes the checks and diffs that the engine asks for."""
    from pulumi.runtime.proto import provider_pb2_grpc

    serve = provider_pb2_grpc.add_ResourceProviderServicer_to_server

    def serve_timed(servicer: Any, server: Any) -> None:
        for method in ("Check", "Diff"):
            setattr(servicer, method, timed(method.lower(), getattr(servicer, method)))
        serve(servicer, server)

    provider_pb2_grpc.add_ResourceProviderServicer_to_server = serve_timed


def write(process: str) -> None:
    """Writes the calls of this process."""
    Path(os.environ["BENCH_TRACE"], f"{process}.json").write_text(json.dumps(calls))


def trace_if(process: str, argument: str, trace: Callable[[], None]) -> None:
    """Traces this process if its command has the argument."""
    if "BENCH_TRACE" in os.environ and any(argument in each for each in sys.orig_argv):
        trace()
        atexit.register(write, process)


trace_if("program", "pulumi-language-python-exec", trace_program)
trace_if("provider", "pulumi.dynamic", trace_provider)
