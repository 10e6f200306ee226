"""Who keeps an object that two resources of a state have, by what Pulumi asks of their provider in one run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pulumi_backups.bridge.owners import Owners


@pytest.mark.parametrize(
    ("reads", "compared", "adopts", "kept"),
    [
        (0, [], False, False),
        (0, [], True, False),
        # Compared, and not the one that is deleted: that one is no longer declared.
        (0, [True], True, True),
        (0, [True], False, True),
        (0, [False], True, True),
        # Neither adopts: it is one resource, which the engine replaces for a reason of its own.
        (0, [False], False, False),
        # A refresh compares all that is in the state.
        (1, [True], True, False),
        (1, [False], False, False),
        (2, [True, True], True, True),
        (2, [True, False], False, True),
        (2, [True, False], True, True),
    ],
)
def test_deletion_of_an_object(reads: int, compared: list[bool], adopts: bool, kept: bool) -> None:
    run = Owners()
    for _ in range(reads):
        run.read("p1")
    for each in compared:
        run.compared("p1", adopts=each, differs=False, replacing=False)
    assert run.keep("p1", adopts=adopts, shared=False) is kept


@pytest.mark.parametrize("deleted", [(True, True), (True, False), (False, True)])
def test_the_last_of_two_is_deleted_where_none_is_declared_any_longer(deleted: tuple[bool, bool]) -> None:
    run = Owners()
    for adopts in deleted:
        run.read("p1")
        run.compared("p1", adopts=adopts, differs=False, replacing=False)
    assert [run.keep("p1", adopts=adopts, shared=False) for adopts in deleted] == [True, False]


def test_what_is_being_replaced_is_deleted() -> None:
    run = Owners()
    run.read("p1")
    run.compared("p1", adopts=True, differs=False, replacing=False)
    run.compared("p1", adopts=True, differs=True, replacing=True)
    assert run.replaced == {"p1"}
    assert not run.keep("p1", adopts=True, shared=False)


def test_what_differs_and_is_not_updated_is_replaced_by_the_engine_and_deleted() -> None:
    run = Owners()
    run.compared("p1", adopts=True, differs=True, replacing=False)
    assert not run.keep("p1", adopts=True, shared=False)


def test_what_another_resource_updates_is_kept() -> None:
    run = Owners()
    run.compared("p1", adopts=True, differs=True, replacing=False)
    run.updating("p1")
    assert run.keep("p1", adopts=True, shared=False)


def test_what_was_adopted_in_this_run_is_kept() -> None:
    run = Owners()
    assert run.adopted("p1")
    assert run.keep("p1", adopts=False, shared=False)


def test_second_owner_is_noticed_where_the_first_is_certain() -> None:
    run = Owners()
    run.compared("p1", adopts=False, differs=False, replacing=False)
    assert not run.adopted("p1")
    run.read("p1")
    assert run.adopted("p1")


def test_resource_that_the_engine_replaces_and_that_adopts_its_own_object_is_no_second_owner() -> None:
    run = Owners()
    run.compared("p1", adopts=True, differs=True, replacing=False)
    assert run.adopted("p1")
    assert run.keep("p1", adopts=True, shared=False)


@pytest.mark.parametrize(("reads", "kept"), [(0, False), (1, False), (2, True)])
def test_id_that_two_objects_may_have_is_shared_without_adoption(reads: int, kept: bool) -> None:
    run = Owners()
    for _ in range(reads):
        run.read("shop/orders-db/dump/daily")
        run.compared("shop/orders-db/dump/daily", adopts=False, differs=False, replacing=False)
    assert run.keep("shop/orders-db/dump/daily", adopts=False, shared=True) is kept


def test_object_of_another_resource_is_known_by_the_vendors_id() -> None:
    run = Owners()
    run.has("shop/orders-db/dump/daily", "s1")
    assert not run.another_has("s1", "shop/orders-db/dump/daily", "s1"), "it is its own"
    assert not run.another_has("s2", "shop/orders-db/dump/daily", "s1"), "nobody has it"
    run.has("shop/orders-db/dump/daily", "s2")
    assert run.another_has("s2", "shop/orders-db/dump/daily", "s1"), "made in its place in this run"


def test_the_last_of_two_that_find_one_object_elsewhere_deletes_it() -> None:
    run = Owners()
    run.has("shop/orders-db/dump/daily", "s1")
    run.has("acme/shop/orders-db/dump/daily", "s1")
    assert run.another_has("s1", "shop/orders-db/dump/daily", "s1")
    assert not run.another_has("s1", "acme/shop/orders-db/dump/daily", "s1")


def test_one_of_many_gets_an_identity() -> None:
    run = Owners()
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(run.claim, ["nightly"] * 8))
    assert sorted(got) == [False] * 7 + [True]
    run.release("nightly")
    assert run.claim("nightly")
    run.release("never claimed")
