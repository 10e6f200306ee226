"""Creation of a policy: exactly one in spite of lost responses, and adoption only on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Policies = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

CREATE = {"operation": "create_backup_policy", "times": 1}
LOST = [
    ("cut_after", {}),
    ("status_after", {"status": 500}),
    ("status_after", {"status": 502, "body": "<h1>Bad gateway</h1>"}),
    ("status_after", {"status": 524}),
    ("truncated", {}),
    ("broken_json", {}),
    ("html", {"commit": True}),
    ("redirect", {"commit": True}),
]


def have_it_listed(stack: Stack, nightly: Declared) -> None:
    """Makes the run list the database, before somebody else creates a policy in it."""
    stack.up(**{**nightly, "name": "first"})
    stack.id, stack.inputs, stack.state = None, {}, {}


def manual(emulator: Emulator, **fields: Any) -> str:
    policy = {"database": "storefront", "name": "nightly", **fields}
    return str(emulator.call("POST", "/planetscale/policies", policy)["id"])


@pytest.mark.parametrize(("kind", "rule"), LOST)
def test_lost_response_creates_no_second_policy(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared, kind: str, rule: dict[str, Any]
) -> None:
    emulator.fail(kind, **CREATE, **rule)
    stack.up(**nightly)
    assert [policy["id"] for policy in policies()] == [stack.id]
    assert emulator.sent().count("create_backup_policy") == 1


def test_policy_that_was_created_twice_is_an_error_that_names_both(
    stack: Stack, emulator: Emulator, policies: Policies, config: Config, nightly: Declared
) -> None:
    stack.start(config(planetscale__retrySeconds="5"))
    emulator.fail("cut_after", **CREATE)
    emulator.fail("empty_list", operation="list_backup_policies", skip=1, times=2)
    with pytest.raises(BackupsError) as refused:
        stack.up(**nightly)
    ids = ", ".join(policy["id"] for policy in policies())
    assert f"it was created 2 times (id {ids})" in str(refused.value)
    assert str(refused.value).endswith("Delete all but one at PlanetScale, then set adopt=True to adopt that one.")


def test_list_that_is_wrongly_empty_is_read_again_before_a_creation(
    stack: Stack, emulator: Emulator, nightly: Declared
) -> None:
    id = manual(emulator, name="nightly")
    emulator.fail("empty_list", operation="list_backup_policies", times=1)
    with pytest.raises(BackupsError, match=rf"it exists already \(id {id}\)"):
        stack.up(**nightly)


def test_old_list_is_read_again_before_a_creation(
    stack: Stack,
    emulator: Emulator,
    policies: Policies,
    timed: Callable[..., dict[str, str]],
    clock: EmulatorClock,
    nightly: Declared,
) -> None:
    stack.start(timed())
    stack.up(**nightly)
    first = stack.id
    # Hours pass, as during the wait for a backup. Meanwhile somebody creates a policy of this name.
    clock.sleep(3 * 3600)
    second = manual(emulator, name="hourly")
    stack.id = None
    with pytest.raises(BackupsError, match=rf"it exists already \(id {second}\)"):
        stack.up(**{**nightly, "name": "hourly"})
    assert {policy["id"] for policy in policies()} == {first, second}


def test_retries_of_the_list_do_not_shorten_those_of_the_creation(
    stack: Stack, emulator: Emulator, policies: Policies, config: Config, nightly: Declared
) -> None:
    stack.start(config(planetscale__retrySeconds="1"))
    emulator.fail("status", operation="list_backup_policies", status=429, headers={"Retry-After": "2"}, times=1)
    emulator.fail("cut_before", **CREATE)
    stack.up(**nightly)
    assert [policy["id"] for policy in policies()] == [stack.id]


@pytest.mark.parametrize("kind", ["cut_before", "refuse", "status", "html"])
def test_creation_is_retried_if_the_vendor_did_nothing(
    stack: Stack, emulator: Emulator, policies: Policies, config: Config, nightly: Declared, kind: str
) -> None:
    stack.start(config(planetscale__retrySeconds="5"))
    emulator.fail(kind, **CREATE)
    stack.up(**nightly)
    assert [policy["id"] for policy in policies()] == [stack.id]
    assert emulator.sent().count("create_backup_policy") == 2


def test_older_policy_is_not_mistaken_for_the_new_one(
    stack: Stack, emulator: Emulator, policies: Policies, config: Config, nightly: Declared
) -> None:
    manual(emulator, **{**nightly, "name": "twin"})
    stack.start(config(planetscale__retrySeconds="5"))
    emulator.fail("cut_before", **CREATE)
    stack.up(**nightly)
    assert len(policies()) == 2
    assert stack.state["name"] == "nightly"


def test_policy_with_other_settings_that_appears_meanwhile_is_an_error(
    stack: Stack, emulator: Emulator, policies: Policies, config: Config, nightly: Declared
) -> None:
    stack.start(config(planetscale__retrySeconds="5"))
    have_it_listed(stack, nightly)
    other = manual(emulator, **{**nightly, "retention_value": 99})
    emulator.fail("cut_before", **CREATE)
    with pytest.raises(BackupsError, match=rf"somebody else has created a policy of this name \(id {other}\)"):
        stack.up(**nightly)
    assert [policy["id"] for policy in policies() if policy["name"] == "nightly"] == [other]


def test_creation_that_cannot_be_checked_gives_advice(
    stack: Stack, emulator: Emulator, config: Config, policies: Policies, nightly: Declared
) -> None:
    emulator.fail("cut_after", **CREATE)
    emulator.fail("status", operation="list_backup_policies", skip=1, status=503)
    with pytest.raises(
        BackupsError, match=r"may have been carried out, but checking this failed.*Run pulumi up again.*adopt=True"
    ):
        stack.up(**nightly)
    emulator.heal()
    stack.start(config())
    with pytest.raises(BackupsError, match=f"it exists already \\(id {policies()[0]['id']}\\)"):
        stack.up(**nightly)
    assert stack.up(**nightly, adopt=True) == "created"
    assert [policy["id"] for policy in policies()] == [stack.id]


def test_two_resources_with_one_identity_are_an_error(stack: Stack, policies: Policies, nightly: Declared) -> None:
    other = stack.beside("other")
    stack.up(**nightly)
    with pytest.raises(BackupsError, match=r"'example' of this program declares it too. Give one of them another name"):
        other.up(**nightly, adopt=True)
    assert len(policies()) == 1
    assert stack.beside("third").up(**{**nightly, "database": "billing"}) == "created"


def test_identity_can_be_used_again_after_a_failed_creation(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    emulator.fail("status", status=422, **CREATE)
    with pytest.raises(BackupsError, match="422 Unprocessable"):
        stack.up(**nightly)
    stack.up(**nightly)
    assert len(policies()) == 1


def test_existing_policy_is_an_error_with_its_id_and_advice_to_adopt(
    stack: Stack, emulator: Emulator, nightly: Declared
) -> None:
    id = manual(emulator)
    with pytest.raises(BackupsError, match=rf"'nightly' of acme/storefront: it exists already \(id {id}\)"):
        stack.up(**nightly)
    assert "create_backup_policy" not in emulator.sent()


def test_overwritten_policy_gets_the_declared_settings(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    emulator.switch(planetscale__patch_null="accept")
    id = manual(emulator, schedule_day=5, retention_value=5000)
    assert stack.up(**nightly, adopt="overwrite") == "created"
    assert stack.id == id
    (policy,) = policies()
    assert {name: policy[name] for name in nightly if name != "database"} == {
        name: value for name, value in nightly.items() if name != "database"
    }
    assert policy["schedule_day"] is None
    assert stack.refresh()
    assert stack.up(**nightly, adopt="overwrite") == "same"


def test_adopt_creates_if_nothing_exists(stack: Stack, policies: Policies, nightly: Declared) -> None:
    stack.up(**nightly, adopt=True)
    assert len(policies()) == 1


def test_adopt_is_no_change_of_an_existing_policy(stack: Stack, nightly: Declared) -> None:
    stack.up(**nightly)
    assert stack.up(**nightly, adopt=True) == "same"
    assert stack.up(**nightly, adopt=False) == "same"


def test_several_policies_of_one_name_are_an_error_that_lists_them(
    stack: Stack, emulator: Emulator, policies: Policies, nightly: Declared
) -> None:
    first, second = manual(emulator), manual(emulator)
    before = policies()
    with pytest.raises(BackupsError, match=rf"2 policies of this name exist already \(id {first}, {second}\)"):
        stack.up(**nightly, adopt=True)
    assert policies() == before


def test_required_policy_that_differs_is_not_adopted_without_a_word(
    stack: Stack, emulator: Emulator, nightly: Declared
) -> None:
    with pytest.raises(BackupsError, match=r"adopt=True adopts only what has the declared settings. frequency_value"):
        stack.up(**{**nightly, "name": "system-backups"}, adopt=True)
    assert emulator.sent() == ["list_backup_policies"]


def test_vendor_decides_on_changes_of_a_required_policy_and_it_is_never_deleted(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.up(**nightly)
    emulator.call("PATCH", f"/planetscale/policies/{stack.id}", {"required": True})
    stack.start(config())
    assert stack.refresh()
    assert stack.state["required"] is True
    emulator.sent()
    with pytest.raises(BackupsError, match=r"could not update .* 422 Unprocessable Entity"):
        stack.up(**{**nightly, "retention_value": 3})
    assert emulator.sent() == ["update_backup_policy"]
    stack.destroy()
    assert "is kept: it is a required system policy. Pulumi only forgets it." in capsys.readouterr().err
    assert emulator.sent() == []


def test_rename_to_an_existing_name_is_an_error(
    stack: Stack, emulator: Emulator, config: Config, policies: Policies, nightly: Declared
) -> None:
    stack.up(**nightly)
    other = manual(emulator, name="taken")
    stack.start(config())
    with pytest.raises(BackupsError, match=rf"another policy of this name exists already \(id {other}\)"):
        stack.up(**{**nightly, "name": "taken"})
    assert sorted(policy["name"] for policy in policies()) == ["nightly", "taken"]
