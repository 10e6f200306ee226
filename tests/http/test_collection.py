"""The cached list: one request for many readers, with our own writes in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pytest
from pulumi_backups.http.collection import Collection

MakeVendor = Callable[..., Any]
Row = tuple[str, int]


def collection(load: Callable[[], Iterable[Row]]) -> Collection[Row]:
    return Collection(load, lambda row: row[0], time.monotonic)


def together(count: int, act: Callable[[], Any]) -> list[Any]:
    """The results or errors of `act` in so many threads that start at the same moment."""
    start, results = threading.Barrier(count), []

    def run() -> None:
        start.wait()
        try:
            results.append(act())
        except ValueError as error:
            results.append(str(error))

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Slow:
    """A list that takes until the test sets `may_end`."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.calls = 0
        self.started = threading.Event()
        self.may_end = threading.Event()

    def __call__(self) -> Iterable[Row]:
        self.calls += 1
        rows = list(self.rows)
        self.started.set()
        assert self.may_end.wait(10)
        return rows


def test_concurrent_readers_list_once() -> None:
    calls = []

    def load() -> Iterable[Row]:
        calls.append(1)
        return [("a", 1), ("b", 2)]

    known = collection(load)
    assert together(16, lambda: known.get("b")) == [("b", 2)] * 16
    assert len(calls) == 1


def test_concurrent_readers_share_an_error_and_the_next_one_lists_again() -> None:
    listing = Slow([("a", 1)])

    def fail() -> Iterable[Row]:
        listing()
        if listing.calls == 1:
            raise ValueError("the vendor is down")
        return [("a", 1)]

    known = collection(fail)
    results: list[Any] = []
    readers = threading.Thread(target=lambda: results.extend(together(8, known.items)))
    readers.start()
    assert listing.started.wait(10)
    listing.may_end.set()
    readers.join()
    assert results.count("the vendor is down") >= 1
    assert all(result in ("the vendor is down", [("a", 1)]) for result in results)
    assert known.items() == [("a", 1)]
    assert listing.calls == 2


def test_writes_do_not_list() -> None:
    listing = Slow([])
    known = collection(listing)
    known.put(("a", 1))
    known.discard("b")
    assert listing.calls == 0


def test_cached_list_has_our_writes() -> None:
    listing = Slow([("a", 1), ("b", 2)])
    listing.may_end.set()
    known = collection(listing)
    known.items()
    known.put(("a", 9))
    known.put(("c", 3))
    known.discard("b")
    known.discard("unknown")
    assert sorted(known.items()) == [("a", 9), ("c", 3)]
    assert known.get("b") is None
    assert listing.calls == 1


@pytest.mark.parametrize("read", ["items", "reload"])
def test_writes_during_a_list_request_are_kept(read: str) -> None:
    listing = Slow([("a", 1), ("b", 2)])
    known = collection(listing)
    if read == "reload":
        listing.may_end.set()
        known.items()
        listing.may_end.clear()
        listing.started.clear()
    reader = threading.Thread(target=getattr(known, read))
    reader.start()
    assert listing.started.wait(10)
    known.put(("c", 3))
    known.put(("a", 9))
    known.discard("b")
    known.put(("d", 4))
    known.discard("d")
    listing.may_end.set()
    reader.join()
    assert sorted(known.items()) == [("a", 9), ("c", 3)]


def test_reload_shows_the_writes_of_others() -> None:
    listing = Slow([("a", 1), ("b", 2)])
    listing.may_end.set()
    known = collection(listing)
    known.items()
    known.put(("c", 3))
    listing.rows = [("b", 5), ("d", 4)]
    assert known.reload() == known.items() == [("b", 5), ("d", 4)]


def test_list_older_than_max_age_is_read_again() -> None:
    now, calls = [1000.0], []

    def load() -> Iterable[Row]:
        calls.append(now[0])
        return [("a", len(calls))]

    known = Collection(load, lambda row: row[0], lambda: now[0])
    assert known.items(300) == [("a", 1)]
    now[0] += 300
    assert known.items(300) == known.items() == [("a", 1)]
    now[0] += 1
    assert known.items() == [("a", 1)]
    assert known.items(300) == [("a", 2)]
    # The age counts from the start of the new list.
    now[0] += 300
    assert known.items(300) == [("a", 2)]


def test_reload_that_fails_changes_nothing() -> None:
    listing = Slow([("a", 1)])
    listing.may_end.set()
    known = collection(listing)
    known.items()
    listing.rows = [None]  # type: ignore[list-item]
    with pytest.raises(TypeError):
        known.reload()
    assert known.items() == [("a", 1)]


def test_client_has_one_collection_per_path(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(httpx.Response(200, json={}))
    first = vendor.client.collection("/a", list, str)
    assert vendor.client.collection("/a", list, str) is first
    assert vendor.client.collection("/b", list, str) is not first
