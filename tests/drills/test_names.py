"""The names of copies."""

from __future__ import annotations

from datetime import date

from pulumi_backups.drills import is_copy, new_name

PLACE, TODAY = "acme/storefront", date(2026, 1, 31)


def test_a_name_says_what_it_is() -> None:
    name = new_name(PLACE, TODAY)
    assert name.startswith("drill-20260131-")
    assert is_copy(name, PLACE)
    # What Northflank takes for a name, and a branch name too.
    assert len(name) <= 39
    assert name.replace("-", "").isalnum()
    assert new_name(PLACE, TODAY) != name


def test_a_name_that_a_person_chose_is_none() -> None:
    name = new_name(PLACE, TODAY)
    other = "0" if name[-1] != "0" else "1"
    for foreign in ("drill-20260131-test", "drill-20260131-0123456789ab", "main", f"{name[:-1]}{other}", f"x{name}"):
        assert not is_copy(foreign, PLACE)


def test_upper_and_lower_case_of_a_place_make_no_difference() -> None:
    """A person may write them otherwise than the vendor's lists."""
    assert is_copy(new_name("Acme/StoreFront", TODAY), PLACE)


def test_a_name_of_another_place_is_none() -> None:
    assert not is_copy(new_name(PLACE, TODAY), "acme/billing")
