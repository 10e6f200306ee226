"""Values that no URL, number or state can hold: each is a one-line error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf import struct_pb2  # type: ignore[import-untyped]
from pulumi.runtime import set_all_config
from pulumi_backups import northflank, planetscale
from pulumi_backups.errors import BackupsError

from tests.northflank.kinds import SCHEDULE
from tests.planetscale.kinds import BACKUP, POLICY
from tests.safety.kinds import KINDS
from tests.safety.responses import NO_PARTS, OBJECTS, deep, vendor

if TYPE_CHECKING:
    from tests.conftest import ScriptedServer, Stack

LONG = "☃" * 10_000
DATABASE: dict[str, Any] = {"organization": "acme", "database": "storefront"}
ADDON: dict[str, Any] = {"project_id": "shop", "addon_id": "orders-db"}
PriorState = Callable[..., "Stack"]


@pytest.fixture(autouse=True)
def run(scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]) -> Iterator[dict[str, str]]:
    """The stack config of one run, for resources and functions."""
    made = scripted_config()
    set_all_config(made)
    scripted_server.requests.clear()
    yield made
    set_all_config({})


@pytest.fixture
def recorded(new_stack: type[Stack], scripted_server: ScriptedServer, run: dict[str, str]) -> PriorState:
    """Makes a stack with one object. The vendor returns a changed one."""

    def make(name: str, **changes: Any) -> Stack:
        kind = KINDS[name]
        stack = new_stack(kind.provider, run)
        stack.id = "id-1"
        stack.state = {**kind.declared, "backup_id": "id-1", **kind.outputs, "__version": 1}
        scripted_server.respond = vendor({**OBJECTS[name], **changes})
        return stack

    return make


def sentence(act: Callable[[], Any]) -> None:
    with pytest.raises(BackupsError) as error:
        act()
    assert str(error.value).isprintable()


# --- values that no URL can hold ------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["\ud800", LONG], ids=["half a surrogate pair", "long"])
def test_argument_that_no_url_can_hold_is_an_error(scripted_server: ScriptedServer, value: str) -> None:
    sentence(lambda: planetscale.get_backup_policies(organization="acme", database=value))
    sentence(lambda: planetscale.get_workflows(**DATABASE, between=value * 10))
    sentence(lambda: northflank.get_addon_backup_schedules(project_id="shop", addon_id=value))
    assert scripted_server.requests == []


@pytest.mark.parametrize("value", ["\ud800", LONG], ids=["half a surrogate pair", "long"])
@pytest.mark.parametrize("act", ["refresh", "destroy"])
def test_id_in_a_state_that_no_url_can_hold_is_an_error(recorded: PriorState, value: str, act: str) -> None:
    stack = recorded("BackupPolicy")
    stack.id = value
    sentence(getattr(stack, act))


def test_page_that_no_url_can_hold_is_an_error(scripted_server: ScriptedServer) -> None:
    scripted_server.respond = lambda _method, _path: {"data": [], "next_page": LONG}
    sentence(lambda: planetscale.get_backup_policies(**DATABASE))
    pagination = {"hasNextPage": True, "cursor": LONG}
    scripted_server.respond = lambda _method, _path: {"data": {"schedules": []}, "pagination": pagination}
    sentence(lambda: northflank.get_addon_backup_schedules(**ADDON))


@pytest.mark.parametrize("value", ["a\nb", "\x1b[2J", "\x00"], ids=ascii)
def test_argument_is_shown_on_the_one_line_of_the_error(scripted_server: ScriptedServer, value: str) -> None:
    scripted_server.respond = lambda _method, _path: None
    sentence(lambda: planetscale.get_backup_policies(organization="acme", database=value))
    sentence(lambda: planetscale.get_branch_backup(**DATABASE, branch="main", backup_id=value))
    sentence(lambda: northflank.get_addon_backup_schedules(project_id=value, addon_id="orders-db"))


def test_long_argument_is_shortened_in_the_error(scripted_server: ScriptedServer) -> None:
    scripted_server.respond = lambda _method, _path: None
    with pytest.raises(BackupsError) as error:
        planetscale.get_backup_policies(organization="acme", database="x" * 10_000)
    assert len(str(error.value)) < 1000


# --- values that no function accepts --------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 5, True, ["a"], {"a": 1}], ids=repr)
def test_argument_that_is_not_a_string_is_an_error(scripted_server: ScriptedServer, value: Any) -> None:
    sentence(lambda: planetscale.get_backup_policies(organization="acme", database=value))
    sentence(lambda: northflank.get_addon_backup_schedules(project_id=value, addon_id="orders-db"))
    assert scripted_server.requests == []


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), 10**5000, 1.5, "x", None, [1]], ids=lambda n: str(type(n))
)
def test_invalid_number_is_an_error(scripted_server: ScriptedServer, number: Any) -> None:
    sentence(lambda: planetscale.get_workflow(**DATABASE, number=number))
    assert scripted_server.requests == []


EARLIEST = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))


@pytest.mark.parametrize(
    "between", [(EARLIEST, datetime.now(UTC)), ("a", "b"), (None, None), [], 5], ids=lambda between: str(between)[:20]
)
def test_invalid_time_span_is_an_error(scripted_server: ScriptedServer, between: Any) -> None:
    sentence(lambda: planetscale.get_workflows(**DATABASE, between=between))
    assert scripted_server.requests == []


# --- values that no state can hold ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("BranchPromotion", "promoted_at"),
        *(
            (name, field)
            for name in KINDS
            for field, value in OBJECTS[name].items()
            if type(value) in (int, type(None))
        ),
    ],
)
@pytest.mark.parametrize("value", [10**400, float("inf"), float("nan")], ids=["huge", "inf", "nan"])
def test_number_that_no_state_can_hold_is_an_error(recorded: PriorState, name: str, field: str, value: Any) -> None:
    stack = recorded(name, **{field: value})
    try:
        stack.refresh()
    except BackupsError:
        return
    # As Pulumi's host sends it, and as the engine writes it.
    struct_pb2.Struct().update(stack.state)
    json.dumps(stack.state, allow_nan=False)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("BackupPolicy", "created_at"),
        ("BranchBackup", "created_at"),
        ("FinishedBranchBackup", "expires_at"),
        ("AddonBackupSchedule", "createdAt"),
    ],
)
def test_time_that_does_not_exist_in_utc_is_an_error(recorded: PriorState, name: str, field: str, moment: str) -> None:
    sentence(recorded(name, **{field: moment}).refresh)


@pytest.mark.parametrize("value", NO_PARTS, ids=repr)
@pytest.mark.parametrize(("name", "row"), [("BackupPolicy", POLICY), ("BranchBackup", BACKUP)])
def test_id_that_no_path_can_hold_does_not_get_into_a_state(
    recorded: PriorState, scripted_server: ScriptedServer, name: str, row: dict[str, Any], value: str
) -> None:
    stack = recorded(name)
    stack.id, stack.state = None, {}
    made: list[Any] = []

    def respond(method: str, _path: str) -> Any:
        if method == "POST":
            made.append(row)
            return {**row, "id": value}
        return {"data": made, "next_page": None}

    scripted_server.respond = respond
    try:
        stack.up(**KINDS[name].declared)
    except BackupsError:
        return
    assert stack.id == row["id"], "found in the list"


# --- deep and endless responses -------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [300, 600, 900])
def test_deeply_nested_response_is_an_error(scripted_server: ScriptedServer, levels: int) -> None:
    row = {**SCHEDULE, "retentionTime": deep(levels)}
    scripted_server.respond = lambda _method, _path: {"data": {"schedules": [row]}, "pagination": None}
    sentence(lambda: northflank.get_addon_backup_schedules(**ADDON))


def test_endless_list_of_empty_pages_is_an_error(scripted_server: ScriptedServer) -> None:
    def respond(_method: str, path: str) -> Any:
        number = int(path.partition("page=")[2].partition("&")[0])
        return {"data": [], "next_page": number + 1 if number < 100 else None}

    scripted_server.respond = respond
    sentence(lambda: planetscale.get_backup_policies(**DATABASE))
    assert len(scripted_server.requests) < 10
