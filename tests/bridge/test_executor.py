"""The stock host serves 64 calls at once; what cannot be changed keeps its number of threads and works."""

from __future__ import annotations

import resource
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, thread
from types import ModuleType
from typing import Any

import pytest
from pulumi_backups.bridge.executor import FILES, THREADS, serve_more_calls
from pulumi_backups.http.client import CONNECTIONS

# As the stock host makes its executor.
STOCK = 4
# Seconds for which a test waits for other threads.
PATIENCE = 20


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The stock host, as far as it matters here. Nothing has run in it yet."""
    serve_more_calls.cache_clear()
    module = ModuleType("__main__")
    module.DynamicResourceProviderServicer = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", module)
    return module


@pytest.fixture(params=[ThreadPoolExecutor])
def executor(request: pytest.FixtureRequest) -> Iterator[ThreadPoolExecutor]:
    with request.param(STOCK) as executor:
        yield executor


def serve(executor: ThreadPoolExecutor, count: int) -> list[Future[int]]:
    """Makes so many calls, none of which ends before all of them run."""
    meeting = threading.Barrier(count)
    return [executor.submit(meeting.wait, PATIENCE) for _ in range(count)]


def results(calls: list[Future[int]]) -> list[int]:
    return sorted(call.result(PATIENCE) for call in calls)


def test_later_calls_run_at_once(executor: ThreadPoolExecutor) -> None:
    executor.submit(serve_more_calls).result()
    assert results(serve(executor, THREADS)) == list(range(THREADS))


def test_calls_that_wait_already_run_at_once(executor: ThreadPoolExecutor) -> None:
    may_start = threading.Event()

    def configure() -> None:
        assert may_start.wait(PATIENCE)
        serve_more_calls()

    configured = executor.submit(configure)
    calls = serve(executor, THREADS)
    may_start.set()
    configured.result(PATIENCE)
    assert results(calls) == list(range(THREADS))


def test_no_thread_is_started_later(executor: ThreadPoolExecutor) -> None:
    executor.submit(serve_more_calls).result()
    assert len(executor._threads) == THREADS
    results(serve(executor, THREADS))
    assert len(executor._threads) == THREADS


def test_each_thread_has_a_connection() -> None:
    assert CONNECTIONS == THREADS


class Refusing(ThreadPoolExecutor):
    """An executor in a system that allows ten threads."""

    def _adjust_thread_count(self) -> None:
        if len(self._threads) == 10 and self._max_workers > 10:
            raise RuntimeError("can't start new thread")
        super()._adjust_thread_count()


@pytest.mark.parametrize("executor", [Refusing], indirect=True)
def test_executor_works_with_as_many_threads_as_the_system_allows(executor: ThreadPoolExecutor) -> None:
    executor.submit(serve_more_calls).result()
    assert results(serve(executor, 10)) == list(range(10))


class Changed(ThreadPoolExecutor):
    """An executor of another Python. It starts its threads by itself."""

    def __getattribute__(self, name: str) -> Any:
        if name == "_shutdown_lock" and sys._getframe(1).f_code.co_name == "serve_more_calls":
            raise AttributeError(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("executor", [Changed], indirect=True)
def test_changed_executor_is_left_alone(executor: ThreadPoolExecutor) -> None:
    keeps_its_threads(executor)


def test_changed_thread_is_left_alone(executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    results(serve(executor, STOCK))
    monkeypatch.delattr(thread, "_worker")
    keeps_its_threads(executor)


def test_another_host_is_left_alone(executor: ThreadPoolExecutor, host: ModuleType) -> None:
    del host.DynamicResourceProviderServicer
    keeps_its_threads(executor)


def test_thread_of_no_executor_is_left_alone() -> None:
    serve_more_calls()


def test_limit_of_open_files_is_raised(executor: ThreadPoolExecutor) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES - 1, before[1]))
    try:
        executor.submit(serve_more_calls).result()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (FILES, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert results(serve(executor, THREADS)) == list(range(THREADS))


def test_host_that_may_open_few_files_keeps_its_threads(
    executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (FILES - 1, FILES - 1))

    def refuse(*_: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    keeps_its_threads(executor)


def keeps_its_threads(executor: ThreadPoolExecutor) -> None:
    executor.submit(serve_more_calls).result()
    assert executor._max_workers == STOCK
    assert results(serve(executor, STOCK)) == list(range(STOCK))
