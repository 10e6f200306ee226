"""Creation of a branch backup: exactly one is taken, and one from a killed run is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Backups = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

PLACE = {"database": "storefront", "branch": "main"}


@pytest.fixture
def stack(new_stack: type[Stack], timed: Config) -> Stack:
    return new_stack(BranchBackupProvider, timed())


def start_endless_backup(emulator: Emulator, name: str = "by-hand", **fields: Any) -> str:
    """Starts a backup that never ends; returns its id."""
    body = {**PLACE, "name": name, "state": "running", **fields}
    return str(emulator.call("POST", "/planetscale/backups", body)["id"])


def test_creation_sends_the_declared_inputs_and_does_not_wait(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, before: Declared
) -> None:
    declared = {**before, "database": "billing", "emergency": True}
    assert stack.up(**declared) == "created"
    assert emulator.bodies("create_backup") == [
        {"name": "before", "retention_value": 30, "retention_unit": "day", "emergency": True}
    ]
    (backup,) = backups(database="billing")
    assert backup["state"] == "running"
    assert stack.id == backup["id"]
    assert stack.recorded == {
        **declared,
        "organization": "acme",
        "protected": False,
        "wait": True,
        "wait_minutes": 240,
        "created_at": backup["created_at"],
    }
    assert clock.elapsed == 0, "the child waits, not the backup itself"


def test_undeclared_retention_is_not_sent(stack: Stack, emulator: Emulator) -> None:
    stack.up(**PLACE, name="before")
    assert emulator.bodies("create_backup") == [{"name": "before"}]


def test_emergency_that_the_database_does_not_support_is_an_error(
    stack: Stack, backups: Backups, before: Declared
) -> None:
    with pytest.raises(
        BackupsError,
        match=r"^PlanetScale: could not take the backup 'before' of acme/storefront/main: it answered 422 .*: "
        r"emergency is not supported for mysql databases \(request id .*\)\.?$",
    ):
        stack.up(**{**before, "emergency": True})
    assert backups() == []


@pytest.mark.parametrize("kind", ["cut_after", "status_after", "broken_json", "truncated"])
def test_lost_response_creates_no_second_backup(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared, kind: str
) -> None:
    emulator.fail(kind, operation="create_backup", times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]
    assert emulator.sent().count("create_backup") == 1


@pytest.mark.parametrize("kind", ["refuse", "cut_before"])
def test_creation_is_retried_if_the_vendor_did_nothing(
    new_stack: type[Stack], timed: Config, emulator: Emulator, backups: Backups, before: Declared, kind: str
) -> None:
    stack = new_stack(BranchBackupProvider, timed(planetscale__retrySeconds="60"))
    emulator.fail(kind, operation="create_backup", times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]


def test_refused_retry_finds_the_backup_that_a_stale_list_lacked(
    new_stack: type[Stack], timed: Config, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack = new_stack(BranchBackupProvider, timed(planetscale__retrySeconds="60"))
    emulator.fail("cut_after", operation="create_backup", times=1)
    emulator.fail("empty_list", operation="list_backups", skip=1, times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]
    assert emulator.sent().count("create_backup") == 2


def test_failed_backup_of_the_same_name_is_not_mistaken_for_the_new_one(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    old = emulator.call("POST", "/planetscale/backups", {**PLACE, "name": "before", "state": "failed"})["id"]
    emulator.fail("cut_after", operation="create_backup", times=1)
    stack.up(**before)
    assert stack.id != old
    assert len(backups()) == 2


def test_creation_that_cannot_be_checked_gives_advice(stack: Stack, emulator: Emulator, before: Declared) -> None:
    emulator.fail("cut_after", operation="create_backup", times=1)
    emulator.fail("status", operation="list_backups", status=503, skip=1)
    with pytest.raises(
        BackupsError, match=r"may have been carried out, but checking this failed.*Run pulumi up again.*set adopt=True"
    ):
        stack.up(**before)


def test_two_resources_with_one_name_are_an_error_before_a_second_backup(
    stack: Stack, emulator: Emulator, before: Declared
) -> None:
    other = stack.beside("other")
    stack.up(**before)
    with pytest.raises(
        BackupsError, match=r"the backup 'before' of .*: the resource 'example' of this program declares"
    ):
        other.up(**before)
    assert emulator.sent().count("create_backup") == 1


# --- adoption -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["running", "success"])
def test_existing_backup_of_the_same_name_is_an_error_unless_adopted(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, before: Declared, state: str
) -> None:
    other = start_endless_backup(emulator, "before", state=state)
    with pytest.raises(BackupsError, match=rf"it exists already \(id {other}, {state}\)"):
        stack.up(**before)
    assert clock.elapsed == 0
    assert "create_backup" not in emulator.sent()

    stack.up(**before, protected=True, adopt="overwrite")
    assert stack.id == other
    assert [backup["protected"] for backup in backups()] == [True]
    assert stack.up(**before, protected=True) == "same"


@pytest.mark.parametrize(
    ("retention", "warned"), [({}, False), ({"retention_value": 3, "retention_unit": "day"}, True)]
)
def test_adopted_backup_keeps_its_retention_with_a_warning(
    stack: Stack, emulator: Emulator, capsys: pytest.CaptureFixture[str], retention: Declared, warned: bool
) -> None:
    start_endless_backup(emulator, "by-hand", state="success")
    stack.up(database="storefront", branch="main", name="by-hand", adopt=True, **retention)
    assert ("keeps the retention that it was taken with" in capsys.readouterr().err) == warned


def test_two_backups_of_the_same_name_are_an_error_that_names_both(
    stack: Stack, emulator: Emulator, before: Declared
) -> None:
    # The list starts with the newest.
    ids = [start_endless_backup(emulator, "before", state="success") for _ in range(2)][::-1]
    with pytest.raises(BackupsError, match=rf"2 manual backups of .*\(id {ids[0]}, success; id {ids[1]}, success\)"):
        stack.up(**before, adopt=True)


def test_replacement_under_the_same_name_takes_another(
    stack: Stack, emulator: Emulator, backups: Backups, timed: Callable[..., dict[str, str]], before: Declared
) -> None:
    stack.up(**before)
    stack.start(timed())
    old = stack.id
    emulator.call("PATCH", f"/planetscale/backups/{old}", {"state": "success"})
    assert stack.up(**{**before, "retention_value": 31}) == "replaced"
    assert [backup["id"] for backup in backups()] == [stack.id] != [old]


def test_backup_that_another_resource_adopted_is_not_deleted(
    stack: Stack, emulator: Emulator, backups: Backups, timed: Callable[..., dict[str, str]], before: Declared
) -> None:
    stack.up(**before)
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"state": "success"})
    stack.start(timed())
    successor, id = stack.beside("successor"), stack.id
    successor.up(**before, adopt=True)
    stack.destroy()
    assert [backup["id"] for backup in backups()] == [id]


# --- protection -----------------------------------------------------------------------------------------------


def test_protection_at_creation_is_sent_as_a_boolean(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack.up(**before, protected=True)
    assert emulator.bodies("update_backup") == [{"protected": True}]
    assert backups()[0]["protected"] is True
    assert stack.state["protected"] is True


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 403}, {"kind": "status", "status": 500}])
def test_failed_protection_is_a_warning_and_the_backup_is_recorded(
    stack: Stack,
    emulator: Emulator,
    timed: Config,
    backups: Backups,
    before: Declared,
    fault: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    emulator.fail(**fault, operation="update_backup")
    assert stack.up(**before, protected=True) == "created"
    (backup,) = backups()
    assert (stack.id, stack.state["protected"]) == (backup["id"], False)
    shown = capsys.readouterr().err
    assert "warning: PlanetScale: could not protect the backup 'before' of acme/storefront/main: it answered" in shown
    assert "The backup is started. The next pulumi up tries the protection again." in shown
    emulator.heal()
    stack.start(timed())
    assert stack.up(**before, protected=True) == "updated"
    assert stack.up(**before, protected=True) == "same"
    assert [(each["id"], each["protected"]) for each in backups()] == [(stack.id, True)]


def test_backup_with_nearly_the_name_to_adopt_is_named(
    backups: Backups, stack: Stack, before: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stack.beside("other").up(**{**before, "name": "Before "}) == "created"
    assert stack.up(**before, adopt=True) == "created"
    assert 'so it is created. There is one named "Before ".' in capsys.readouterr().err
    assert len(backups()) == 2
