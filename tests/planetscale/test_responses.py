"""Responses that do not match the contract: an error message or the truth, and never a crash or a lost resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

if TYPE_CHECKING:
    from tests.conftest import ScriptedServer, Stack

PLACE = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
NOW = "2026-01-31T09:00:00.000Z"
WEEKLY: dict[str, Any] = {
    "name": "weekly",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "week",
    "schedule_time": "03:00",
    "schedule_day": 0,
    "retention_value": 14,
    "retention_unit": "day",
}
ANSWER: dict[str, Any] = {
    **WEEKLY,
    "id": "p1",
    "display_name": "Weekly",
    "schedule_week": None,
    "created_at": NOW,
    "updated_at": NOW,
    "last_ran_at": None,
    "next_run_at": None,
    "required": False,
}
DECLARED = {**WEEKLY, "database": "storefront"}
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["../../x", "a/b", "", ".", "x" * 10_000, "\ud800", "\x00", 10**400, NOW]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def recorded(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> Callable[..., Stack]:
    """Makes a stack at the start of a run. Its state has the policy p1; the vendor returns a changed one."""

    def make(respond: Callable[[str, str], Any]) -> Stack:
        stack = new_stack(BackupPolicyProvider, scripted_config())
        stack.id, stack.inputs = "p1", {**DECLARED, "organization": "acme"}
        stack.state = {**stack.inputs, "display_name": "Weekly", "created_at": NOW, "required": False}
        scripted_server.respond = respond
        scripted_server.requests.clear()
        return stack

    return make


def responses(**changes: Any) -> Callable[[str, str], Any]:
    """The responses of a vendor with one policy, after these changes. A change to `...` removes the field."""
    row = {name: value for name, value in {**ANSWER, **changes}.items() if value is not ...}

    def respond(method: str, path: str) -> Any:
        is_list = method == "GET" and path.partition("?")[0] == PLACE
        return {"type": "list", "current_page": 1, "next_page": None, "data": [row]} if is_list else row

    return respond


# Fields of the contract that no state holds: no value of theirs may matter.
UNUSED = ("updated_at", "last_ran_at", "next_run_at")


@pytest.mark.parametrize("name", sorted(set(ANSWER) - set(UNUSED)))
def test_missing_field_is_an_error_that_names_it(recorded: Callable[..., Stack], name: str) -> None:
    with pytest.raises(BackupsError, match=rf"the response does not match the API's contract \({name}: "):
        recorded(responses(**{name: ...})).refresh()


@pytest.mark.parametrize("name", sorted(set(ANSWER) - set(UNUSED) - {"schedule_day", "schedule_week"}))
@pytest.mark.parametrize("value", [None, [], {}])
def test_field_of_a_wrong_type_is_an_error_that_names_it(recorded: Callable[..., Stack], name: str, value: Any) -> None:
    with pytest.raises(BackupsError, match=rf"the response does not match the API's contract \({name}: "):
        recorded(responses(**{name: value})).refresh()


@pytest.mark.parametrize(
    "changes", [{"colour": {"deep": [1]}}, dict.fromkeys(UNUSED, ...), {name: [7] for name in UNUSED}], ids=str
)
def test_unused_field_is_ignored(recorded: Callable[..., Stack], changes: dict[str, Any]) -> None:
    stack = recorded(responses(**changes))
    before = dict(stack.inputs), dict(stack.state)
    assert stack.refresh()
    assert (stack.inputs, stack.state) == before


@settings(max_examples=15)
@given(changes=st.dictionaries(st.sampled_from(sorted(ANSWER)), ODD, min_size=1, max_size=2))
def test_any_response_gives_a_result_or_a_one_line_error(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer, changes: dict[str, Any]
) -> None:
    steps: list[Callable[[Stack], Any]] = [
        lambda stack: stack.refresh(),
        lambda stack: stack.up(**{**DECLARED, "retention_value": 15}),
        lambda stack: stack.destroy(),
    ]
    for step in steps:
        stack = recorded(responses(**changes))
        try:
            step(stack)
        except BackupsError as error:
            assert str(error).isprintable()  # noqa: PT017 - some responses are valid
    assert all(request.split()[1].startswith(PLACE) for request in scripted_server.requests)


@settings(max_examples=25)
@given(page=ODD | st.fixed_dictionaries({}, optional={"data": ODD, "next_page": ODD}))
def test_any_list_gives_a_result_or_an_error_and_never_a_deletion(recorded: Callable[..., Stack], page: Any) -> None:
    stack = recorded(lambda _method, path: page if path.partition("?")[0] == PLACE else ANSWER)
    try:
        assert stack.refresh()
    except BackupsError as error:
        assert str(error).isprintable()  # noqa: PT017 - some lists are valid


@pytest.mark.parametrize("response", [None, {}, [], {"id": 5}, "made"])
def test_created_policy_is_found_in_the_list_after_an_invalid_response(
    recorded: Callable[..., Stack], scripted_server: ScriptedServer, response: Any
) -> None:
    listed: list[Any] = [{**ANSWER, "id": "p0", "name": "system-backups", "required": True}]

    def vendor(method: str, _path: str) -> Any:
        if method == "POST":
            listed.append(ANSWER)
            return response
        return {"data": listed, "next_page": None}

    stack = recorded(vendor)
    stack.id, stack.inputs, stack.state = None, {}, {}
    stack.up(**DECLARED)
    assert stack.id == "p1"
    assert [request.split()[0] for request in scripted_server.requests] == ["GET", "POST", "GET"]
