"""Taking a backup: exactly one, in the state whatever happens, and one manual backup of a branch at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.planetscale.conftest import EmulatorTime

Declared = dict[str, Any]
Backups = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

PLACE = {"database": "storefront", "branch": "main"}


@pytest.fixture
def stack(new_stack: type[Stack], timed: Config) -> Stack:
    return new_stack(BranchBackupProvider, timed())


def running_by_hand(emulator: Emulator, name: str = "by-hand", **fields: Any) -> str:
    """A backup that runs for good; its id."""
    body = {**PLACE, "name": name, "state": "running", **fields}
    return str(emulator.call("POST", "/planetscale/backups", body)["id"])


def end(emulator: Emulator, id: str, state: str = "success") -> Callable[[], object]:
    return lambda: emulator.call("PATCH", f"/planetscale/backups/{id}", {"state": state})


def test_creation_sends_what_is_declared_and_records_it_at_once(
    stack: Stack, emulator: Emulator, time: EmulatorTime, backups: Backups, before: Declared
) -> None:
    declared = {**before, "database": "billing", "emergency": True}
    assert stack.up(**declared) == "created"
    assert emulator.bodies("create_backup") == [
        {"name": "before", "retention_value": 30, "retention_unit": "day", "emergency": True}
    ]
    (backup,) = backups(database="billing")
    assert backup["state"] == "running"
    assert stack.id == backup["id"]
    assert stack.state == {
        **declared,
        "organization": "acme",
        "protected": False,
        "wait": True,
        "wait_minutes": 240,
        "created_at": backup["created_at"],
    }
    assert time.passed == 0, "the child waits, not the backup itself"


def test_retention_that_is_not_declared_is_not_sent(stack: Stack, emulator: Emulator) -> None:
    stack.up(**PLACE, name="before")
    assert emulator.bodies("create_backup") == [{"name": "before"}]


def test_emergency_that_the_database_cannot_do_is_refused_in_a_sentence(
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
def test_lost_answer_leaves_one_backup(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared, kind: str
) -> None:
    emulator.fail(kind, operation="create_backup", times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]
    assert emulator.sent().count("create_backup") == 1


@pytest.mark.parametrize("kind", ["refuse", "cut_before"])
def test_request_that_did_nothing_is_sent_again(
    new_stack: type[Stack], timed: Config, emulator: Emulator, backups: Backups, before: Declared, kind: str
) -> None:
    stack = new_stack(BranchBackupProvider, timed(planetscale__retrySeconds="60"))
    emulator.fail(kind, operation="create_backup", times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]


def test_backup_that_the_list_showed_late_is_found_where_a_second_one_is_refused(
    new_stack: type[Stack], timed: Config, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack = new_stack(BranchBackupProvider, timed(planetscale__retrySeconds="60"))
    emulator.fail("cut_after", operation="create_backup", times=1)
    emulator.fail("empty_list", operation="list_backups", skip=1, times=1)
    stack.up(**before)
    assert [backup["id"] for backup in backups()] == [stack.id]
    assert emulator.sent().count("create_backup") == 2


def test_failed_namesake_is_not_taken_for_a_lost_answer(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    old = emulator.call("POST", "/planetscale/backups", {**PLACE, "name": "before", "state": "failed"})["id"]
    emulator.fail("cut_after", operation="create_backup", times=1)
    stack.up(**before)
    assert stack.id != old
    assert len(backups()) == 2


def test_backup_of_which_nothing_can_be_seen_says_what_to_do(
    stack: Stack, emulator: Emulator, before: Declared
) -> None:
    emulator.fail("cut_after", operation="create_backup", times=1)
    emulator.fail("status", operation="list_backups", status=503, skip=1)
    with pytest.raises(BackupsError, match=r"could not be seen afterwards.*Run pulumi up again.*set adopt=True"):
        stack.up(**before)


# --- adoption -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["running", "success"])
def test_namesake_is_an_error_that_names_it_and_is_adopted_on_request(
    stack: Stack, emulator: Emulator, time: EmulatorTime, backups: Backups, before: Declared, state: str
) -> None:
    other = running_by_hand(emulator, "before", state=state)
    with pytest.raises(BackupsError, match=rf"name is there already \(id {other}, {state}\)\. If an .* set adopt=True"):
        stack.up(**before)
    assert time.passed == 0
    assert "create_backup" not in emulator.sent()

    stack.up(**before, protected=True, adopt=True)
    assert stack.id == other
    assert [backup["protected"] for backup in backups()] == [True]
    assert stack.up(**before, protected=True) == "same"


def test_two_namesakes_are_an_error_that_names_both(stack: Stack, emulator: Emulator, before: Declared) -> None:
    # The list has the newest first.
    ids = [running_by_hand(emulator, "before", state="success") for _ in range(2)][::-1]
    with pytest.raises(BackupsError, match=rf"2 manual backups of .*\(id {ids[0]}, success; id {ids[1]}, success\)"):
        stack.up(**before, adopt=True)


def test_replacement_under_the_same_name_takes_another(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack.up(**before)
    old = stack.id
    emulator.call("PATCH", f"/planetscale/backups/{old}", {"state": "success"})
    assert stack.up(**{**before, "retention_value": 31}) == "replaced"
    assert [backup["id"] for backup in backups()] == [stack.id] != [old]


def test_what_another_resource_has_adopted_is_not_deleted(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack.up(**before)
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"state": "success"})
    old = stack.id, stack.inputs, stack.state
    stack.id, stack.inputs, stack.state = None, {}, {}
    stack.up(**before, adopt=True)
    stack.id, stack.inputs, stack.state = old
    stack.destroy()
    assert [backup["id"] for backup in backups()] == [old[0]]


# --- protection -----------------------------------------------------------------------------------------------


def test_protection_at_creation_is_set_as_text(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack.up(**before, protected=True)
    assert emulator.bodies("update_backup") == [{"protected": "true"}]
    assert backups()[0]["protected"] is True
    assert stack.state["protected"] is True


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 403}, {"kind": "status", "status": 500}])
def test_protection_that_fails_leaves_the_backup_recorded_with_a_warning(
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
    assert "The backup is taken all the same; the next pulumi up protects it." in shown
    emulator.heal()
    stack.start(timed())
    assert stack.up(**before, protected=True) == "updated"
    assert stack.up(**before, protected=True) == "same"
    assert [(each["id"], each["protected"]) for each in backups()] == [(stack.id, True)]


# --- one manual backup at a time ------------------------------------------------------------------------------


def test_another_manual_backup_is_waited_for(
    stack: Stack,
    emulator: Emulator,
    time: EmulatorTime,
    backups: Backups,
    before: Declared,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = running_by_hand(emulator)
    time.at[1800] = end(emulator, other)
    stack.up(**before)
    assert [backup["name"] for backup in backups()] == ["by-hand", "before"]
    assert 1800 <= time.passed <= 1800 * 1.15
    first, *_, last = capsys.readouterr().err.splitlines()
    words = f"PlanetScale: the manual backup 'by-hand' (id {other}) of acme/storefront/main has to finish first; it is"
    assert first == f"{words} running, 0 s so far"
    assert last.startswith(f"{words} running, ")


def test_hours_behind_another_backup_cost_few_requests_however_many_backups_there_are(
    stack: Stack, emulator: Emulator, time: EmulatorTime, before: Declared
) -> None:
    old = [{"name": f"old-{number}", "created_at": "now-1d"} for number in range(250)]
    branches = {"main": {"production": True, "backups": old}}
    seed = {"organizations": {"acme": {"databases": {"storefront": {"branches": branches}}}}}
    emulator.call("POST", "/seed", {"planetscale": seed})
    other = running_by_hand(emulator)
    time.at[3 * 3600] = end(emulator, other)
    emulator.sent()
    stack.up(**before)
    sent = emulator.sent()
    assert sent.count("list_backups") == 6
    assert len(sent) < 110


@pytest.mark.parametrize("ended", ["failed", "canceled", "ignored", "gone"])
def test_however_the_other_ends_the_branch_is_free(
    stack: Stack, emulator: Emulator, time: EmulatorTime, before: Declared, ended: str
) -> None:
    other = running_by_hand(emulator)
    delete = lambda: emulator.call("DELETE", f"/planetscale/backups/{other}")  # noqa: E731
    time.at[10] = delete if ended == "gone" else end(emulator, other, ended)
    assert stack.up(**before) == "created"


def test_another_manual_backup_is_reported_where_nothing_is_to_wait(
    stack: Stack, emulator: Emulator, time: EmulatorTime, backups: Backups, before: Declared
) -> None:
    other = running_by_hand(emulator, state="pending")
    with pytest.raises(
        BackupsError,
        match=rf"could not take the backup 'before' .*: the manual backup 'by-hand' \(id {other}\) is pending on the "
        "branch. Run pulumi up again afterwards.$",
    ):
        stack.up(**before, wait=False)
    assert (time.passed, len(backups())) == (0, 1)


def test_wait_for_another_backup_has_the_limit_of_the_user(
    stack: Stack, emulator: Emulator, time: EmulatorTime, before: Declared
) -> None:
    running_by_hand(emulator)
    with pytest.raises(BackupsError, match=r"still running after 20 minutes. Run pulumi up again, or allow more with"):
        stack.up(**before, wait_minutes=20)
    assert time.passed == pytest.approx(1200)


@pytest.mark.parametrize("status", [422, 409, 400])
def test_backup_that_somebody_began_in_between_is_waited_for(
    stack: Stack, emulator: Emulator, time: EmulatorTime, backups: Backups, before: Declared, status: int
) -> None:
    emulator.switch(planetscale__concurrent_backup_status=status)
    other = running_by_hand(emulator)
    time.at[600] = end(emulator, other)
    # The list does not show it yet.
    emulator.fail("empty_list", operation="list_backups", times=1)
    stack.up(**before)
    assert [backup["name"] for backup in backups()] == ["by-hand", "before"]
    assert emulator.sent().count("create_backup") == 2


def test_backup_that_somebody_began_in_between_is_reported_where_nothing_is_to_wait(
    stack: Stack, emulator: Emulator, before: Declared
) -> None:
    other = running_by_hand(emulator)
    emulator.fail("empty_list", operation="list_backups", times=1)
    with pytest.raises(BackupsError, match=rf"'by-hand' \(id {other}\) is running on the branch. Run pulumi up again"):
        stack.up(**before, wait=False)


def test_both_waits_for_other_backups_together_have_the_limit_of_the_user(
    stack: Stack, emulator: Emulator, time: EmulatorTime, before: Declared
) -> None:
    first = running_by_hand(emulator)
    time.at[900] = lambda: (end(emulator, first)(), running_by_hand(emulator, "second"))
    # The list that follows the first one's end does not show the second.
    emulator.fail("empty_list", operation="list_backups", skip=1, times=1)
    with pytest.raises(BackupsError, match="still running after 20 minutes"):
        stack.up(**before, wait_minutes=20)
    assert time.passed == pytest.approx(1200)


def test_backup_that_a_policy_takes_is_in_nobodys_way(
    stack: Stack, emulator: Emulator, time: EmulatorTime, before: Declared
) -> None:
    policy = emulator.call("GET", "/planetscale/policies?database=storefront")["policies"][0]["id"]
    running_by_hand(emulator, policy=policy)
    assert stack.up(**before) == "created"
    assert time.passed == 0
