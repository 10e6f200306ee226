"""Which declared resource has which object in one run."""

from __future__ import annotations

from pulumi_backups.bridge.owners import Owners


def test_owner_is_found_by_any_name_of_its_object() -> None:
    owners = Owners()
    owners.assign("urn:a", ("shop/db/daily", "id-1"))
    assert owners.owner_of(("shop/db/daily",)) == "urn:a"
    assert owners.owner_of(("elsewhere", "id-1")) == "urn:a"
    assert owners.owner_of(("elsewhere",)) is None


def test_resource_that_asks_is_not_its_own_rival() -> None:
    owners = Owners()
    owners.assign("urn:a", ("p1",))
    assert owners.owner_of(("p1",), besides="urn:a") is None
    owners.assign("urn:b", ("p1",))
    assert owners.owner_of(("p1",), besides="urn:a") == "urn:b"


def test_resource_has_one_object() -> None:
    owners = Owners()
    owners.assign("urn:a", ("p1",))
    owners.assign("urn:a", ("p2",))
    assert owners.owner_of(("p1",)) is None
    assert owners.owner_of(("p2",)) == "urn:a"


def test_resource_that_is_being_replaced_has_none() -> None:
    owners = Owners()
    owners.assign("urn:a", ("p1",))
    owners.release("urn:a")
    assert owners.owner_of(("p1",)) is None


def test_reader_uses_an_object_and_does_not_own_it() -> None:
    owners = Owners()
    owners.read_by("urn:view", ("p1",))
    assert owners.owner_of(("p1",)) is None
    assert owners.user_of(("p1",)) == "urn:view"
    owners.assign("urn:a", ("p1",))
    assert owners.user_of(("p1",)) == "urn:a"
