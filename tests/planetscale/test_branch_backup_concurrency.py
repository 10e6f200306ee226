"""A branch runs one manual backup at a time: the resource waits for another one, or reports it."""

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


def end(emulator: Emulator, id: str, state: str = "success") -> Callable[[], object]:
    return lambda: emulator.call("PATCH", f"/planetscale/backups/{id}", {"state": state})


def test_creation_waits_for_another_manual_backup(
    stack: Stack,
    emulator: Emulator,
    clock: EmulatorClock,
    backups: Backups,
    before: Declared,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = start_endless_backup(emulator)
    clock.at[1800] = end(emulator, other)
    stack.up(**before)
    assert [backup["name"] for backup in backups()] == ["by-hand", "before"]
    assert 1800 <= clock.elapsed <= 1800 * 1.15
    first, *_, last = capsys.readouterr().err.splitlines()
    words = f"PlanetScale: the manual backup 'by-hand' (id {other}) of acme/storefront/main has to finish first; it is"
    assert first == f"{words} running, 0 s so far"
    assert last.startswith(f"{words} running, ")


def test_hours_of_waiting_need_few_requests_on_a_branch_with_many_backups(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared
) -> None:
    old = [{"name": f"old-{number}", "created_at": "now-1d"} for number in range(250)]
    branches = {"main": {"production": True, "backups": old}}
    seed = {"organizations": {"acme": {"databases": {"storefront": {"branches": branches}}}}}
    emulator.call("POST", "/seed", {"planetscale": seed})
    other = start_endless_backup(emulator)
    clock.at[3 * 3600] = end(emulator, other)
    emulator.sent()
    stack.up(**before)
    sent = emulator.sent()
    assert sent.count("list_backups") == 6
    assert len(sent) < 110


@pytest.mark.parametrize("ended", ["failed", "canceled", "ignored", "gone"])
def test_wait_ends_with_any_end_of_the_other_backup(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared, ended: str
) -> None:
    other = start_endless_backup(emulator)
    delete = lambda: emulator.call("DELETE", f"/planetscale/backups/{other}")  # noqa: E731
    clock.at[10] = delete if ended == "gone" else end(emulator, other, ended)
    assert stack.up(**before) == "created"


def test_another_manual_backup_is_an_error_without_wait(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, before: Declared
) -> None:
    other = start_endless_backup(emulator, state="pending")
    with pytest.raises(
        BackupsError,
        match=rf"could not take the backup 'before' .*: the manual backup 'by-hand' \(id {other}\) is pending on the "
        "branch. Run pulumi up again afterwards.$",
    ):
        stack.up(**before, wait=False)
    assert (clock.elapsed, len(backups())) == (0, 1)


def test_wait_for_another_backup_ends_after_wait_minutes(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared
) -> None:
    start_endless_backup(emulator)
    with pytest.raises(BackupsError, match=r"still running after 20 minutes. Run pulumi up again, or allow more with"):
        stack.up(**before, wait_minutes=20)
    assert clock.elapsed == pytest.approx(1200)


@pytest.mark.parametrize("status", [422, 409, 400])
def test_creation_waits_for_a_backup_that_started_after_the_list(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, backups: Backups, before: Declared, status: int
) -> None:
    emulator.switch(planetscale__concurrent_backup_status=status)
    other = start_endless_backup(emulator)
    clock.at[600] = end(emulator, other)
    # The list does not show it yet.
    emulator.fail("empty_list", operation="list_backups", times=1)
    stack.up(**before)
    assert [backup["name"] for backup in backups()] == ["by-hand", "before"]
    assert emulator.sent().count("create_backup") == 2


def test_backup_that_started_after_the_list_is_an_error_without_wait(
    stack: Stack, emulator: Emulator, before: Declared
) -> None:
    other = start_endless_backup(emulator)
    emulator.fail("empty_list", operation="list_backups", times=1)
    with pytest.raises(BackupsError, match=rf"'by-hand' \(id {other}\) is running on the branch. Run pulumi up again"):
        stack.up(**before, wait=False)


def test_two_waits_together_end_after_wait_minutes(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared
) -> None:
    first = start_endless_backup(emulator)
    clock.at[900] = lambda: (end(emulator, first)(), start_endless_backup(emulator, "second"))
    # The first list after the end of the first backup lacks the second one.
    emulator.fail("empty_list", operation="list_backups", skip=1, times=1)
    with pytest.raises(BackupsError, match="still running after 20 minutes"):
        stack.up(**before, wait_minutes=20)
    assert clock.elapsed == pytest.approx(1200)


def test_creation_does_not_wait_for_a_backup_of_a_policy(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared
) -> None:
    policy = emulator.call("GET", "/planetscale/policies?database=storefront")["policies"][0]["id"]
    start_endless_backup(emulator, policy=policy)
    assert stack.up(**before) == "created"
    assert clock.elapsed == 0
