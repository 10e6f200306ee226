"""Hostile values, of every kind of resource: as inputs, from the state, and as ids in answers.

An error in words or a result; never a traceback, and no request to another path.
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

from tests.safety.answers import DECLARED, NO_PARTS, OBJECTS, ODD, TEXTS, vendor
from tests.safety.kinds import DELETED, KINDS
from tests.vendors import VENDORS

if TYPE_CHECKING:
    from tests.conftest import Doctored, Stack

Make = Callable[..., "Stack"]

every_kind = pytest.mark.parametrize("name", KINDS)
SETTINGS = {key: value for vendor in VENDORS.values() for key, value in vendor.settings.items()}
# tests/planetscale and tests/northflank test odd responses for the other two.
TESTED_HERE = [name for name in KINDS if name not in ("BackupPolicy", "AddonBackupSchedule")]
FIELDS = {name: [*kind.declared, "organization", "adopt", "a\nb"] for name, kind in KINDS.items()}
PLACES = [(name, field) for name, kind in KINDS.items() for field in kind.names_in_path]


@pytest.fixture(scope="module")
def recorded(
    new_stack: type[Stack], doctored: Doctored, doctored_config: Callable[[], dict[str, str]]
) -> Callable[..., Stack]:
    """Makes a stack at the start of a run, its state with one object, which the vendor shows as changed."""

    def make(name: str, changes: dict[str, Any] | None = None, run: dict[str, str] | None = None) -> Stack:
        kind = KINDS[name]
        stack = new_stack(kind.provider, run or doctored_config())
        stack.id = "id-1"
        stack.inputs = whole(name)
        outputs = {each.name: kind.outputs.get(each.name) for each in kind.provider.operations.outputs}
        stack.state = {**stack.inputs, **outputs, "__version": 1}
        doctored.answer = vendor({**OBJECTS[name], **(changes or {})})
        doctored.asked.clear()
        return stack

    return make


def whole(name: str) -> dict[str, Any]:
    """What is declared of a kind, the child of a backup included."""
    return {**KINDS[name].declared, **({"backup_id": "id-1"} if name == "FinishedBranchBackup" else {})}


def sentence_or_result(act: Callable[[], Any]) -> None:
    try:
        act()
    except BackupsError as error:
        assert str(error).isprintable()  # noqa: PT017 - some are good enough


def parts(asked: str) -> list[str]:
    return asked.split()[1].partition("?")[0].split("/")


# --- inputs ---------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(data=st.data())
@every_kind
def test_whatever_is_declared_is_taken_or_refused_in_lines_and_compared(
    new_stack: type[Stack], name: str, data: st.DataObject
) -> None:
    kind = KINDS[name]
    stack = new_stack(kind.provider, SETTINGS)
    changes = st.dictionaries(st.sampled_from(FIELDS[name]), DECLARED, max_size=3)
    declared, before = ({**whole(name), **data.draw(changes)} for _ in range(2))
    checked = stack.check(**declared)
    for failure in checked.failures:
        assert failure.property.isprintable()
        assert failure.reason.isprintable()
        assert len(failure.property) + len(failure.reason) < 400
    stack.provider.diff("an-id", before, checked.inputs)


@pytest.mark.parametrize(("name", "field"), PLACES)
def test_place_that_would_lead_elsewhere_is_refused_before_anything_is_sent(
    new_stack: type[Stack], name: str, field: str
) -> None:
    stack = new_stack(KINDS[name].provider, {})
    wrong = [*TEXTS, *NO_PARTS, "\ud800", 5, [], ["a"], {}]
    assert [value for value in wrong if list(stack.problems(**{**whole(name), field: value})) != [field]] == []


# --- state ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "field"), PLACES)
def test_name_that_stands_in_a_state_stays_one_part_of_the_path(
    recorded: Make, doctored: Doctored, name: str, field: str
) -> None:
    stack = recorded(name)
    id, state = stack.id, dict(stack.state)
    for value in TEXTS + NO_PARTS:
        doctored.asked.clear()
        for act in (stack.refresh, stack.destroy):
            stack.id, stack.state = id, {**state, field: value}
            sentence_or_result(act)
        place = [value if part == state[field] else part for part in KINDS[name].place.split("/")]
        assert (doctored.asked == []) is (value in NO_PARTS)
        for asked in doctored.asked:
            assert [unquote(part) for part in parts(asked)][: len(place)] == place


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].reads and KINDS[name].id_in_path])
def test_id_that_stands_in_a_state_stays_one_part_of_the_path(recorded: Make, doctored: Doctored, name: str) -> None:
    stack = recorded(name)
    state = dict(stack.state)
    for value in TEXTS + NO_PARTS:
        doctored.asked.clear()
        for act in (stack.refresh, stack.destroy):
            stack.id, stack.state = value, {**state, **({"backup_id": value} if "backup_id" in state else {})}
            sentence_or_result(act)
        for asked in doctored.asked:
            assert asked.partition("?")[0].split()[1] in (KINDS[name].place, f"{KINDS[name].place}/{quote(value, '')}")
            assert value not in NO_PARTS or asked.startswith("GET")


# --- answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in DELETED if KINDS[name].id_in_path])
def test_id_that_an_answer_brings_stays_one_part_of_the_path_of_the_deletion(
    recorded: Make, doctored: Doctored, doctored_config: Callable[[], dict[str, str]], name: str
) -> None:
    for value in [*TEXTS[:4], *NO_PARTS]:
        stack = recorded(name, {"id": value}, run=(run := doctored_config()))
        stack.id, stack.inputs, stack.state = None, {}, {}
        sentence_or_result(partial(stack.up, **whole(name), adopt=True))
        if stack.id is not None:
            # In a run that has not adopted it, with the same client.
            stack.start(run)
            sentence_or_result(stack.destroy)
        deletions = [asked for asked in doctored.asked if asked.startswith("DELETE")]
        assert deletions == ([] if value in NO_PARTS else [f"DELETE {KINDS[name].place}/{quote(value, '')}"])


@settings(max_examples=8)
@given(data=st.data())
@pytest.mark.parametrize("name", TESTED_HERE)
def test_odd_answer_ends_in_a_sentence_or_in_a_result(
    recorded: Make, doctored: Doctored, name: str, data: st.DataObject
) -> None:
    stack = recorded(name, data.draw(st.dictionaries(st.sampled_from(sorted(OBJECTS[name])), ODD, max_size=2)))
    sentence_or_result(stack.refresh)
    stack.id = "id-1"
    sentence_or_result(stack.destroy)
    assert all(asked.split()[1].startswith(KINDS[name].place) for asked in doctored.asked)


@settings(max_examples=8)
@given(answer=ODD)
@pytest.mark.parametrize("name", TESTED_HERE)
def test_answer_of_another_shape_is_an_error_and_never_gone(
    recorded: Make, doctored: Doctored, name: str, answer: Any
) -> None:
    stack = recorded(name)
    doctored.answer = lambda _method, _path: answer
    with pytest.raises(BackupsError):
        stack.refresh()
