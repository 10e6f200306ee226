"""Which declared resource has which object in one run."""

from __future__ import annotations

from pulumi_backups.bridge.owners import Names, Owners

P1, P2 = Names("p1", frozenset({"p1"})), Names("p2", frozenset({"p2"}))


def test_owner_is_found_by_any_name_of_its_object() -> None:
    owners = Owners()
    owners.assign("urn:a", Names("shop/db/daily", frozenset({"id-1"})))
    assert owners.owner_of(("shop/db/daily",)) == "urn:a"
    assert owners.owner_of(("elsewhere", "id-1")) == "urn:a"
    assert owners.owner_of(("elsewhere",)) is None


def test_resource_that_asks_is_not_its_own_rival() -> None:
    owners = Owners()
    owners.assign("urn:a", P1)
    assert owners.owner_of(("p1",), besides="urn:a") is None
    owners.assign("urn:b", P1)
    assert owners.owner_of(("p1",), besides="urn:a") == "urn:b"


def test_resource_has_one_object() -> None:
    owners = Owners()
    owners.assign("urn:a", P1)
    owners.assign("urn:a", P2)
    assert owners.owner_of(("p1",)) is None
    assert owners.owner_of(("p2",)) == "urn:a"


def test_resource_that_is_being_replaced_has_none() -> None:
    owners = Owners()
    owners.assign("urn:a", P1)
    owners.release("urn:a")
    assert owners.owner_of(("p1",)) is None


def test_reader_uses_an_object_and_does_not_own_it() -> None:
    owners = Owners()
    owners.read_by("urn:view", P1)
    assert owners.owner_of(("p1",)) is None
    assert owners.user_of(("p1",)) == "urn:view"
    owners.assign("urn:a", P1)
    assert owners.user_of(("p1",)) == "urn:a"


def test_object_that_a_plan_gives_up_belongs_to_whoever_takes_it_first() -> None:
    owners = Owners()
    assert owners.take("urn:a", P1)
    assert owners.give_up("p1", besides="urn:plan") == "urn:a"
    assert not owners.is_deleted(P1)
    assert owners.give_up("p2", besides="urn:plan") is None
    assert owners.is_deleted(P2)
    assert not owners.take("urn:b", P2)
    assert owners.owner_of(("p2",)) is None


def test_plan_keeps_its_parts_when_it_takes_another_one() -> None:
    owners = Owners()
    owners.assign("urn:plan", Names("acme/storefront", frozenset({"p1"})))
    assert owners.take("urn:plan", P2)
    assert owners.owner_of(("p1",)) == owners.owner_of(("p2",)) == "urn:plan"
    assert owners.object_of("urn:plan") == "acme/storefront"
