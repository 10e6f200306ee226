"""What exists besides a plan: left alone, reported or deleted, as the program says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.planetscale.plans import DAILY, GOLD, PLAN, Plan, add, edit, own, remove, writes

if TYPE_CHECKING:
    from tests.conftest import Emulator


def test_others_are_left_alone_and_not_asked_for(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    add(emulator, "adhoc")
    plan.refresh()
    assert plan.recorded["other_policies"] == []
    plan.up(database="storefront", policies={"daily": DAILY})
    assert own(emulator).keys() == {"daily", "adhoc"}


def test_others_are_reported_without_the_system_policies(
    plan: Plan, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.up(**PLAN, others="report")
    assert "besides the plan" not in capsys.readouterr().err
    id = add(emulator, "adhoc")
    plan.refresh()
    assert plan.recorded["other_policies"] == [{"name": "adhoc", "id": id}]
    assert plan.recorded["policies"] == GOLD
    assert (
        f"PlanetScale: acme/storefront has policies besides the plan: 'adhoc' (id {id}).\n" in capsys.readouterr().err
    )
    assert plan.up(**PLAN, others="report") == "same"
    assert "adhoc" in own(emulator)


def test_others_are_deleted_once_a_refresh_has_shown_them(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    add(emulator, "adhoc")
    changed = {**PLAN, "policies": {**GOLD, "daily": {**DAILY, "retention_value": 9}}}
    plan.up(**changed, others="delete")
    assert "adhoc" in own(emulator)
    plan.refresh()
    assert plan.inputs["policies"]["adhoc"] == DAILY
    assert plan.preview(**changed, others="delete").changes
    add(emulator, "later")
    plan.up(**changed, others="delete")
    assert own(emulator).keys() == {"hourly", "daily", "later"}


def test_others_are_kept_if_the_person_changes_their_mind(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    add(emulator, "adhoc")
    plan.refresh()
    plan.up(**PLAN, others="keep")
    assert "adhoc" in own(emulator)
    assert plan.up(**PLAN) == "same"


def test_others_are_kept_when_the_plan_is_destroyed(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    add(emulator, "adhoc")
    plan.refresh()
    plan.destroy()
    assert own(emulator).keys() == {"adhoc"}


@pytest.mark.parametrize("others", ["keep", "delete"])
def test_others_are_no_policies_of_the_plan_after_a_second_refresh(plan: Plan, emulator: Emulator, others: str) -> None:
    plan.up(**PLAN, others="delete")
    add(emulator, "adhoc")
    plan.refresh()
    plan.refresh()
    if others == "keep":
        plan.up(**PLAN, others="keep")
    plan.destroy()
    assert own(emulator).keys() == {"adhoc"}


@pytest.mark.parametrize("changes", [{}, {"daily": {**DAILY, "retention_value": 9}}])
def test_others_that_the_program_declares_after_a_refresh_are_policies_of_the_plan(
    plan: Plan, emulator: Emulator, changes: dict[str, Any]
) -> None:
    plan.up(**PLAN, others="delete")
    id = add(emulator, "adhoc")
    plan.refresh()
    declared = {"database": "storefront", "policies": {**GOLD, "adhoc": DAILY, **changes}, "others": "delete"}
    assert plan.up(**declared) == "updated"
    assert plan.recorded["policy_ids"]["adhoc"] == own(emulator)["adhoc"]["id"] == id
    assert plan.recorded["other_policies"] == []
    assert plan.up(**declared) == "same"
    plan.destroy()
    assert own(emulator) == {}


def test_others_are_kept_if_they_are_required_since_the_refresh(
    plan: Plan, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.up(**PLAN, others="delete")
    id = add(emulator, "adhoc")
    add(emulator, "gone")
    plan.refresh()
    edit(emulator, "adhoc", required=True)
    remove(emulator, "gone")
    plan.up(**PLAN, others="delete")
    assert writes(emulator).count("delete_backup_policy") == 0
    assert f"'adhoc' of acme/storefront (id {id}) is kept: it is a required system" in capsys.readouterr().err
    plan.refresh()
    assert plan.up(**PLAN, others="delete") == "same"


def test_others_whose_names_pulumi_hides_are_shown_by_their_ids(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    id = add(emulator, "__adhoc")
    plan.refresh()
    assert plan.inputs["policies"].keys() == {"hourly", "daily", f"{id} (__adhoc)"}
    plan.up(**PLAN, others="delete")
    assert own(emulator).keys() == {"hourly", "daily"}


def test_second_policy_of_a_name_gets_a_key_of_its_own(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    first = own(emulator)["daily"]["id"]
    second = add(emulator, "daily", retention_value=1)
    plan.refresh()
    assert plan.recorded["policy_ids"]["daily"] == first
    assert plan.inputs["policies"][f"{second} (daily)"]["retention_value"] == 1
    plan.up(**PLAN, others="delete")
    assert own(emulator)["daily"]["id"] == first
