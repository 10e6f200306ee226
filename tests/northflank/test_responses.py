"""Responses that do not match the contract: an error message or the truth, and never a crash or a lost resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.clock import Clock
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.northflank.settings import NORTHFLANK

if TYPE_CHECKING:
    from tests.conftest import ScriptedServer, Stack

PLACE = "/northflank/v1/projects/shop/addons/orders-db/backup-schedules"
NOW = "2026-01-31T09:00:00.000Z"
DECLARED: dict[str, Any] = {
    "project_id": "shop",
    "addon_id": "orders-db",
    "backup_type": "snapshot",
    "scheduling": {"interval": "weekly", "day": [0], "hour": [2], "minute": [30]},
    "retention_time": 30,
    "additional_destinations": [{"destination_id": "offsite-archive", "retention_time": 60, "type": "custom"}],
}
ANSWER: dict[str, Any] = {
    "id": "0123456789abcdef01234567",
    "backupType": "snapshot",
    "backupCompressionType": "gz",
    "additionalDestinations": [{"destinationId": "offsite-archive", "retentionTime": 60, "type": "custom"}],
    "scheduling": DECLARED["scheduling"],
    "retentionTime": 30,
    "createdAt": NOW,
    "updatedAt": NOW,
}
NEEDED = {
    "id": "id",
    "backupType": "backup_type",
    "scheduling": "scheduling",
    "retentionTime": "retention_time",
    "createdAt": "created_at",
}
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["../../x", "a/b", "", ".", "x" * 10_000, "\ud800", "\x00", 10**400, NOW]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["destinationId", "interval", "hour", "minute", "retentionTime", "x"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def listing(rows: Any, **pagination: Any) -> Any:
    return {"data": {"schedules": rows}, "pagination": {"hasNextPage": False, "count": 1, **pagination}}


def showing(**changes: Any) -> Callable[[str, str], Any]:
    """The responses of a vendor with one schedule, after these changes. A change to `...` removes the field."""
    row = {name: value for name, value in {**ANSWER, **changes}.items() if value is not ...}
    return lambda method, _path: listing([row]) if method == "GET" else {"data": {"id": row.get("id")}}


class FakeClock(Clock):
    """Time passes only when somebody sleeps."""

    def __init__(self) -> None:
        self._passed = 0.0

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        self._passed += seconds


@pytest.fixture(scope="module")
def recorded(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> Callable[..., Stack]:
    """Makes a stack at the start of a run. Its state has a schedule; the vendor returns a changed one."""

    def make(respond: Callable[[str, str], Any]) -> Stack:
        config = scripted_config()
        connect(Settings.of(NORTHFLANK, config.get)).clock = FakeClock()
        stack = new_stack(AddonBackupScheduleProvider, config)
        stack.id, stack.inputs = "shop/orders-db/snapshot/weekly", dict(DECLARED)
        stack.state = {**DECLARED, "schedule_id": ANSWER["id"], "created_at": NOW}
        scripted_server.respond = respond
        scripted_server.requests.clear()
        return stack

    return make


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [..., None, [], {}])
def test_missing_field_or_wrong_type_is_an_error_that_names_the_field(
    recorded: Callable[..., Stack], name: str, value: Any
) -> None:
    with pytest.raises(BackupsError, match=rf"the response does not match the API's contract \({NEEDED[name]}"):
        recorded(showing(**{name: value})).refresh()


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": {"deep": [1]}},
        {"scheduling": {**ANSWER["scheduling"], "timeZone": "UTC"}},
        {"additionalDestinations": [{**ANSWER["additionalDestinations"][0], "createdAt": NOW, "name": "Offsite"}]},
        {"backupCompressionType": None},
        {"backupCompressionType": ...},
    ],
)
def test_unknown_and_optional_fields_are_no_drift(recorded: Callable[..., Stack], changes: dict[str, Any]) -> None:
    stack = recorded(showing(**changes))
    before = dict(stack.inputs), dict(stack.state)
    assert stack.refresh()
    assert (stack.inputs, stack.state) == before


def test_default_retention_of_the_vendor_is_no_drift(recorded: Callable[..., Stack]) -> None:
    stack = recorded(showing())
    for where in (stack.inputs, stack.state):
        where["additional_destinations"] = [{"destination_id": "offsite-archive", "type": "custom"}]
    before = dict(stack.inputs)
    assert stack.refresh()
    assert stack.inputs == before


UNSAID = {**DECLARED, "additional_destinations": [{"destination_id": "offsite-archive"}]}


def test_default_retention_of_the_vendor_is_no_change_on_adoption(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer
) -> None:
    stack = recorded(showing())
    stack.id, stack.inputs = None, {}
    assert stack.up(**UNSAID, adopt=True) == "created"
    assert {request.split()[0] for request in scripted_server.requests} == {"GET"}


def test_schedule_that_its_successor_finds_under_a_team_is_kept(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = recorded(showing())
    assert stack.up(**DECLARED, team_id="acme-team", adopt=True) == "replaced"
    assert {request.split()[0] for request in scripted_server.requests} == {"GET"}
    assert "shop/orders-db/snapshot/weekly stays: another resource" in capsys.readouterr().err


def test_schedule_that_its_successor_found_under_a_team_in_an_earlier_run_is_kept(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer
) -> None:
    stack = recorded(showing())
    old = dict(stack.state)
    under_team = {**old, "team_id": "acme-team"}
    same = stack.provider.diff("acme-team/shop/orders-db/snapshot/weekly", under_team, under_team)
    assert not same.changes
    stack.destroy()
    assert {request.split()[0] for request in scripted_server.requests} == {"GET"}


class StaleVendor:
    """A vendor whose list is stale: it shows creations and deletions only after some requests."""

    def __init__(self, requests: int) -> None:
        self._requests_left = requests
        self._old: dict[str, Any] = {**ANSWER, "retentionTime": 30}
        self._new: dict[str, Any] | None = None

    def __call__(self, method: str, _path: str) -> Any:
        if method == "POST":
            self._new = {**ANSWER, "id": "f" * 24, "retentionTime": 15}
            return {"data": {"id": self._new["id"]}}
        if self._new is None:
            return listing([self._old]) if method == "GET" else {"data": {}}
        self._requests_left -= 1
        return listing([self._old if self._requests_left > 0 else self._new])


def test_stale_list_is_read_again_after_a_creation(
    recorded: Callable[..., Stack],
) -> None:
    stack = recorded(StaleVendor(3))
    assert stack.up(**{**DECLARED, "retention_time": 15}) == "updated"
    assert (stack.state["schedule_id"], stack.state["retention_time"]) == ("f" * 24, 15)


def test_schedule_that_is_never_listed_is_an_error_with_advice(
    recorded: Callable[..., Stack],
) -> None:
    stack = recorded(lambda method, _path: listing([]) if method == "GET" else {"data": {"id": ANSWER["id"]}})
    stack.id, stack.inputs = None, {}
    with pytest.raises(BackupsError, match=r"it was created, but is not listed. Run .* set adopt=True"):
        stack.up(**DECLARED)


@settings(max_examples=15)
@given(changes=st.dictionaries(st.sampled_from(sorted(ANSWER)), ODD, min_size=1, max_size=2))
def test_any_response_gives_a_result_or_a_one_line_error(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer, changes: dict[str, Any]
) -> None:
    steps: list[Callable[[Stack], Any]] = [
        lambda stack: stack.refresh(),
        lambda stack: stack.up(**{**DECLARED, "retention_time": 15}),
        lambda stack: stack.destroy(),
    ]
    for step in steps:
        stack = recorded(showing(**changes))
        try:
            step(stack)
        except BackupsError as error:
            assert str(error).isprintable()  # noqa: PT017 - some responses are valid
        assert all(request.split()[1].startswith(PLACE) for request in scripted_server.requests)


@settings(max_examples=25)
@given(page=ODD | st.fixed_dictionaries({}, optional={"data": ODD, "pagination": ODD}))
def test_any_invalid_list_is_an_error(recorded: Callable[..., Stack], page: Any) -> None:
    with pytest.raises(BackupsError):
        recorded(lambda _method, _path: page).refresh()


@pytest.mark.parametrize(
    "pagination",
    [[], [1], "none", 5, True, {"hasNextPage": True}, {"hasNextPage": True, "cursor": None}, {"cursor": 5}],
)
def test_list_without_a_certain_end_is_an_error(recorded: Callable[..., Stack], pagination: Any) -> None:
    page = {"data": {"schedules": []}, "pagination": pagination}
    with pytest.raises(BackupsError):
        recorded(lambda _method, _path: page).refresh()


@pytest.mark.parametrize("pagination", [None, {}, {"hasNextPage": False}, {"cursor": None}])
def test_list_without_a_next_page_is_complete(recorded: Callable[..., Stack], pagination: Any) -> None:
    page = {"data": {"schedules": [ANSWER]}, "pagination": pagination}
    assert recorded(lambda _method, _path: page).refresh()


@pytest.mark.parametrize("response", [None, {}, [], {"data": {"id": 5}}, "made"])
def test_created_schedule_is_read_from_the_list(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer, response: Any
) -> None:
    made: list[Any] = []

    def vendor(method: str, _path: str) -> Any:
        if method == "POST":
            made.append(ANSWER)
            return response
        return listing(made)

    stack = recorded(vendor)
    stack.id, stack.inputs, stack.state = None, {}, {}
    stack.up(**DECLARED)
    assert stack.state["schedule_id"] == ANSWER["id"]
    assert [request.split()[0] for request in scripted_server.requests] == ["GET", "POST", "GET"]
