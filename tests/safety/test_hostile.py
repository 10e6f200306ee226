"""Hostile values for every kind of resource: in inputs, in the state and in responses.

Each gives a result or a one-line error, and no request to another path.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_backups.errors import BackupsError

from tests.safety.kinds import DELETED, KINDS
from tests.safety.responses import DECLARED, NO_PARTS, OBJECTS, ODD, TEXTS, vendor
from tests.vendors import VENDORS

if TYPE_CHECKING:
    from tests.conftest import ScriptedServer, Stack

Make = Callable[..., "Stack"]

every_kind = pytest.mark.parametrize("name", KINDS)
SETTINGS = {key: value for vendor in VENDORS.values() for key, value in vendor.settings.items()}
# tests/planetscale and tests/northflank test odd responses for the other two.
TESTED_HERE = [name for name in KINDS if name not in ("BackupPolicy", "AddonBackupSchedule")]
FIELDS = {name: [*kind.declared, "organization", "adopt", "a\nb"] for name, kind in KINDS.items()}
PLACES = [(name, field) for name, kind in KINDS.items() for field in kind.names_in_path]


@pytest.fixture(scope="module")
def recorded(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> Callable[..., Stack]:
    """Makes a stack at the start of a run. Its state has one object; the vendor returns a changed one."""

    def make(name: str, changes: dict[str, Any] | None = None, run: dict[str, str] | None = None) -> Stack:
        kind = KINDS[name]
        stack = new_stack(kind.provider, run or scripted_config())
        stack.id = "id-1"
        stack.inputs = inputs_of(name)
        outputs = {each.name: kind.outputs.get(each.name) for each in kind.provider.operations.outputs}
        stack.state = {**stack.inputs, **outputs, "__version": 1}
        scripted_server.respond = vendor({**OBJECTS[name], **(changes or {})})
        scripted_server.requests.clear()
        return stack

    return make


def inputs_of(name: str) -> dict[str, Any]:
    """The inputs of a kind, those of the child of a backup included."""
    return {**KINDS[name].declared, **({"backup_id": "id-1"} if name == "FinishedBranchBackup" else {})}


def error_or_result(act: Callable[[], Any]) -> None:
    try:
        act()
    except BackupsError as error:
        assert str(error).isprintable()  # noqa: PT017 - some are good enough


def parts(request: str) -> list[str]:
    return request.split()[1].partition("?")[0].split("/")


# --- inputs ---------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(data=st.data())
@every_kind
def test_any_declaration_gives_inputs_or_one_line_violations(
    new_stack: type[Stack], name: str, data: st.DataObject
) -> None:
    kind = KINDS[name]
    stack = new_stack(kind.provider, SETTINGS)
    changes = st.dictionaries(st.sampled_from(FIELDS[name]), DECLARED, max_size=3)
    declared, before = ({**inputs_of(name), **data.draw(changes)} for _ in range(2))
    checked = stack.check(**declared)
    for failure in checked.failures:
        assert failure.property.isprintable()
        assert failure.reason.isprintable()
        assert len(failure.property) + len(failure.reason) < 400
    stack.provider.diff("an-id", before, checked.inputs)


@pytest.mark.parametrize(("name", "field"), PLACES)
def test_name_that_would_change_the_path_is_refused_before_any_request(
    new_stack: type[Stack], name: str, field: str
) -> None:
    stack = new_stack(KINDS[name].provider, {})
    wrong = [*TEXTS, *NO_PARTS, "\ud800", 5, [], ["a"], {}]
    assert [value for value in wrong if list(stack.problems(**{**inputs_of(name), field: value})) != [field]] == []


# --- state ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "field"), PLACES)
def test_name_in_a_state_stays_one_part_of_the_path(
    recorded: Make, scripted_server: ScriptedServer, name: str, field: str
) -> None:
    stack = recorded(name)
    id, state = stack.id, dict(stack.state)
    for value in TEXTS + NO_PARTS:
        scripted_server.requests.clear()
        for act in (stack.refresh, stack.destroy):
            stack.id, stack.state = id, {**state, field: value}
            error_or_result(act)
        place = [value if part == state[field] else part for part in KINDS[name].place.split("/")]
        assert (scripted_server.requests == []) is (value in NO_PARTS)
        for request in scripted_server.requests:
            assert [unquote(part) for part in parts(request)][: len(place)] == place


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].reads and KINDS[name].id_in_path])
def test_id_in_a_state_stays_one_part_of_the_path(recorded: Make, scripted_server: ScriptedServer, name: str) -> None:
    stack = recorded(name)
    state = dict(stack.state)
    for value in TEXTS + NO_PARTS:
        scripted_server.requests.clear()
        for act in (stack.refresh, stack.destroy):
            stack.id, stack.state = value, {**state, **KINDS[name].records_id(value)}
            error_or_result(act)
        for request in scripted_server.requests:
            assert request.partition("?")[0].split()[1] in (
                KINDS[name].place,
                f"{KINDS[name].place}/{quote(value, '')}",
            )
            assert value not in NO_PARTS or request.startswith("GET")


# --- responses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in DELETED if KINDS[name].id_in_path])
def test_id_in_a_response_stays_one_part_of_the_path(
    recorded: Make, scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]], name: str
) -> None:
    for value in [*TEXTS[:4], *NO_PARTS]:
        stack = recorded(name, {"id": value}, run=(run := scripted_config()))
        stack.id, stack.inputs, stack.state = None, {}, {}
        error_or_result(partial(stack.up, **inputs_of(name), adopt=True))
        if stack.id is not None:
            # Another run, which has not adopted it, with the same client.
            stack.start(run)
            error_or_result(stack.destroy)
        deletions = [request for request in scripted_server.requests if request.startswith("DELETE")]
        assert deletions == ([] if value in NO_PARTS else [f"DELETE {KINDS[name].place}/{quote(value, '')}"])


@settings(max_examples=8)
@given(data=st.data())
@pytest.mark.parametrize("name", TESTED_HERE)
def test_any_response_gives_a_result_or_a_one_line_error(
    recorded: Make, scripted_server: ScriptedServer, name: str, data: st.DataObject
) -> None:
    stack = recorded(name, data.draw(st.dictionaries(st.sampled_from(sorted(OBJECTS[name])), ODD, max_size=2)))
    error_or_result(stack.refresh)
    stack.id = "id-1"
    error_or_result(stack.destroy)
    assert all(request.split()[1].startswith(KINDS[name].place) for request in scripted_server.requests)


@settings(max_examples=8)
@given(response=ODD)
@pytest.mark.parametrize("name", TESTED_HERE)
def test_response_of_another_shape_is_an_error_and_never_a_deletion(
    recorded: Make, scripted_server: ScriptedServer, name: str, response: Any
) -> None:
    stack = recorded(name)
    scripted_server.respond = lambda _method, _path: response
    with pytest.raises(BackupsError):
        stack.refresh()
