"""The child that waits for a backup: only success counts, and each run can continue the wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Backups = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

PLACE = {"database": "storefront", "branch": "main"}
URN = "urn:pulumi:dev::infra::pulumi-python:dynamic/planetscale:BranchBackup::before"
HOUR = 3600


@pytest.fixture
def stack(new_stack: type[Stack], timed: Config) -> Stack:
    return new_stack(FinishedBranchBackupProvider, timed())


@pytest.fixture
def child(emulator: Emulator, clock: EmulatorClock) -> Declared:
    """The inputs of the child of a backup that never ends."""
    del clock
    made = emulator.call("POST", "/planetscale/backups", {**PLACE, "name": "before", "state": "running"})
    return {**PLACE, "organization": "acme", "backup_id": made["id"], "wait_minutes": 240, "backup_urn": URN}


def ends(emulator: Emulator, child: Declared, state: str = "success") -> Callable[[], object]:
    return lambda: emulator.call("PATCH", f"/planetscale/backups/{child['backup_id']}", {"state": state})


def test_facts_of_the_finished_backup_are_outputs(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, child: Declared
) -> None:
    clock.at[HOUR] = ends(emulator, child)
    assert stack.up(**child) == "created"
    (backup,) = backups()
    facts = ("state", "size", "pvc_size", "uncompressed_size", "estimated_storage_cost")
    times = ("started_at", "completed_at", "expires_at")
    assert stack.id == child["backup_id"]
    assert stack.recorded == {**child, **{name: backup[name] for name in facts + times}}
    assert stack.state["state"] == "success"
    assert HOUR <= clock.elapsed <= 1.15 * HOUR


def test_finished_backup_needs_one_request(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared
) -> None:
    ends(emulator, child)()
    emulator.sent()
    stack.up(**child)
    assert emulator.sent() == ["get_backup"]
    assert clock.elapsed == 0


def test_hours_of_waiting_need_few_requests(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared
) -> None:
    clock.at[12 * HOUR] = ends(emulator, child)
    emulator.sent()
    stack.up(**{**child, "wait_minutes": 24 * 60})
    assert 30 < emulator.sent().count("get_backup") < 210


def test_state_and_elapsed_time_are_logged(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared, capsys: pytest.CaptureFixture[str]
) -> None:
    ends(emulator, child, "pending")()
    clock.at[60] = ends(emulator, child, "running")
    clock.at[2 * HOUR] = ends(emulator, child)
    stack.up(**child)
    lines = capsys.readouterr().err.splitlines()
    words = "PlanetScale: the backup 'before' of acme/storefront/main is"
    assert lines[0] == f"{words} pending, 0 s so far"
    assert any(line.startswith(f"{words} running, 1 min") for line in lines)
    assert lines[-1].startswith(f"{words} running, 1 h 5")
    assert len(lines) < 60


def test_wait_ends_after_wait_minutes_and_the_next_up_continues_it(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, timed: Config, child: Declared
) -> None:
    short = {**child, "wait_minutes": 30}
    with pytest.raises(
        BackupsError,
        match=rf"could not wait for the backup {child['backup_id']} of acme/storefront/main: it was not finished after "
        "30 minutes. It goes on. Run pulumi up again to go on waiting, or allow more with wait_minutes.$",
    ):
        stack.up(**short)
    assert clock.elapsed == pytest.approx(1800)
    ends(emulator, child)()
    stack.start(timed())
    assert stack.up(**short) == "created"


@pytest.mark.parametrize("state", ["failed", "canceled", "ignored"])
def test_failed_backup_is_an_error_with_the_command_that_replaces_it(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, child: Declared, state: str
) -> None:
    clock.at[60] = ends(emulator, child, state)
    with pytest.raises(BackupsError) as error:
        stack.up(**child)
    assert str(error.value) == (
        f"PlanetScale: could not wait for the backup {child['backup_id']} of acme/storefront/main: it ended as "
        f"{state}. It is kept at PlanetScale. To take another in its place: pulumi up --replace '{URN}'"
    )
    assert clock.elapsed < 80
    assert [backup["id"] for backup in backups()] == [child["backup_id"]]
    assert stack.id is None


@pytest.mark.parametrize("gone", ["not_found", "deleted_at"])
def test_deletion_during_the_wait_is_an_error_that_advises_a_refresh(
    stack: Stack,
    emulator: Emulator,
    clock: EmulatorClock,
    delete_backup: Callable[[str], None],
    child: Declared,
    gone: str,
) -> None:
    emulator.switch(planetscale__gone_backups=gone)
    clock.at[60] = lambda: delete_backup(child["backup_id"])
    with pytest.raises(BackupsError, match=r"it is gone. Run pulumi refresh; the next pulumi up takes another.$"):
        stack.up(**child)
    assert clock.elapsed < 80


def test_access_lost_during_the_wait_is_not_a_deletion(stack: Stack, emulator: Emulator, child: Declared) -> None:
    emulator.fail("status", status=404, method="GET", skip=3)
    with pytest.raises(BackupsError, match=r"could not list the branches of acme/storefront: it answered 404"):
        stack.up(**child)


def test_each_poll_has_a_deadline_of_its_own(
    new_stack: type[Stack], timed: Config, emulator: Emulator, clock: EmulatorClock, child: Declared
) -> None:
    stack = new_stack(FinishedBranchBackupProvider, timed(planetscale__retrySeconds="60"))
    clock.at[3 * HOUR] = ends(emulator, child)
    emulator.fail("status", status=503, operation="get_backup", probability=0.5, seed=3)
    assert stack.up(**child) == "created"


@pytest.mark.parametrize("status", [401, 403, 500])
def test_failed_poll_ends_the_wait(stack: Stack, emulator: Emulator, child: Declared, status: int) -> None:
    emulator.fail("status", status=status, operation="get_backup", skip=2)
    with pytest.raises(BackupsError, match=rf"could not read the backup {child['backup_id']} .*it answered {status}"):
        stack.up(**child)


# --- afterwards -----------------------------------------------------------------------------------------------


@pytest.fixture
def finished(stack: Stack, emulator: Emulator, timed: Config, child: Declared) -> Stack:
    """The child of a finished backup, in the next run of Pulumi."""
    ends(emulator, child)()
    stack.up(**child)
    stack.start(timed())
    emulator.sent()
    return stack


def test_refresh_of_an_unchanged_backup_is_one_request(
    finished: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared
) -> None:
    state, inputs = dict(finished.state), dict(finished.inputs)
    assert finished.refresh()
    assert (finished.state, finished.inputs) == (state, inputs)
    assert emulator.sent() == ["get_backup"]
    assert finished.up(**child) == "same"
    assert clock.elapsed == 0


@pytest.mark.parametrize("state", ["pending", "running", "failed"])
def test_refresh_accepts_any_state_without_waiting(
    finished: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared, state: str
) -> None:
    ends(emulator, child, state)()
    assert finished.refresh()
    assert finished.state["state"] == state
    assert clock.elapsed == 0


def test_refresh_notices_a_deleted_backup(finished: Stack, emulator: Emulator, child: Declared) -> None:
    emulator.call("DELETE", f"/planetscale/backups/{child['backup_id']}")
    assert not finished.refresh()


@pytest.mark.parametrize(("change", "done"), [({"wait_minutes": 5}, "updated"), ({"backup_urn": "renamed"}, "same")])
def test_change_of_a_wait_sends_no_request(
    finished: Stack, emulator: Emulator, child: Declared, change: Declared, done: str
) -> None:
    outputs = {name: value for name, value in finished.state.items() if name not in child}
    assert finished.up(**{**child, **change}) == done
    assert emulator.sent() == []
    assert {name: value for name, value in finished.state.items() if name not in child} == outputs


def test_another_backup_id_replaces_the_child(
    finished: Stack, emulator: Emulator, clock: EmulatorClock, child: Declared
) -> None:
    other = emulator.call("POST", "/planetscale/backups", {**PLACE, "state": "running"})["id"]
    clock.at[60] = lambda: emulator.call("PATCH", f"/planetscale/backups/{other}", {"state": "success"})
    assert finished.preview(**{**child, "backup_id": other}).replaces == ["backup_id"]
    assert finished.up(**{**child, "backup_id": other}) == "replaced"
    assert finished.id == other


def test_destroy_of_the_child_deletes_nothing(
    finished: Stack, emulator: Emulator, backups: Backups, child: Declared
) -> None:
    finished.destroy()
    assert emulator.sent() == []
    assert [backup["id"] for backup in backups()] == [child["backup_id"]]
