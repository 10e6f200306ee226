"""What a user of PlanetScale's resources sees under each choice of a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.errors import BackupsError

from tests.planetscale.kinds import BRANCH
from tests.safety.scenarios import (
    DAILY,
    NIGHTLY,
    PROMOTION,
    STOREFRONT,
    TOKEN,
    WEEKLY,
    World,
    under,
)

if TYPE_CHECKING:
    from tests.conftest import Stack

# --- PlanetScale: policies ------------------------------------------------------------------------------------


@under("planetscale.patch_null", "accept")
def cleared_field_is_cleared(world: World, _choice: str) -> None:
    stack = world.stack("BackupPolicy")
    stack.up(**WEEKLY)
    assert stack.up(**DAILY) == "updated"
    assert world.policies()[0]["schedule_day"] is None
    assert stack.up(**DAILY) == "same"
    assert world.warnings() == ""


@under("planetscale.patch_null", "ignore", "refuse")
def field_that_stays_is_a_warning_and_shows_as_a_change(world: World, choice: str) -> None:
    stack = world.stack("BackupPolicy")
    name = {"name": f"null-{choice}"}
    stack.up(**{**WEEKLY, **name})
    assert stack.up(**{**DAILY, **name}) == "updated"
    assert "schedule_day=0" in world.warnings()
    assert (stack.state["frequency_unit"], stack.state["schedule_day"]) == ("day", 0)
    assert stack.preview(**{**DAILY, **name}).changes


@under("planetscale.unused_schedule_fields", "store", "drop", "refuse")
def field_that_the_frequency_does_not_use(world: World, choice: str) -> None:
    stack = world.stack("BackupPolicy")
    # The preview refuses it, so no vendor sees it.
    assert list(stack.problems(**NIGHTLY, schedule_day=3)) == ["schedule_day"]
    world.emulator.switch(planetscale__patch_null="ignore")
    name = {"name": f"switched-{choice}"}
    stack.up(**{**WEEKLY, **name})
    assert stack.up(**{**DAILY, **name}) == "updated"
    is_left = choice != "drop"
    assert ("schedule_day" in stack.state) == ("schedule_day=0" in world.warnings()) == is_left
    assert stack.preview(**{**DAILY, **name}).changes == is_left


@under("planetscale.required_policy_update", "refuse", "accept")
def required_policy_is_never_deleted(world: World, choice: str) -> None:
    (required,) = world.emulator.call("GET", "/planetscale/policies?database=storefront&required=true")["policies"]
    declared = {**NIGHTLY, "name": required["name"], "adopt": "overwrite"}
    stack = world.stack("BackupPolicy")
    if choice == "refuse":
        with pytest.raises(BackupsError, match=r"^PlanetScale: could not create .*'system-backups'.* 422 .*required"):
            stack.up(**declared)
        return
    assert stack.up(**declared) == "created"
    assert stack.id == required["id"]
    stack.destroy()
    assert world.emulator.call("GET", f"/planetscale/policies/{required['id']}")["retention_value"] == 14


@under("planetscale.unique_policy_names", True)
def concurrent_policy_of_the_same_name_is_an_error(world: World, _choice: bool) -> None:
    stack = with_unlisted_namesake(world)
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not create .*'nightly'.* 422 "):
        stack.up(**NIGHTLY)
    assert len(world.policies()) == 1


@under("planetscale.unique_policy_names", False)
def concurrent_policy_of_the_same_name_is_a_warning(world: World, _choice: bool) -> None:
    stack = with_unlisted_namesake(world)
    stack.up(**NIGHTLY)
    stack.start(world.run())
    assert stack.refresh()
    warnings = world.warnings()
    assert all(policy["id"] in warnings for policy in world.policies())
    assert len(world.policies()) == 2


def with_unlisted_namesake(world: World) -> Stack:
    """A stack for a policy whose name another policy has. The list does not show that one yet."""
    world.emulator.call("POST", "/planetscale/policies", {"database": "storefront", "name": "nightly"})
    world.emulator.fail("empty_list", operation="list_backup_policies", times=2)
    return world.stack("BackupPolicy")


# --- PlanetScale: functions -----------------------------------------------------------------------------------


@under("planetscale.service_token_reads_user", True, False)
def user_of_a_service_token(world: World, choice: bool) -> None:
    set_all_config(world.run())
    try:
        if choice:
            assert planetscale.get_user().name
        else:
            with pytest.raises(BackupsError, match=r"^PlanetScale: could not .*user: it answered 403"):
                planetscale.get_user()
    finally:
        set_all_config({})


# --- PlanetScale: backups -------------------------------------------------------------------------------------


def take_and_wait(world: World, minutes: int = 240) -> Stack:
    """Takes a backup, and creates the child that waits for it."""
    backup = world.stack("BranchBackup")
    backup.up(**BRANCH, name="before")
    child = world.stack("FinishedBranchBackup")
    child.up(**BRANCH, backup_id=backup.id, backup_urn="urn:before", wait_minutes=minutes)
    return child


@under("planetscale.backup_seconds", 0, 7200)
def backup_is_waited_for(world: World, choice: int) -> None:
    child = take_and_wait(world)
    assert child.state["state"] == "success"
    assert choice <= world.clock.elapsed <= 1.15 * choice


@under("planetscale.backup_outcome", "success")
def facts_of_a_successful_backup_are_in_the_state(world: World, _choice: str) -> None:
    child = take_and_wait(world)
    (backup,) = world.backups()
    assert (child.id, child.state["size"]) == (backup["id"], backup["size"])


@under("planetscale.backup_outcome", "failed", "canceled", "ignored")
def backup_that_fails_is_an_error_and_kept(world: World, choice: str) -> None:
    with pytest.raises(BackupsError, match=rf"{choice}.*pulumi up --replace 'urn:before'"):
        take_and_wait(world)
    assert world.clock.elapsed < 60
    assert [backup["state"] for backup in world.backups()] == [choice]


@under("planetscale.backup_outcome", "running")
def backup_that_never_ends_is_an_error_after_wait_minutes(world: World, _choice: str) -> None:
    with pytest.raises(BackupsError, match=r"30 min.*Run pulumi up again.*wait_minutes"):
        take_and_wait(world, minutes=30)
    assert world.clock.elapsed == pytest.approx(1800)
    assert [backup["state"] for backup in world.backups()] == ["running"]


@under("planetscale.concurrent_backup_status", 422, 409, 400)
def backup_that_starts_at_the_same_moment_is_waited_for(world: World, _choice: int) -> None:
    other = world.emulator.call("POST", "/planetscale/backups", {**STOREFRONT, "name": "other", "state": "running"})
    path = f"/planetscale/backups/{other['id']}"
    world.clock.at[600] = lambda: world.emulator.call("PATCH", path, {"state": "success"})
    world.emulator.fail("empty_list", operation="list_backups", times=1)
    world.stack("BranchBackup").up(**BRANCH, name="before")
    assert [backup["name"] for backup in world.backups()] == ["other", "before"]
    assert world.emulator.sent().count("create_backup") == 2
    assert 600 <= world.clock.elapsed <= 1.15 * 600


@under("planetscale.protected_text", "accept", "refuse")
@under("planetscale.protected_false", "accept")
def protection_is_set_and_removed(world: World, _choice: str) -> None:
    stack = world.stack("BranchBackup")
    for protected in (True, False):
        stack.up(**BRANCH, name="before", protected=protected)
        assert [backup["protected"] for backup in world.backups()] == [protected]
        assert stack.up(**BRANCH, name="before", protected=protected) == "same"
    assert world.warnings() == ""


@under("planetscale.protected_false", "ignore")
def protection_that_stays_is_a_warning_and_shows_as_a_change(world: World, choice: str) -> None:
    stack = world.stack("BranchBackup")
    declared = {**BRANCH, "name": f"protected-{choice}"}
    stack.up(**declared, protected=True)
    assert stack.up(**declared, protected=False) == "updated"
    assert "PlanetScale left protected=True" in world.warnings()
    assert stack.state["protected"] is True
    assert stack.preview(**declared, protected=False).changes


@under("planetscale.protected_backup_delete", "refuse", "accept")
def protected_backup(world: World, choice: str) -> None:
    stack = world.stack("BranchBackup")
    stack.up(**BRANCH, name="before", protected=True)
    with pytest.raises(BackupsError, match="it is protected"):
        stack.destroy()
    # Protected outside Pulumi, the vendor decides.
    stack.up(**BRANCH, name="before", protected=False)
    world.emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"protected": True})
    if choice == "refuse":
        with pytest.raises(BackupsError, match=r"^PlanetScale: could not delete .*'before'.* 422 "):
            stack.destroy()
    else:
        stack.destroy()
    assert len(world.backups()) == (1 if choice == "refuse" else 0)


@under("planetscale.gone_backups", "not_found", "deleted_at")
def deleted_backup_is_noticed_and_taken_again(world: World, _choice: str) -> None:
    stack = world.stack("BranchBackup")
    stack.up(**BRANCH, name="before")
    path = f"/planetscale/v1/organizations/acme/databases/storefront/branches/main/backups/{stack.id}"
    httpx.delete(world.emulator.base_url + path, headers=TOKEN, trust_env=False).raise_for_status()
    stack.start(world.run())
    assert not stack.refresh()
    assert stack.up(**BRANCH, name="before") == "created"


# --- PlanetScale: promotions ----------------------------------------------------------------------------------


@under("planetscale.promotion_seconds", 0, 600)
def promotion_is_waited_for(world: World, choice: int) -> None:
    stack = world.stack("BranchPromotion")
    assert stack.up(**PROMOTION) == "created"
    assert stack.state["production"] is True
    assert choice <= world.clock.elapsed <= 1.15 * choice


@under("planetscale.promote_production", "accept", "refuse")
def production_branch_needs_no_promotion(world: World, _choice: str) -> None:
    stack = world.stack("BranchPromotion")
    assert stack.up(database="billing", branch="main") == "created"
    assert "promote_branch" not in world.emulator.sent()


@under("planetscale.promote_again", "accept", "refuse")
def promotion_is_waited_for_after_a_lost_response(world: World, _choice: str) -> None:
    world.emulator.switch(planetscale__promotion_seconds=30)
    world.emulator.fail("cut_after", operation="promote_branch", times=1)
    stack = world.stack("BranchPromotion", planetscale__retrySeconds="60")
    assert stack.up(**PROMOTION) == "created"
    assert world.emulator.sent().count("promote_branch") == 2
    assert world.clock.elapsed >= 30
