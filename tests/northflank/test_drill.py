"""What a drill asks of Northflank, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.drills import Original, Report, Request, Result, is_copy, run
from pulumi_backups.northflank.drill import DRILL
from pulumi_backups.northflank.drill_copies import Copies, ListedAddon
from pulumi_backups.northflank.settings import NORTHFLANK

from tests.emulator_clock import EmulatorClock

if TYPE_CHECKING:
    from tests.conftest import Emulator

Drilled = Callable[..., Report]
PLACE = {"project_id": "shop", "addon_id": "orders-db"}


@pytest.fixture
def clock(emulator: Emulator) -> EmulatorClock:
    return EmulatorClock(emulator)


@pytest.fixture
def original(config: Callable[..., dict[str, str]], clock: EmulatorClock) -> Original:
    """An add-on, whose waits take no real time."""
    settings = Settings.of(NORTHFLANK, config().get)
    connect(settings).clock = clock
    return DRILL.original(settings, {"team": None, "project": "shop", "addon": "orders-db"})


@pytest.fixture
def drilled(original: Original, emulator: Emulator, clock: EmulatorClock) -> Drilled:
    """Takes a backup by hand, changes it, and drills the add-on."""

    def drill(backup: str | None = None, **changes: Any) -> Report:
        id = emulator.call("POST", "/northflank/backups", PLACE)["id"]
        clock.sleep(60)
        if changes:
            emulator.call("PATCH", f"/northflank/backups/{id}", changes)
        emulator.sent()
        report = Report("northflank", "Northflank", original.place, original.where, clock.now(), "me", {})
        run(original, Request(backup=backup and id), report, lambda: True, lambda _line: None)
        return report

    return drill


def test_the_copy_is_what_the_original_is(drilled: Drilled, emulator: Emulator) -> None:
    report = drilled()
    assert report.result is Result.PROVEN
    (body,) = emulator.bodies("createAddon")
    assert report.backup is not None
    assert is_copy(body["name"], "shop")
    addons = emulator.call("GET", "/northflank/addons?project_id=shop")["addons"]
    (source,) = (each for each in addons if each["name"] == "orders-db")
    deployment = source["spec"]["config"]["deployment"]
    assert body["type"] == source["spec"]["type"]
    assert body["version"] == source["spec"]["config"]["versionTag"]
    assert body["billing"] == {
        "deploymentPlan": deployment["planId"],
        "storage": deployment["storageSize"],
        "storageClass": deployment["storageClass"],
        "replicas": deployment["replicas"],
    }
    assert body["source"] == {"addonId": "orders-db", "backupId": report.backup.id}
    # It takes no backups, nobody reaches it from outside, and everybody sees what it is.
    assert (body["backupSchedules"], body["externalAccessEnabled"], body["tags"]) == ([], False, ["restore-drill"])


@pytest.mark.parametrize("outcome", ["failed", "error", "errorAllocating"])
def test_a_fork_that_ends_otherwise_was_not_restored(drilled: Drilled, emulator: Emulator, outcome: str) -> None:
    emulator.switch(northflank__fork_outcome=outcome)
    report = drilled()
    assert report.result is Result.NOT_PROVEN
    assert report.problems == [f"The add-on {report.copy} is {outcome}."]


@pytest.mark.parametrize(("outcome", "result"), [("running", Result.PROVEN), ("failed", Result.NOT_PROVEN)])
def test_a_fork_that_runs_before_its_data_is_there_is_not_ready(
    drilled: Drilled, emulator: Emulator, outcome: str, result: Result
) -> None:
    emulator.switch(northflank__fork_runs_early=True, northflank__fork_outcome=outcome, northflank__fork_seconds=60)
    report = drilled()
    assert report.result is result
    if result is Result.PROVEN:
        assert report.restored_in is not None
        assert report.restored_in.total_seconds() >= 60
    else:
        assert report.problems == [f"The add-on {report.copy} is running, and its restore is failed."]


@pytest.mark.parametrize("status", ["failed", "aborted", "in-progress"])
def test_a_named_backup_must_be_good(drilled: Drilled, status: str) -> None:
    report = drilled("this one", status=status)
    assert report.result is Result.NOT_TRIED
    assert f"of shop/orders-db is {status}, and only a completed one can be restored." in report.problems[0]


def test_an_imported_backup_is_none_of_the_addon(drilled: Drilled) -> None:
    report = drilled(config={"source": {"type": "fileUpload"}, "size": 1})
    assert report.result is Result.NOT_PROVEN
    assert report.problems == ["Northflank has no completed backup of shop/orders-db. Find out why, and take one."]


def test_a_copy_that_takes_time_to_go_is_waited_for(drilled: Drilled, emulator: Emulator) -> None:
    emulator.switch(northflank__deletion_seconds=30)
    report = drilled()
    assert report.result is Result.PROVEN
    assert report.checks[-1].words == f"The copy {report.copy} is deleted."


def test_a_lost_answer_makes_no_second_copy(drilled: Drilled, emulator: Emulator) -> None:
    emulator.fail("cut_after", operation="createAddon", times=1)
    assert drilled().result is Result.PROVEN
    assert emulator.sent().count("createAddon") == 1


@pytest.mark.parametrize("team", [None, "acme-team"])
def test_a_copy_is_found_with_and_without_the_team(team: str | None, original: Original, clock: EmulatorClock) -> None:
    """A token of the team needs no --team."""
    name = Copies(original.client, team, "platform").new_name(clock.now())
    for other in (None, "acme-team"):
        assert Copies(original.client, other, "platform").is_ours(ListedAddon("x", name, "running", ["restore-drill"]))


def test_an_addon_of_another_person_is_not_deleted(
    original: Original, emulator: Emulator, clock: EmulatorClock
) -> None:
    """It has the name of a copy, and not the tag."""
    name = original.new_name(clock.now())
    emulator.call("POST", "/northflank/addons", {"project_id": "shop", "name": name})
    with pytest.raises(Exception, match="no restore drill made it"):
        original.delete(name)
