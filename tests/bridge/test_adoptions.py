"""Who keeps an object that two resources of a state have, by what Pulumi asks of their provider in one run."""

from __future__ import annotations

import pytest
from pulumi_backups.bridge.adoptions import Adoptions


@pytest.mark.parametrize(
    ("reads", "compared", "adopts", "kept"),
    [
        (0, [], False, False),
        (0, [], True, False),
        # Compared, and not the one that is deleted: that one is no longer declared.
        (0, [True], True, True),
        (0, [True], False, True),
        (0, [False], False, False),
        # A refresh compares all that is in the state.
        (1, [True], True, False),
        (1, [False], False, False),
        (2, [True, True], True, True),
        (2, [True, False], False, True),
    ],
)
def test_deletion_of_an_object(reads: int, compared: list[bool], adopts: bool, kept: bool) -> None:
    run = Adoptions()
    for _ in range(reads):
        run.read("p1")
    for each in compared:
        run.compared("p1", adopts=each, replacing=False)
    assert run.keep("p1", adopts=adopts) is kept


def test_the_last_of_two_is_deleted_where_none_is_declared_any_longer() -> None:
    run = Adoptions()
    for _ in range(2):
        run.read("p1")
        run.compared("p1", adopts=True, replacing=False)
    assert [run.keep("p1", adopts=True) for _ in range(2)] == [True, False]


def test_what_is_being_replaced_is_deleted() -> None:
    run = Adoptions()
    run.compared("p1", adopts=True, replacing=False)
    run.compared("p1", adopts=True, replacing=True)
    assert not run.keep("p1", adopts=True)


def test_what_was_adopted_in_this_run_is_kept() -> None:
    run = Adoptions()
    assert run.adopted("p1")
    assert run.keep("p1", adopts=False)


def test_second_owner_is_noticed_where_the_first_is_certain() -> None:
    run = Adoptions()
    run.compared("p1", adopts=False, replacing=False)
    assert not run.adopted("p1")
    run.read("p1")
    assert run.adopted("p1")
