"""The life of a backup policy: create, update, replace and delete, against the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Policies = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]


def test_creation_sends_the_declared_inputs_and_records_the_outputs(
    stack: Stack, emulator: Emulator, policies: Policies, weekly: Declared
) -> None:
    assert stack.up(**weekly) == "created"
    (policy,) = policies()
    assert emulator.bodies("create_backup_policy") == [{k: v for k, v in weekly.items() if k != "database"}]
    assert stack.id == policy["id"]
    assert stack.recorded == {
        **weekly,
        "organization": "acme",
        "display_name": "Weekly",
        "created_at": policy["created_at"],
        "required": False,
    }


def test_numbers_in_the_state_are_integers(stack: Stack, nightly: Declared) -> None:
    stack.up(**nightly)
    assert [type(stack.state[name]) for name in ("retention_value", "frequency_value")] == [int, int]


def test_up_without_changes_sends_no_request(stack: Stack, emulator: Emulator, weekly: Declared) -> None:
    stack.up(**weekly)
    emulator.sent()
    assert stack.up(**weekly) == "same"
    assert emulator.sent() == []


@pytest.mark.parametrize(
    "change",
    [
        {"retention_value": 30},
        {"retention_unit": "month"},
        {"schedule_time": "23:59"},
        {"target": "development"},
        {"frequency_value": 2},
        {"name": "renamed"},
        {"frequency_unit": "hour"},
        {"frequency_unit": "week", "schedule_day": 6},
        {"frequency_unit": "month", "schedule_day": 0, "schedule_week": 3},
    ],
    ids=lambda change: "+".join(change),
)
def test_changed_setting_is_updated_in_place(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared, change: Declared
) -> None:
    stack.up(**nightly)
    id = stack.id
    emulator.sent()
    assert stack.up(**{**nightly, **change}) == "updated"
    assert emulator.sent().count("update_backup_policy") == 1
    (policy,) = policies()
    assert policy["id"] == stack.id == id
    assert {name: policy[name] for name in change} == change
    assert stack.up(**{**nightly, **change}) == "same"


@pytest.mark.parametrize("change", [{"database": "billing"}, {"organization": "other"}])
def test_change_of_database_or_organization_creates_the_replacement_first(
    stack: Stack, nightly: Declared, change: Declared
) -> None:
    stack.up(**nightly)
    found = stack.preview(**{**nightly, **change})
    assert found.replaces == list(change)
    assert found.delete_before_replace is False


def test_replacement_moves_the_policy_to_the_other_database(
    stack: Stack, policies: Policies, nightly: Declared
) -> None:
    stack.up(**nightly)
    assert stack.up(**{**nightly, "database": "billing"}) == "replaced"
    assert policies("storefront") == []
    assert [policy["id"] for policy in policies("billing")] == [stack.id]


@pytest.mark.parametrize("unit", ["hour", "day", "week"])
def test_field_that_is_no_longer_declared_is_cleared(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared, unit: str
) -> None:
    emulator.switch(planetscale__patch_null="accept")
    stack.up(**{**nightly, "frequency_unit": "month", "schedule_day": 1, "schedule_week": 2})
    left = {"schedule_day": 1} if unit == "week" else {}
    declared = {**nightly, "frequency_unit": unit, **left}
    assert stack.up(**declared) == "updated"
    (policy,) = policies()
    assert policy["schedule_week"] is None
    assert policy["schedule_day"] == left.get("schedule_day")
    assert emulator.bodies("update_backup_policy")[0]["schedule_week"] is None
    assert stack.up(**declared) == "same"


def test_ignored_null_is_a_warning_and_the_state_has_the_real_value(
    stack: Stack, emulator: Emulator, weekly: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator.switch(planetscale__patch_null="ignore")
    stack.up(**weekly)
    daily = {**weekly, "frequency_unit": "day"}
    del daily["schedule_day"]
    assert stack.up(**daily) == "updated"
    assert "PlanetScale kept schedule_day=0 of backup policy 'weekly'" in capsys.readouterr().err
    assert stack.state["schedule_day"] == 0
    assert stack.preview(**daily).changes


@pytest.mark.parametrize("status", [422, 400])
def test_refused_null_is_left_out_and_is_a_warning(
    stack: Stack, emulator: Emulator, weekly: Declared, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    name = f"refused-{status}"  # A warning is shown once in a process.
    stack.up(**weekly | {"name": name})
    daily = {**weekly, "name": name, "frequency_unit": "day"}
    del daily["schedule_day"]
    if status != 422:
        emulator.fail("status", status=status, operation="update_backup_policy", times=1)
    assert stack.up(**daily) == "updated"
    first, second = emulator.bodies("update_backup_policy")
    assert first == {**second, "schedule_day": None}
    assert "schedule_day" not in second
    shown = capsys.readouterr().err
    assert f"PlanetScale kept schedule_day=0 of backup policy {name!r}" in shown
    assert "Clear it in PlanetScale's console." in shown
    assert (stack.state["frequency_unit"], stack.state["schedule_day"]) == ("day", 0)
    assert stack.preview(**daily).changes


def test_refusal_without_the_null_is_the_error(stack: Stack, emulator: Emulator, weekly: Declared) -> None:
    stack.up(**weekly)
    daily = {**weekly, "frequency_unit": "day"}
    del daily["schedule_day"]
    body = {"code": "unprocessable", "message": "Too many policies run at this time"}
    emulator.fail("status", status=422, body=body, operation="update_backup_policy", skip=1)
    with pytest.raises(
        BackupsError,
        match=r"could not update backup policy 'weekly' of acme/storefront: it answered 422 .*: Too many policies",
    ):
        stack.up(**daily)
    assert emulator.sent().count("update_backup_policy") == 2
    assert stack.state["frequency_unit"] == "week"


@pytest.mark.parametrize(("status", "cleared"), [(409, True), (403, True), (422, False)])
def test_refused_update_is_not_repeated(
    stack: Stack, emulator: Emulator, weekly: Declared, status: int, cleared: bool
) -> None:
    stack.up(**weekly)
    change: Declared = {"frequency_unit": "day", "schedule_day": None} if cleared else {"retention_value": 5}
    emulator.fail("status", status=status, operation="update_backup_policy")
    with pytest.raises(BackupsError, match=f"it answered {status}"):
        stack.up(**{**weekly, **change})
    assert emulator.sent().count("update_backup_policy") == 1


def test_field_that_was_set_outside_is_cleared_by_the_next_update(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    emulator.switch(planetscale__patch_null="accept")
    stack.up(**nightly)
    emulator.call("PATCH", f"/planetscale/policies/{stack.id}", {"schedule_day": 4})
    stack.up(**{**nightly, "retention_value": 15})
    assert policies()[0]["schedule_day"] is None
    assert "schedule_day" not in stack.state


def test_field_that_was_set_outside_and_cannot_be_cleared_is_a_warning(
    stack: Stack, emulator: Emulator, nightly: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.up(**nightly)
    emulator.call("PATCH", f"/planetscale/policies/{stack.id}", {"schedule_day": 4})
    assert stack.up(**{**nightly, "retention_value": 15}) == "updated"
    assert "PlanetScale kept schedule_day=4 of backup policy 'nightly'" in capsys.readouterr().err
    assert (stack.state["retention_value"], stack.state["schedule_day"]) == (15, 4)


def test_destroy_deletes_only_this_policy(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    emulator.call("POST", "/planetscale/policies", {"database": "storefront", "name": "by-hand"})
    stack.up(**nightly)
    stack.destroy()
    assert [policy["name"] for policy in policies()] == ["by-hand"]


def test_old_name_of_a_renamed_policy_can_be_used_in_the_same_run(
    new_stack: type[Stack], config: Config, policies: Policies, nightly: Declared
) -> None:
    run = config()
    first, second = new_stack(BackupPolicyProvider, run), new_stack(BackupPolicyProvider, run)
    first.up(**nightly)
    first.up(**{**nightly, "name": "renamed"})
    second.up(**nightly)
    assert sorted(policy["name"] for policy in policies()) == ["nightly", "renamed"]


def test_destroy_of_a_deleted_object_succeeds(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    stack.start(config())
    stack.destroy()


def test_name_of_a_deleted_policy_can_be_used_in_the_same_run(
    stack: Stack, policies: Policies, nightly: Declared
) -> None:
    stack.up(**nightly)
    stack.destroy()
    stack.up(**nightly)
    assert [policy["id"] for policy in policies()] == [stack.id]


def test_update_of_a_deleted_policy_advises_a_refresh(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    stack.start(config())
    with pytest.raises(BackupsError, match=r"deleted outside Pulumi, run pulumi refresh; the next pulumi up creates"):
        stack.up(**{**nightly, "retention_value": 15})


def test_database_is_listed_once_for_any_number_of_policies(
    new_stack: type[Stack], emulator: Emulator, config: Config, nightly: Declared
) -> None:
    one_run = config()
    stacks = [new_stack(BackupPolicyProvider, one_run) for _ in range(120)]
    for number, each in enumerate(stacks):
        each.up(**{**nightly, "name": f"policy-{number}"})
    assert emulator.sent().count("list_backup_policies") == 1
    next_run = config()
    for each in stacks:
        each.start(next_run)
        assert each.refresh()
    assert emulator.sent() == ["list_backup_policies"] * 2
    stacks[0].start(config())
    stacks[0].destroy()
    assert emulator.sent() == ["delete_backup_policy"]


def test_policy_that_another_resource_has_is_not_adopted(
    stack: Stack, policies: Policies, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    stack.start(config())
    other = stack.beside("other")
    assert stack.up(**nightly) == "same"
    with pytest.raises(BackupsError, match="the resource 'example' of this program declares it too"):
        other.up(**nightly, adopt=True)
    assert len(policies()) == 1
