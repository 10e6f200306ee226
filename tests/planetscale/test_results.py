"""The typed results held against the vendor's contract: every field, no other, and nothing stricter than it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from pulumi.runtime import set_all_config
from pulumi_backups import planetscale
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale import results

Facts = dict[str, Any]

CONTRACT = Path(__file__).with_name("contract.json")
RESULTS: dict[str, type] = {
    "list_backup_policies": results.BackupPolicyResult,
    "get_backup_policy": results.BackupPolicyResult,
    "create_backup_policy": results.BackupPolicyResult,
    "update_backup_policy": results.BackupPolicyResult,
    "list_backups": results.BackupResult,
    "get_backup": results.BackupResult,
    "create_backup": results.BackupResult,
    "update_backup": results.BackupResult,
    "list_workflows": results.WorkflowResult,
    "get_workflow": results.WorkflowResult,
    "get_deploy_queue": results.DeploymentResult,
    "get_service_token": results.ServiceTokenResult,
    "list_public_regions": results.RegionResult,
    "get_current_user": results.UserResult,
}
PLAIN: dict[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool}
# Where the contract has neither null nor absence, and the vendor can hardly have anything else.
MORE_LENIENT = {
    "workflow_errors",
    "global_keyspace",
    "verify_data_by",
    "reversed_by",
    "switch_replicas_by",
    "switch_primaries_by",
    "cancelled_by",
    "completed_by",
    "retried_by",
    "cutover_by",
    "reversed_cutover_by",
}
every_operation = pytest.mark.parametrize("operation", RESULTS)


@cache
def answer_of(operation: str) -> Facts:
    """The fields of the object that an operation answers with, or of the rows of its list."""
    endpoints = json.loads(CONTRACT.read_text("utf-8"))["endpoints"]
    (facts,) = (each["response"]["fields"] for each in endpoints if each["operationId"] == operation)
    found: Facts = facts["data"]["items"]["fields"] if "data" in facts else facts
    return found


def pairs(cls: type, described: Facts, place: str = "") -> Iterator[tuple[str, type, Facts]]:
    """Every class of a result with what the contract says of it, the nested ones included."""
    yield place or cls.__name__, cls, described
    for name, hint in get_type_hints(cls).items():
        kind, facts = without_none(hint), described.get(name, {})
        if get_origin(kind) is list:
            (kind,), facts = get_args(kind), facts.get("items", {})
        if is_dataclass(kind) and isinstance(kind, type):
            yield from pairs(kind, facts["fields"], f"{place}.{name}".lstrip("."))


def without_none(hint: Any) -> Any:
    return (
        next(arg for arg in get_args(hint) if arg is not NoneType) if get_origin(hint) in (Union, UnionType) else hint
    )


def may_be_none(hint: Any) -> bool:
    return is_union(hint) and NoneType in get_args(hint)


def is_union(hint: Any) -> bool:
    # Of annotated types, `|` makes the one; of plain ones, the other.
    return get_origin(hint) in (Union, UnionType)


def is_type_of(kind: Any, name: str, facts: Facts) -> bool:
    """Whether a class's type of a field is the contract's."""
    if facts["type"] == "array":
        return get_origin(kind) is list and is_type_of(get_args(kind)[0], "", facts["items"])
    if facts["type"] == "object":
        # Where the contract knows no more of it than that it is an object.
        return is_dataclass(kind) if facts.get("fields") else get_origin(kind) is Mapping
    return kind is (datetime if name.endswith("_at") else PLAIN[facts["type"]])


@every_operation
def test_fields_are_those_of_the_contract(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], answer_of(operation)):
        assert set(get_type_hints(cls)) == set(described), place


@every_operation
def test_types_are_those_of_the_contract_and_times_are_datetimes(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], answer_of(operation)):
        hints = get_type_hints(cls)
        wrong = [name for name, facts in described.items() if not is_type_of(without_none(hints[name]), name, facts)]
        assert wrong == [], place


@every_operation
def test_what_may_be_null_or_lack_may_be_none(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], answer_of(operation)):
        hints = get_type_hints(cls)
        null = {name for name, facts in described.items() if facts.get("nullable") or not facts.get("required")}
        nullable = {name for name, hint in hints.items() if may_be_none(hint)}
        assert null <= nullable, place
        assert nullable - null <= MORE_LENIENT, place
        optional = {field.name for field in fields(cls) if field.default is not MISSING}
        assert optional == {name for name, facts in described.items() if not facts.get("required")}, place


# --- answers --------------------------------------------------------------------------------------------------


def example(described: Facts, *, sparse: bool) -> Facts:
    """An answer by the contract; a sparse one lacks and nulls what it may."""
    return {
        name: None if sparse and facts.get("nullable") else value(name, facts, sparse=sparse)
        for name, facts in described.items()
        if not (sparse and not facts.get("required"))
    }


def value(name: str, facts: Facts, *, sparse: bool) -> Any:
    if facts["type"] == "array":
        return [] if sparse else [value("", facts["items"], sparse=sparse)]
    if facts["type"] == "object":
        return example(facts.get("fields", {}), sparse=sparse)
    if name.endswith("_at"):
        return "2026-01-31T09:00:00.000Z"
    return {"string": facts.get("enum", ["text"])[0], "integer": 3, "number": 0.5, "boolean": True}[facts["type"]]


GETS: dict[str, Callable[[], Any]] = {
    "get_backup_policy": lambda: planetscale.get_backup_policy(database="d", policy_id="p"),
    "list_backup_policies": lambda: planetscale.get_backup_policies(database="d")[0],
    "get_backup": lambda: planetscale.get_branch_backup(database="d", branch="b", backup_id="i"),
    "list_backups": lambda: planetscale.get_branch_backups(database="d", branch="b")[0],
    "get_workflow": lambda: planetscale.get_workflow(database="d", number=1),
    "list_workflows": lambda: planetscale.get_workflows(database="d")[0],
    "get_deploy_queue": lambda: planetscale.get_deploy_queue(database="d")[0],
    "get_service_token": lambda: planetscale.get_service_token(token_id="t"),
    "list_public_regions": lambda: planetscale.get_regions()[0],
    "get_current_user": planetscale.get_user,
}
every_get = pytest.mark.parametrize("operation", GETS)


@pytest.fixture
def answers(doctored: Any, doctored_config: Callable[[], dict[str, str]]) -> Iterator[Callable[[str, Facts], Any]]:
    """Has the vendor answer with an object, as a list where it is one, and asks for it."""

    def ask(operation: str, body: Any) -> Any:
        is_list = operation.startswith("list_") or operation == "get_deploy_queue"
        doctored.answer = lambda _method, _path: {"data": [body], "next_page": None} if is_list else body
        return GETS[operation]()

    set_all_config(doctored_config())
    yield ask
    set_all_config({})


@every_get
@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
def test_whatever_the_contract_allows_is_read(answers: Any, operation: str, sparse: bool) -> None:
    body = example(answer_of(operation), sparse=sparse)
    found = answers(operation, body)
    assert found.id == body["id"]
    if "created_at" in body:
        assert found.created_at == datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    assert isinstance(found, RESULTS[operation])


@every_get
def test_field_that_the_contract_does_not_know_yet_is_passed_over(answers: Any, operation: str) -> None:
    body = example(answer_of(operation), sparse=False)
    assert answers(operation, {**body, "brand_new": {"deep": [1]}}) == answers(operation, body)


@pytest.mark.parametrize("name", sorted(MORE_LENIENT))
@pytest.mark.parametrize("operation", ["get_workflow", "list_workflows"])
def test_step_that_nobody_took_may_be_null(answers: Any, operation: str, name: str) -> None:
    body = example(answer_of(operation), sparse=False)
    assert getattr(answers(operation, {**body, name: None}), name) is None


@every_get
def test_answer_off_the_contract_is_a_sentence_that_names_the_field(answers: Any, operation: str) -> None:
    body = example(answer_of(operation), sparse=False)
    with pytest.raises(BackupsError, match=r"the response does not match the API's contract \(id: .*an update.$"):
        answers(operation, {**body, "id": None})
    with pytest.raises(
        BackupsError,
        match=r"^PlanetScale: could not (read|list) .*(is not what the API promises|does not match the API's contract)",
    ):
        answers(operation, "text")


def test_token_is_never_printed(answers: Any) -> None:
    body = example(answer_of("get_service_token"), sparse=False)
    hidden = {"token": "secret-token-1", "plain_text_refresh_token": "secret-token-2"}
    found = answers("get_service_token", {**body, **hidden})
    assert (found.token, found.plain_text_refresh_token) == ("secret-token-1", "secret-token-2")
    assert "secret-token" not in f"{found!r} {found}"
