"""A branch backup after its creation: refresh, protection, replacement, deletion. None of them waits."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, ScriptedServer, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Backups = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]


MOMENT = "2026-01-31T09:00:00.000Z"


def response(name: str, **fields: Any) -> Declared:
    """A backup as the vendor returns it."""
    sizes = dict.fromkeys(("size", "estimated_storage_cost", "pvc_size", "uncompressed_size"), 0)
    times = dict.fromkeys(("started_at", "expires_at", "completed_at", "deleted_at"))
    known = {"id": "b1", "name": name, "state": "success", "created_at": MOMENT, "updated_at": MOMENT}
    rest = {"protected": False, "required": False, "restored_branches": [], "actor": None}
    return {**sizes, **times, **known, **rest, **fields}


@pytest.fixture
def stack(new_stack: type[Stack], timed: Config, emulator: Emulator, before: Declared) -> Stack:
    """A running backup, in the next run of Pulumi."""
    stack = new_stack(BranchBackupProvider, timed())
    stack.up(**before)
    stack.start(timed())
    emulator.sent()
    return stack


def test_up_without_changes_sends_no_request(stack: Stack, emulator: Emulator, before: Declared) -> None:
    assert stack.up(**before) == "same"
    assert emulator.sent() == []


@pytest.mark.parametrize("state", ["pending", "running", "success", "failed", "canceled", "ignored"])
def test_refresh_of_an_unchanged_backup_is_one_request_and_no_wait(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, before: Declared, state: str
) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"state": state})
    recorded, inputs = dict(stack.state), dict(stack.inputs)
    assert stack.refresh()
    assert (stack.state, stack.inputs) == (recorded, inputs)
    assert emulator.sent() == ["get_backup"]
    assert stack.up(**before) == "same"
    assert clock.elapsed == 0


# --- gone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["not_found", "deleted_at"])
def test_deleted_backup_is_taken_again(
    stack: Stack,
    emulator: Emulator,
    delete_backup: Callable[[str], None],
    timed: Config,
    before: Declared,
    gone: str,
) -> None:
    emulator.switch(planetscale__gone_backups=gone)
    old = stack.id
    assert old is not None
    delete_backup(old)
    assert not stack.refresh()
    stack.start(timed())
    assert stack.up(**before) == "created"
    assert stack.id != old


def test_listed_backup_with_deleted_at_counts_as_gone(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Config, before: Declared
) -> None:
    backup = response("before", state="running")
    deleted = {**backup, "deleted_at": MOMENT}

    def respond(method: str, path: str) -> Any:
        if method == "GET" and path.endswith("/backups/b1"):
            return HTTPStatus.NOT_FOUND
        return {"data": [deleted], "next_page": None} if method == "GET" else backup

    scripted_server.respond = respond
    stack = new_stack(BranchBackupProvider, scripted_config())
    assert stack.up(**before, wait=False) == "created"
    assert not stack.refresh()


def test_backup_of_a_deleted_branch_is_gone_and_can_be_destroyed(
    stack: Stack, emulator: Emulator, timed: Config, before: Declared
) -> None:
    (branch,) = (
        found
        for found in emulator.call("GET", "/planetscale/branches")["branches"]
        if (found["database"], found["name"]) == (before["database"], before["branch"])
    )
    emulator.call("DELETE", f"/planetscale/branches/{branch['id']}")
    stack.start(timed())
    id, state = stack.id, dict(stack.state)
    assert not stack.refresh()
    stack.id, stack.state = id, state
    stack.destroy()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 404},
        {"kind": "status", "status": 401},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 500},
        {"kind": "redirect"},
        {"kind": "html"},
        {"kind": "broken_json"},
    ],
    ids=lambda fault: str(fault.get("status", fault["kind"])),
)
def test_failed_refresh_is_never_a_deletion(stack: Stack, emulator: Emulator, fault: Declared) -> None:
    emulator.fail(**fault, method="GET")
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not (read the backup|list the b)"):
        stack.refresh()
    assert stack.id is not None


def test_404_for_a_backup_that_its_branch_lists_is_an_error(stack: Stack, emulator: Emulator) -> None:
    emulator.fail("status", status=404, operation="get_backup")
    with pytest.raises(BackupsError, match="it answered 404 Not Found, but still lists it"):
        stack.refresh()
    other = emulator.call("POST", "/planetscale/backups", {"database": "storefront", "branch": "main"})["id"]
    emulator.call("DELETE", f"/planetscale/backups/{stack.id}")
    assert not stack.refresh(), f"only {other} is listed"


def test_state_without_an_input_that_has_a_default_keeps_its_inputs(stack: Stack, before: Declared) -> None:
    # An earlier version wrote this state, before there was such an input.
    del stack.state["protected"]
    del stack.inputs["protected"]
    inputs = dict(stack.inputs)
    assert stack.refresh()
    assert stack.inputs == inputs
    assert stack.up(**before) == "same"


def test_404_is_confirmed_by_the_list_of_the_branch(stack: Stack, emulator: Emulator) -> None:
    emulator.call("DELETE", f"/planetscale/backups/{stack.id}")
    assert not stack.refresh()
    assert emulator.sent() == ["get_backup", "list_backups"]


def test_404_of_the_branch_is_confirmed_by_the_list_of_the_database(stack: Stack, emulator: Emulator) -> None:
    for operation in ("get_backup", "list_backups"):
        emulator.fail("status", status=404, operation=operation)
    with pytest.raises(BackupsError, match="but still lists the branch 'main'"):
        stack.refresh()
    (branch,) = emulator.call("GET", "/planetscale/branches?database=storefront&name=main")["branches"]
    emulator.call("DELETE", f"/planetscale/branches/{branch['id']}")
    assert not stack.refresh()


# --- changes --------------------------------------------------------------------------------------------------


# What PlanetScale may accept, and the values that are sent to set and to remove the protection.
FORMS = pytest.mark.parametrize(
    ("text", "false", "set_by", "removed_by"),
    [
        ("accept", "ignore", [True], ["false"]),
        ("accept", "accept", [True], ["false"]),
        ("refuse", "accept", [True], ["false", False]),
    ],
)


@FORMS
def test_protection_is_updated_in_place_in_the_form_that_the_vendor_accepts(
    stack: Stack,
    emulator: Emulator,
    backups: Backups,
    before: Declared,
    text: str,
    false: str,
    set_by: list[object],
    removed_by: list[object],
) -> None:
    emulator.switch(planetscale__protected_text=text, planetscale__protected_false=false)
    id = stack.id
    for protected in (True, False):
        assert stack.preview(**before, protected=protected).replaces == []
        assert stack.up(**before, protected=protected) == "updated"
        assert [(backup["id"], backup["protected"]) for backup in backups()] == [(id, protected)]
        assert stack.state["protected"] is protected
        assert stack.up(**before, protected=protected) == "same"
    assert [body["protected"] for body in emulator.bodies("update_backup")] == set_by + removed_by


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("status", [422, 400])
def test_other_form_is_sent_if_the_first_one_is_refused(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared, wanted: bool, status: int
) -> None:
    emulator.switch(planetscale__protected_text="accept", planetscale__protected_false="accept")
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"protected": not wanted})
    stack.refresh()
    emulator.fail("status", status=status, operation="update_backup", times=1)
    assert stack.up(**before, protected=wanted) == "updated"
    sent = [body["protected"] for body in emulator.bodies("update_backup")]
    assert sent == ([True, "true"] if wanted else ["false", False])
    assert backups()[0]["protected"] is stack.state["protected"] is wanted


@pytest.mark.parametrize("second", ["accepted", "refused"])
@pytest.mark.parametrize("wanted", [True, False])
def test_other_form_is_sent_if_the_first_one_is_ignored(
    new_stack: type[Stack],
    scripted_server: ScriptedServer,
    scripted_config: Config,
    before: Declared,
    wanted: bool,
    second: str,
) -> None:
    updated = response("before", protected=wanted) if second == "accepted" else HTTPStatus.UNPROCESSABLE_ENTITY
    responses = [response("before", protected=not wanted), updated]
    scripted_server.respond = lambda _method, _path: responses.pop(0)
    stack = new_stack(BranchBackupProvider, scripted_config())
    stack.inputs = {**stack.check(**before, protected=not wanted).inputs}
    stack.id, stack.state = "b1", {**stack.inputs, "created_at": MOMENT}
    assert stack.up(**before, protected=wanted) == "updated"
    assert responses == []
    assert stack.state["protected"] is (wanted if second == "accepted" else not wanted)


@pytest.mark.parametrize("wanted", [True, False])
def test_refusal_of_both_forms_is_the_error_of_the_boolean(
    stack: Stack, emulator: Emulator, before: Declared, wanted: bool
) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"protected": not wanted})
    stack.refresh()
    for message in ("first", "second"):
        body = {"code": "unprocessable", "message": f"the {message} reason"}
        emulator.fail("status", status=422, body=body, operation="update_backup", times=1)
    with pytest.raises(BackupsError, match=f"422 .*the {'first' if wanted else 'second'} reason"):
        stack.up(**before, protected=wanted)
    assert emulator.sent().count("update_backup") == 2


@pytest.mark.parametrize("status", [403, 409])
def test_protection_refused_for_another_reason_is_not_repeated(
    stack: Stack, emulator: Emulator, before: Declared, status: int
) -> None:
    emulator.fail("status", status=status, operation="update_backup")
    with pytest.raises(BackupsError, match=f"it answered {status}"):
        stack.up(**before, protected=True)
    assert emulator.sent() == ["update_backup"]


def test_protection_that_the_vendor_does_not_change_is_a_warning(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = {"database": "storefront", "branch": "main", "name": "ignored-change"}
    backup = response("ignored-change", protected=True)
    scripted_server.respond = lambda method, _path: {"data": [], "next_page": None} if method == "GET" else backup
    stack = new_stack(BranchBackupProvider, scripted_config())
    stack.up(**declared, protected=True)
    assert stack.up(**declared, protected=False) == "updated"
    words = "warning: PlanetScale left protected=True on the backup 'ignored-change'. The state records that."
    assert words in capsys.readouterr().err
    assert stack.state["protected"] is True
    assert stack.preview(**declared, protected=False).changes


def test_protection_changed_outside_is_drift_and_repaired(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"protected": True})
    assert stack.refresh()
    assert stack.inputs["protected"] is True
    assert stack.up(**before) == "updated"
    assert backups()[0]["protected"] is False


@pytest.mark.parametrize("change", [{"wait": False}, {"wait_minutes": 5}])
def test_change_of_a_wait_sends_no_request(
    stack: Stack, emulator: Emulator, before: Declared, change: Declared
) -> None:
    created = stack.state["created_at"]
    assert stack.up(**before, **change) == "updated"
    assert emulator.sent() == []
    assert (stack.state["created_at"], stack.state | change) == (created, stack.state)


def test_replacement_takes_another_backup_and_deletes_the_old_one(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"state": "success"})
    emulator.switch(planetscale__backup_seconds=0)
    assert stack.up(**{**before, "retention_value": 31}) == "replaced"
    # The old backup is deleted once the new one is seen to have succeeded.
    assert emulator.sent()[-3:] == ["create_backup", "get_backup", "delete_backup"]
    assert [backup["id"] for backup in backups()] == [stack.id]


def test_old_backup_is_kept_if_the_new_one_is_not_finished_in_time(
    stack: Stack, emulator: Emulator, backups: Backups, timed: Config, clock: EmulatorClock, before: Declared
) -> None:
    old = stack.id
    emulator.call("PATCH", f"/planetscale/backups/{old}", {"state": "success"})
    emulator.switch(planetscale__backup_outcome="running")
    stack.start(timed())
    with pytest.raises(BackupsError, match=r"its successor .* was not finished after 1 min. The old backup is kept"):
        stack.up(**{**before, "retention_value": 31, "wait_minutes": 1})
    assert clock.elapsed == pytest.approx(60)
    assert old in [backup["id"] for backup in backups()]
    assert len(backups()) == 2


# --- deletion -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["running", "success", "failed"])
def test_destroy_deletes_the_backup(stack: Stack, emulator: Emulator, backups: Backups, state: str) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"state": state})
    stack.destroy()
    assert backups() == []


def test_destroy_of_a_deleted_object_succeeds(stack: Stack, emulator: Emulator) -> None:
    emulator.call("DELETE", f"/planetscale/backups/{stack.id}")
    stack.destroy()


def test_deletion_succeeds_after_a_lost_response(
    stack: Stack, emulator: Emulator, timed: Config, backups: Backups
) -> None:
    stack.start(timed(planetscale__retrySeconds="60"))
    emulator.fail("cut_after", operation="delete_backup", times=1)
    stack.destroy()
    assert backups() == []


def test_404_on_deletion_without_access_is_an_error(stack: Stack, emulator: Emulator) -> None:
    emulator.fail("status", status=404, vendor="planetscale")
    with pytest.raises(BackupsError, match="it answered 404"):
        stack.destroy()


def test_404_on_deletion_of_an_existing_backup_is_an_error(stack: Stack, emulator: Emulator) -> None:
    emulator.fail("status", status=404, operation="delete_backup")
    with pytest.raises(BackupsError, match=r"could not delete the backup 'before' .* it answered 404"):
        stack.destroy()


def test_forbidden_deletion_names_the_missing_access(stack: Stack, emulator: Emulator) -> None:
    emulator.fail("status", status=403, operation="delete_backup")
    with pytest.raises(BackupsError, match=r"could not delete the backup 'before' .*403.*delete_backups"):
        stack.destroy()


def test_protected_backup_is_not_deleted_and_no_request_is_sent(
    stack: Stack, emulator: Emulator, backups: Backups, before: Declared
) -> None:
    stack.up(**before, protected=True)
    emulator.sent()
    with pytest.raises(
        BackupsError,
        match=r"could not delete the backup 'before' of acme/storefront/main: it is protected. Declare protected=False "
        r"and run pulumi up first. If another .* run pulumi refresh. To keep the backup .*: pulumi state delete '",
    ):
        stack.destroy()
    assert emulator.sent() == []
    assert len(backups()) == 1


def test_protection_set_outside_is_respected(stack: Stack, emulator: Emulator, backups: Backups) -> None:
    emulator.call("PATCH", f"/planetscale/backups/{stack.id}", {"protected": True})
    with pytest.raises(BackupsError, match=r"could not delete .*422.*A protected backup cannot be deleted"):
        stack.destroy()
    assert len(backups()) == 1
