"""What a user sees under every behaviour that the vendors' documents leave open: each choice of each switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.emulator_clock import EmulatorClock
from tests.planetscale.kinds import BRANCH
from tests.safety.kinds import KINDS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

NIGHTLY = KINDS["BackupPolicy"].declared
# A warning is shown once in a process, so no other test may have these names and numbers.
WEEKLY = {**NIGHTLY, "name": "switched", "frequency_unit": "week", "schedule_day": 0}
DAILY = {**NIGHTLY, "name": "switched"}
DUMP = KINDS["AddonBackupSchedule"].declared
SNAPSHOT = {**DUMP, "backup_type": "snapshot"}
PROMOTION = {"database": "billing", "branch": "staging"}
STOREFRONT = {"database": "storefront", "branch": "main"}
TOKEN = {"Authorization": "demo-token-id:demo-token-secret-0000"}


# Longer than Northflank's window, and different in each run, because a client is shared by its settings.
_wait_seconds = count(4000)


@dataclass
class World:
    """The emulator under one choice of a switch, and stacks whose waits take no real time."""

    emulator: Emulator
    clock: EmulatorClock
    new_stack: type[Stack]
    config: Callable[..., dict[str, str]]
    capsys: pytest.CaptureFixture[str]

    def run(self, **settings: str) -> dict[str, str]:
        """The stack config of a new run of Pulumi."""
        config = self.config(**{"northflank__maxWaitSeconds": str(next(_wait_seconds)), **settings})
        for vendor in (PLANETSCALE, NORTHFLANK):
            connect(Settings.of(vendor, config.get)).clock = self.clock
        return config

    def stack(self, kind: str, **settings: str) -> Stack:
        """A new stack in a new run."""
        return self.new_stack(KINDS[kind].provider, self.run(**settings))

    def policies(self) -> list[dict[str, Any]]:
        found = self.emulator.call("GET", "/planetscale/policies?database=storefront&required=false")["policies"]
        return list(found)

    def backups(self) -> list[dict[str, Any]]:
        found = self.emulator.call("GET", "/planetscale/backups?database=storefront&branch=main")["backups"]
        return [backup for backup in found if backup["backup_policy"] is None]

    def schedules(self) -> list[dict[str, Any]]:
        return list(self.emulator.call("GET", "/northflank/schedules?addon_id=orders-db")["schedules"])

    def warnings(self) -> str:
        """What was logged since the last call."""
        return self.capsys.readouterr().err


Scenario = Callable[[World, Any], None]
SCENARIOS: dict[tuple[str, Any], Scenario] = {}


def under(switch: str, *choices: Any) -> Callable[[Scenario], Scenario]:
    """Registers a scenario for these choices of a switch. It gets the choice as its second argument."""

    def register(scenario: Scenario) -> Scenario:
        for choice in choices:
            # Equal keys would hide each other: 0 is False.
            assert (switch, choice) not in SCENARIOS, (switch, choice)
            SCENARIOS[switch, choice] = scenario
        return scenario

    return register


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


# --- rate limits ----------------------------------------------------------------------------------------------


def use_up_the_limit(world: World, kind: str, requests: int, **settings: str) -> Stack:
    """Creates a resource with all requests that the vendor accepts in a window, and starts the next run."""
    stack = world.stack(kind)
    stack.up(**KINDS[kind].declared)
    assert len(world.emulator.sent()) == requests
    stack.start(world.run(**settings))
    return stack


@under("planetscale.rate_limit", 0, 2)
def requests_wait_for_the_limit_of_a_minute(world: World, choice: int) -> None:
    stack = use_up_the_limit(world, "BackupPolicy", 2)
    assert stack.refresh()
    assert world.clock.elapsed == (60 if choice else 0)
    assert ("accepts no more requests until 09:01:00 UTC" in world.warnings()) == bool(choice)


@under("northflank.rate_limit", 0, 3)
def requests_wait_for_the_limit_of_an_hour(world: World, choice: int) -> None:
    stack = use_up_the_limit(world, "AddonBackupSchedule", 3)
    assert stack.refresh()
    assert world.clock.elapsed == (3600 if choice else 0)
    assert ("accepts no more requests until 10:00:00 UTC" in world.warnings()) == bool(choice)


@under("planetscale.retry_after", True, False)
def limit_is_waited_for_with_and_without_retry_after(world: World, choice: bool) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    settings = {"planetscale__requestsPerMinute": "600", "planetscale__retrySeconds": "60"}
    stack = use_up_the_limit(world, "BackupPolicy", 2, **settings)
    assert stack.refresh()
    # Without a time, the request is retried until the limit's window has ended.
    statuses = [entry["status"] for entry in world.emulator.call("GET", "/requests")["requests"]]
    assert statuses == [429, 200] if choice else statuses.count(429) > 5
    assert 60 <= world.clock.elapsed < 70


@under("northflank.retry_after", True, False)
def limit_of_an_hour_is_waited_for_with_and_without_retry_after(world: World, _choice: bool) -> None:
    world.emulator.switch(northflank__rate_limit=3)
    stack = use_up_the_limit(world, "AddonBackupSchedule", 3)
    assert stack.refresh()
    assert world.emulator.sent() == ["listAddonBackupSchedules"] * 2
    assert world.clock.elapsed == 3600


@under("rate_limit_clock", "emulator")
def limit_ends_by_the_emulators_clock(world: World, _choice: str) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    stack = use_up_the_limit(world, "BackupPolicy", 2)
    world.clock.sleep(60)
    assert stack.refresh()
    assert world.clock.elapsed == 60


@under("rate_limit_clock", "real")
def limit_that_does_not_end_is_an_error_after_max_wait_seconds(world: World, _choice: str) -> None:
    world.emulator.switch(planetscale__rate_limit=2)
    stack = use_up_the_limit(world, "BackupPolicy", 2, planetscale__maxWaitSeconds="90.5")
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not .* no more requests until .*maxWaitSeconds"):
        stack.refresh()
    assert stack.id is not None


# --- Northflank -----------------------------------------------------------------------------------------------


@under("northflank.backup_seconds", 0, 600)
@under("northflank.backup_outcome", "completed", "failed", "aborted", "in-progress")
def backups_of_a_schedule_are_no_drift(world: World, _choice: Any) -> None:
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    recorded = dict(stack.recorded)
    world.clock.sleep(2 * 86400)
    assert world.emulator.call("GET", "/northflank/backups")["backups"]
    stack.start(world.run())
    assert stack.refresh()
    assert stack.recorded == recorded
    assert stack.up(**DUMP) == "same"


@under("northflank.interval_retention_limits", False)
def long_retention_is_a_warning(world: World, _choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    assert stack.up(**{**DUMP, "retention_time": 113}) == "created"
    assert "retention_time of 113 days" in world.warnings()


@under("northflank.interval_retention_limits", True)
def long_retention_is_a_warning_and_then_an_error(world: World, _choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    with pytest.raises(BackupsError, match=r"^Northflank: could not create .* 400 .*retentionTime must be at most 60"):
        stack.up(**{**DUMP, "retention_time": 114})
    assert "retention_time of 114 days" in world.warnings()
    assert world.schedules() == []


@under("northflank.not_applicable", "refuse", "ignore")
def field_that_the_backup_type_does_not_use_is_refused_in_the_preview(world: World, _choice: str) -> None:
    stack = world.stack("AddonBackupSchedule")
    assert list(stack.problems(**SNAPSHOT, compression_type="gz")) == ["compression_type"]
    copies = [{"destination_id": "offsite-archive"}]
    assert list(stack.problems(**DUMP, additional_destinations=copies)) == ["additional_destinations"]
    # Nothing that does not apply is filled in and sent.
    for declared in (SNAPSHOT, DUMP):
        stack = world.stack("AddonBackupSchedule")
        assert stack.up(**declared) == "created"
        assert stack.up(**declared) == "same"


@under("northflank.destinations_exist", True, False)
def unknown_destination(world: World, choice: bool) -> None:
    stack = world.stack("AddonBackupSchedule")
    declared = {**SNAPSHOT, "additional_destinations": [{"destination_id": "nowhere"}]}
    if choice:
        with pytest.raises(BackupsError, match=r"^Northflank: could not create .* 400 .*nowhere does not exist"):
            stack.up(**declared)
    else:
        assert stack.up(**declared) == "created"
    assert len(world.schedules()) == (0 if choice else 1)
    assert world.stack("AddonBackupSchedule").up(**DUMP) == "created"


@under("northflank.schedule_pages", True, False)
def schedule_is_found_among_many(world: World, choice: bool) -> None:
    many = [{"scheduling": {"interval": f"other-{number}", "minute": [0]}} for number in range(205)]
    seed = {"projects": {"shop": {"addons": {"orders-db": {"schedules": many}}}}}
    world.emulator.call("POST", "/seed", {"northflank": seed})
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    stack.start(world.run())
    world.emulator.sent()
    assert stack.refresh()
    assert len(world.emulator.sent()) == (3 if choice else 1)
    assert stack.up(**DUMP) == "same"


@under("northflank.array_order", "keep", "sorted", "reversed")
def order_of_minutes_and_hours_is_no_drift(world: World, _choice: str) -> None:
    declared = {**DUMP, "scheduling": {"interval": "daily", "hour": [14, 2, 20], "minute": [30, 0]}}
    stack = world.stack("AddonBackupSchedule")
    stack.up(**declared)
    inputs = dict(stack.inputs)
    stack.start(world.run())
    assert stack.refresh()
    assert stack.inputs == inputs
    assert stack.up(**declared) == "same"


@under("northflank.delete_missing", 404, 200, 400, 410)
def schedule_that_is_gone_can_be_destroyed(world: World, _choice: int) -> None:
    stack = world.stack("AddonBackupSchedule")
    stack.up(**DUMP)
    world.emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.destroy()
    assert world.emulator.sent().count("deleteAddonBackupSchedule") == 1


@under("northflank.duplicate_status", 409, 400)
def lost_response_creates_no_second_schedule(world: World, _choice: int) -> None:
    world.emulator.fail("cut_after", operation="createAddonBackupSchedule", times=1)
    world.emulator.fail("empty_list", operation="listAddonBackupSchedules", skip=1, times=1)
    stack = world.stack("AddonBackupSchedule", northflank__retrySeconds="60")
    stack.up(**DUMP)
    assert [schedule["id"] for schedule in world.schedules()] == [stack.state["schedule_id"]]
    assert world.emulator.sent().count("createAddonBackupSchedule") == 2


# --- the table ------------------------------------------------------------------------------------------------


@pytest.fixture
def world(
    emulator: Emulator,
    new_stack: type[Stack],
    config: Callable[..., dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> World:
    return World(emulator, EmulatorClock(emulator), new_stack, config, capsys)


@pytest.mark.parametrize(("switch", "choice"), SCENARIOS)
def test_resources_under(world: World, switch: str, choice: Any) -> None:
    world.emulator.call("POST", "/switches", {switch: choice})
    SCENARIOS[switch, choice](world, choice)


def test_every_choice_of_every_switch_has_a_scenario(emulator: Emulator) -> None:
    all_choices = emulator.call("GET", "/switches")["choices"]
    assert {switch for switch, _ in SCENARIOS} == set(all_choices)
    for switch, choices in all_choices.items():
        tested = [choice for name, choice in SCENARIOS if name == switch]
        if choices is None:
            # Any whole number: zero often means something special, so it is one of them.
            assert 0 in tested, switch
            assert len(tested) >= 2, switch
        else:
            assert sorted(map(repr, tested)) == sorted(map(repr, choices)), switch
