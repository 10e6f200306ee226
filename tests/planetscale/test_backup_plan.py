"""All policies of a database as one resource: created, adopted, changed and deleted one by one, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi_backups.errors import BackupsError

from tests.planetscale.plans import DAILY, GOLD, HOURLY, PLAN, WEEKLY, Plan, add, edit, own, remove, writes

if TYPE_CHECKING:
    from tests.conftest import Emulator


def test_life_of_a_plan(plan: Plan, emulator: Emulator) -> None:
    assert plan.up(**PLAN) == "created"
    assert plan.id == "acme/storefront"
    assert plan.recorded["policy_ids"] == {name: each["id"] for name, each in own(emulator).items()}
    assert plan.recorded["policies"] == GOLD
    assert plan.recorded["other_policies"] == []
    assert emulator.sent() == ["list_backup_policies", "create_backup_policy", "create_backup_policy"]

    assert plan.up(**PLAN) == "same"
    plan.refresh()
    assert emulator.sent() == ["list_backup_policies"]

    ids = plan.recorded["policy_ids"]
    changed = {"hourly": {**HOURLY, "retention_value": 3}, "weekly": WEEKLY}
    assert plan.preview(**{**PLAN, "policies": changed}).replaces == []
    assert plan.up(**{**PLAN, "policies": changed}) == "updated"
    # What protects more comes first.
    assert writes(emulator) == ["create_backup_policy", "update_backup_policy", "delete_backup_policy"]
    assert own(emulator).keys() == {"hourly", "weekly"}
    assert own(emulator)["hourly"]["retention_value"] == 3
    assert plan.recorded["policy_ids"]["hourly"] == ids["hourly"]

    plan.destroy()
    assert own(emulator) == {}


def test_optional_field_that_is_no_longer_declared_is_cleared(plan: Plan, emulator: Emulator) -> None:
    emulator.switch(planetscale__patch_null="accept")
    plan.up(database="storefront", policies={"weekly": WEEKLY})
    plan.up(database="storefront", policies={"weekly": DAILY})
    assert own(emulator)["weekly"]["schedule_day"] is None


def test_another_database_is_another_plan(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    assert plan.up(**{**PLAN, "database": "billing"}) == "replaced"
    assert own(emulator) == {}
    assert len(emulator.call("GET", "/planetscale/policies?database=billing")["policies"]) == 3


def test_drift_of_one_policy_is_put_back(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    edit(emulator, "daily", retention_value=3)
    plan.refresh()
    assert plan.inputs["policies"]["daily"]["retention_value"] == 3
    assert plan.up(**PLAN) == "updated"
    assert own(emulator)["daily"]["retention_value"] == 30


def test_policy_that_was_deleted_outside_is_created_again(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    remove(emulator, "daily")
    assert plan.refresh()
    assert plan.inputs["policies"].keys() == {"hourly"}
    assert plan.up(**PLAN) == "updated"
    assert own(emulator).keys() == {"hourly", "daily"}


@pytest.mark.parametrize("others", ["keep", "delete"])
def test_policy_that_somebody_created_in_the_place_of_one_is_adopted_as_any_other(
    plan: Plan, emulator: Emulator, others: str
) -> None:
    plan.up(**PLAN, others=others)
    for name in GOLD:
        remove(emulator, name)
    ids = {"hourly": add(emulator, "hourly", HOURLY), "daily": add(emulator, "daily", retention_value=7)}
    assert not plan.refresh()
    with pytest.raises(BackupsError, match=r"'daily' .+ with other settings\. retention_value: there 7, declared 30"):
        plan.up(**PLAN, others=others)
    assert own(emulator)["daily"]["retention_value"] == 7
    plan.up(**PLAN, others=others, adopt="overwrite")
    assert plan.recorded["policy_ids"] == ids
    assert own(emulator)["daily"]["retention_value"] == 30


@pytest.mark.parametrize("others", ["keep", "delete"])
def test_policy_that_was_deleted_and_created_with_the_same_settings_is_the_plans_own(
    plan: Plan, emulator: Emulator, others: str
) -> None:
    plan.up(**PLAN, others=others)
    remove(emulator, "daily")
    id = add(emulator, "daily")
    plan.refresh()
    assert "daily" not in plan.recorded["policy_ids"]
    assert plan.up(**PLAN, others=others) == "updated"
    assert plan.recorded["policy_ids"]["daily"] == own(emulator)["daily"]["id"] == id
    assert plan.up(**PLAN, others=others) == "same"


def test_policy_that_was_renamed_outside_gets_its_name_back(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    id = plan.recorded["policy_ids"]["daily"]
    edit(emulator, "daily", name="nightly")
    plan.refresh()
    assert plan.inputs["policies"].keys() == {"hourly"}
    assert plan.up(**PLAN) == "updated"
    assert {name: each["id"] for name, each in own(emulator).items()} == plan.recorded["policy_ids"]
    assert own(emulator)["daily"]["id"] == id


@pytest.mark.parametrize("names", [{"hourly": "daily", "daily": "hourly"}, {"hourly": "daily", "daily": "nightly"}])
def test_policies_that_exchanged_their_names_outside_have_those_of_the_plan_again(
    plan: Plan, emulator: Emulator, names: dict[str, str]
) -> None:
    plan.up(**PLAN)
    ids = {name: each["id"] for name, each in own(emulator).items()}
    for name, new in names.items():
        emulator.call("PATCH", f"/planetscale/policies/{ids[name]}", {"name": new})
    plan.refresh()
    assert plan.up(**PLAN) == "updated"
    plan.refresh()
    assert plan.up(**PLAN) == "same"
    there = own(emulator)
    assert {name: each["id"] for name, each in there.items()} == plan.recorded["policy_ids"]
    assert {each["id"] for each in there.values()} == set(ids.values())
    assert there["hourly"]["frequency_unit"] == "hour"


@pytest.mark.parametrize("refresh", [True, False])
def test_program_that_follows_a_rename_keeps_the_policy(plan: Plan, emulator: Emulator, *, refresh: bool) -> None:
    plan.up(**PLAN)
    id = own(emulator)["daily"]["id"]
    edit(emulator, "daily", name="nightly")
    if refresh:
        plan.refresh()
    plan.up(database="storefront", policies={"hourly": HOURLY, "nightly": DAILY})
    assert own(emulator).keys() == {"hourly", "nightly"}
    assert plan.recorded["policy_ids"]["nightly"] == own(emulator)["nightly"]["id"] == id


def test_policy_that_was_renamed_outside_is_not_two_policies_of_the_plan(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    edit(emulator, "daily", name="weekly")
    plan.refresh()
    plan.up(database="storefront", policies={**GOLD, "weekly": DAILY})
    assert {name: each["id"] for name, each in own(emulator).items()} == plan.recorded["policy_ids"]
    assert len(own(emulator)) == 3


def test_plan_is_gone_if_all_of_its_policies_are(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    remove(emulator, "daily")
    remove(emulator, "hourly")
    assert not plan.refresh()


def test_existing_policies_with_the_declared_settings_are_adopted(
    plan: Plan, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    id = add(emulator, "daily")
    plan.up(**PLAN)
    assert plan.recorded["policy_ids"]["daily"] == id
    assert writes(emulator) == ["create_backup_policy"]
    assert f"adopted 'daily' (id {id}): nothing is changed" in capsys.readouterr().err


def test_existing_policy_with_other_settings_is_an_error_before_anything_is_created(
    plan: Plan, emulator: Emulator
) -> None:
    id = add(emulator, "hourly", HOURLY, retention_value=14)
    with pytest.raises(BackupsError) as refused:
        plan.up(**PLAN)
    assert str(refused.value) == (
        f"PlanetScale: could not create backup policy 'hourly' of acme/storefront: it exists already (id {id}), with "
        'other settings. retention_value: there 14, declared 2. Declare what is there, or set adopt="overwrite" to '
        "change it; or choose another name. If you are replacing this resource, let Pulumi delete the old object "
        "first: opts=pulumi.ResourceOptions(delete_before_replace=True)."
    )
    assert writes(emulator) == []
    plan.up(**PLAN, adopt="overwrite")
    assert own(emulator)["hourly"]["retention_value"] == 2
    # It has done its work, and can go.
    assert plan.up(**PLAN) == "same"


def test_adopt_that_is_set_later_serves_an_entry_that_is_added(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    add(emulator, "weekly", WEEKLY, retention_value=1)
    more = {**GOLD, "weekly": WEEKLY}
    with pytest.raises(BackupsError, match="with other settings"):
        plan.up(database="storefront", policies=more)
    plan.up(database="storefront", policies=more, adopt="overwrite")
    assert own(emulator)["weekly"]["retention_value"] == 12


def test_plan_that_fails_in_the_middle_says_what_it_created_and_finds_it_again(plan: Plan, emulator: Emulator) -> None:
    emulator.fail("status", operation="create_backup_policy", status=422, skip=1)
    with pytest.raises(BackupsError, match=r"Before that, the plan created 'daily', which Pulumi could not record\."):
        plan.up(**PLAN)
    emulator.heal()
    plan.up(**PLAN)
    assert sorted(own(emulator)) == ["daily", "hourly"]
    assert len(own(emulator)) == len(emulator.call("GET", "/planetscale/policies?database=storefront")["policies"]) - 1


def test_update_that_fails_says_what_it_has_done_before(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    emulator.fail("status", operation="delete_backup_policy", status=403)
    with pytest.raises(BackupsError) as refused:
        plan.up(database="storefront", policies={"hourly": {**HOURLY, "retention_value": 3}, "weekly": WEEKLY})
    assert str(refused.value).endswith(
        " Before that, the plan created 'weekly' and changed 'hourly', which Pulumi could not record. Run pulumi up "
        "again before you change these in the program."
    )


def test_system_policy_is_adopted_changed_and_kept(
    plan: Plan, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    (system,) = [
        each
        for each in emulator.call("GET", "/planetscale/policies?database=storefront")["policies"]
        if each["required"]
    ]
    emulator.switch(planetscale__required_policy_update="accept")
    names = [*HOURLY, "schedule_day", "schedule_week"]
    settings = {name: system[name] for name in names if system[name] is not None}
    longer = {system["name"]: settings | {"retention_value": 5}}
    plan.up(database="storefront", policies=longer, adopt="overwrite")
    assert writes(emulator) == ["update_backup_policy"]
    plan.destroy()
    assert writes(emulator) == []
    assert "is kept: it is a required system policy" in capsys.readouterr().err
