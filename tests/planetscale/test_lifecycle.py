"""A backup policy from its creation to its end, as the engine leads it, against the emulator."""

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


def test_creation_sends_what_is_declared_and_records_what_the_server_computed(
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


def test_numbers_in_state_are_whole(stack: Stack, nightly: Declared) -> None:
    stack.up(**nightly)
    assert [type(stack.state[name]) for name in ("retention_value", "frequency_value")] == [int, int]


def test_unchanged_declaration_sends_nothing(stack: Stack, emulator: Emulator, weekly: Declared) -> None:
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
def test_changed_place_is_a_replacement_that_creates_first(stack: Stack, nightly: Declared, change: Declared) -> None:
    stack.up(**nightly)
    found = stack.preview(**{**nightly, **change})
    assert found.replaces == list(change)
    assert found.delete_before_replace is False


def test_replacement_moves_the_policy(stack: Stack, policies: Policies, nightly: Declared) -> None:
    stack.up(**nightly)
    assert stack.up(**{**nightly, "database": "billing"}) == "replaced"
    assert policies("storefront") == []
    assert [policy["id"] for policy in policies("billing")] == [stack.id]


@pytest.mark.parametrize("unit", ["hour", "day", "week"])
def test_field_that_is_declared_no_longer_is_cleared(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared, unit: str
) -> None:
    stack.up(**{**nightly, "frequency_unit": "month", "schedule_day": 1, "schedule_week": 2})
    left = {"schedule_day": 1} if unit == "week" else {}
    declared = {**nightly, "frequency_unit": unit, **left}
    assert stack.up(**declared) == "updated"
    (policy,) = policies()
    assert policy["schedule_week"] is None
    assert policy["schedule_day"] == left.get("schedule_day")
    assert emulator.bodies("update_backup_policy")[0]["schedule_week"] is None
    assert stack.up(**declared) == "same"


def test_null_that_the_vendor_ignores_is_said_and_state_keeps_the_truth(
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


def test_null_that_the_vendor_refuses_is_an_error_with_its_message(
    stack: Stack, emulator: Emulator, weekly: Declared
) -> None:
    emulator.switch(planetscale__patch_null="refuse")
    stack.up(**weekly)
    daily = {**weekly, "frequency_unit": "day"}
    del daily["schedule_day"]
    with pytest.raises(
        BackupsError,
        match=r"could not update backup policy 'weekly' of acme/storefront: it answered 422 .*schedule_day must be",
    ):
        stack.up(**daily)


def test_field_that_somebody_set_since_is_cleared_by_the_next_update(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    stack.up(**nightly)
    emulator.call("PATCH", f"/planetscale/policies/{stack.id}", {"schedule_day": 4})
    stack.up(**{**nightly, "retention_value": 15})
    assert policies()[0]["schedule_day"] is None
    assert "schedule_day" not in stack.state


def test_destroyed_policy_is_gone_and_others_stay(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    emulator.call("POST", "/planetscale/policies", {"database": "storefront", "name": "by-hand"})
    stack.up(**nightly)
    stack.destroy()
    assert [policy["name"] for policy in policies()] == ["by-hand"]


def test_name_that_a_rename_gave_up_is_free_in_the_same_run(
    new_stack: type[Stack], config: Config, policies: Policies, nightly: Declared
) -> None:
    run = config()
    first, second = new_stack(BackupPolicyProvider, run), new_stack(BackupPolicyProvider, run)
    first.up(**nightly)
    first.up(**{**nightly, "name": "renamed"})
    second.up(**nightly)
    assert sorted(policy["name"] for policy in policies()) == ["nightly", "renamed"]


def test_deleting_what_is_gone_succeeds(stack: Stack, emulator: Emulator, config: Config, nightly: Declared) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    stack.start(config())
    stack.destroy()


def test_identity_of_a_deleted_policy_is_free_again_in_the_same_run(
    stack: Stack, policies: Policies, nightly: Declared
) -> None:
    stack.up(**nightly)
    stack.destroy()
    stack.up(**nightly)
    assert [policy["id"] for policy in policies()] == [stack.id]


def test_update_of_what_is_gone_says_to_refresh(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    stack.start(config())
    with pytest.raises(BackupsError, match=r"deleted outside Pulumi, run pulumi refresh; the next pulumi up creates"):
        stack.up(**{**nightly, "retention_value": 15})


def test_lists_are_asked_for_once_whatever_the_number_of_policies(
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


def test_two_resources_with_one_policy_are_told(
    stack: Stack, new_stack: type[Stack], config: Config, nightly: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.up(**nightly)
    stack.start(config())
    assert stack.up(**nightly) == "same"
    other = new_stack(BackupPolicyProvider, {})
    other.provider = stack.provider
    other.up(**nightly, adopt=True)
    assert f"PlanetScale: two resources of this program have {stack.id}" in capsys.readouterr().err
