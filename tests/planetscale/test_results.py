"""The typed results compared with the vendor's contract: the same fields, and no stricter types."""

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

Facts = dict[str, Any]

CONTRACT = Path(__file__).with_name("contract.json")
RESULTS: dict[str, type] = {
    "list_backup_policies": planetscale.BackupPolicyResult,
    "get_backup_policy": planetscale.BackupPolicyResult,
    "create_backup_policy": planetscale.BackupPolicyResult,
    "update_backup_policy": planetscale.BackupPolicyResult,
    "list_backups": planetscale.BackupResult,
    "get_backup": planetscale.BackupResult,
    "create_backup": planetscale.BackupResult,
    "update_backup": planetscale.BackupResult,
    "list_workflows": planetscale.WorkflowResult,
    "get_workflow": planetscale.WorkflowResult,
    "get_deploy_queue": planetscale.DeploymentResult,
    "get_service_token": planetscale.ServiceTokenResult,
    "list_public_regions": planetscale.RegionResult,
    "get_current_user": planetscale.UserResult,
    "list_organizations": planetscale.OrganizationResult,
    "list_databases": planetscale.DatabaseResult,
    "get_database": planetscale.DatabaseResult,
    "list_branches": planetscale.BranchResult,
    "get_branch": planetscale.BranchResult,
}
PLAIN: dict[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool}
# The contract allows no null here, but the vendor can hardly return anything else.
STEPS_OF_A_WORKFLOW = {
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
# They mean nothing for every kind of database, or not every credential may see them.
MORE_LENIENT = STEPS_OF_A_WORKFLOW | {
    "billing_email",
    "invoice_budget_amount",
    "keyspace_shard_limit",
    "import_check_errors",
    "default_branch_shard_count",
    "default_branch_read_only_regions_count",
    "default_branch_table_count",
    "mysql_address",
    "mysql_edge_address",
    "vtgate_size",
    "vtgate_count",
    "cluster_name",
}
every_operation = pytest.mark.parametrize("operation", RESULTS)


@cache
def fields_of_response(operation: str) -> Facts:
    """The contract's fields of the object that an operation returns, or of the rows of its list."""
    endpoints = json.loads(CONTRACT.read_text("utf-8"))["endpoints"]
    (facts,) = (each["response"]["fields"] for each in endpoints if each["operationId"] == operation)
    found: Facts = facts["data"]["items"]["fields"] if "data" in facts else facts
    return found


def pairs(cls: type, described: Facts, place: str = "") -> Iterator[tuple[str, type, Facts]]:
    """Each result class with its fields in the contract, nested classes included."""
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
    # `|` gives the first type for annotated operands and the second one for plain operands.
    return get_origin(hint) in (Union, UnionType)


def is_type_of(kind: Any, name: str, facts: Facts) -> bool:
    """Whether a field has the contract's type."""
    if facts["type"] == "array":
        return get_origin(kind) is list and is_type_of(get_args(kind)[0], "", facts["items"])
    if facts["type"] == "object":
        # Where the contract knows no more of it than that it is an object.
        return is_dataclass(kind) if facts.get("fields") else get_origin(kind) is Mapping
    return kind is (datetime if name.endswith("_at") else PLAIN[facts["type"]])


@every_operation
def test_fields_are_those_of_the_contract(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], fields_of_response(operation)):
        assert set(get_type_hints(cls)) == set(described), place


@every_operation
def test_types_are_those_of_the_contract_with_times_as_datetimes(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], fields_of_response(operation)):
        hints = get_type_hints(cls)
        wrong = [name for name, facts in described.items() if not is_type_of(without_none(hints[name]), name, facts)]
        assert wrong == [], place


@every_operation
def test_nullable_and_optional_fields_may_be_none(operation: str) -> None:
    for place, cls, described in pairs(RESULTS[operation], fields_of_response(operation)):
        hints = get_type_hints(cls)
        null = {name for name, facts in described.items() if facts.get("nullable") or not facts.get("required")}
        nullable = {name for name, hint in hints.items() if may_be_none(hint)}
        assert null <= nullable, place
        assert nullable - null <= MORE_LENIENT, place
        optional = {field.name for field in fields(cls) if field.default is not MISSING}
        assert optional == {name for name, facts in described.items() if not facts.get("required")}, place


# --- responses --------------------------------------------------------------------------------------------------


def example(described: Facts, *, sparse: bool) -> Facts:
    """A response that matches the contract. A sparse one omits fields and has nulls as far as allowed."""
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
    "list_organizations": lambda: planetscale.get_organizations()[0],
    "list_databases": lambda: planetscale.get_databases()[0],
    "list_branches": lambda: planetscale.get_branches(database="d")[0],
}
every_get = pytest.mark.parametrize("operation", GETS)


@pytest.fixture
def call_with(
    scripted_server: Any, scripted_config: Callable[[], dict[str, str]]
) -> Iterator[Callable[[str, Facts], Any]]:
    """Makes the vendor return an object, or a list with it, and calls the function."""

    def ask(operation: str, body: Any) -> Any:
        is_list = operation.startswith("list_") or operation == "get_deploy_queue"
        scripted_server.respond = lambda _method, _path: {"data": [body], "next_page": None} if is_list else body
        return GETS[operation]()

    set_all_config(scripted_config())
    yield ask
    set_all_config({})


@every_get
@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
def test_every_response_that_the_contract_allows_is_parsed(call_with: Any, operation: str, sparse: bool) -> None:
    body = example(fields_of_response(operation), sparse=sparse)
    found = call_with(operation, body)
    assert found.id == body["id"]
    if "created_at" in body:
        assert found.created_at == datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    assert isinstance(found, RESULTS[operation])


@every_get
def test_unknown_field_is_ignored(call_with: Any, operation: str) -> None:
    body = example(fields_of_response(operation), sparse=False)
    assert call_with(operation, {**body, "brand_new": {"deep": [1]}}) == call_with(operation, body)


@pytest.mark.parametrize("name", sorted(STEPS_OF_A_WORKFLOW))
@pytest.mark.parametrize("operation", ["get_workflow", "list_workflows"])
def test_time_of_a_step_that_has_not_happened_may_be_null(call_with: Any, operation: str, name: str) -> None:
    body = example(fields_of_response(operation), sparse=False)
    assert getattr(call_with(operation, {**body, name: None}), name) is None


@every_get
def test_invalid_response_is_an_error_that_names_the_field(call_with: Any, operation: str) -> None:
    body = example(fields_of_response(operation), sparse=False)
    with pytest.raises(BackupsError, match=r"the response does not match the API's contract \(id: .*an update.$"):
        call_with(operation, {**body, "id": None})
    with pytest.raises(
        BackupsError,
        match=r"^PlanetScale: could not (read|list) .*does not match the API's contract",
    ):
        call_with(operation, "text")


def test_repr_hides_tokens(call_with: Any) -> None:
    body = example(fields_of_response("get_service_token"), sparse=False)
    hidden = {"token": "secret-token-1", "plain_text_refresh_token": "secret-token-2"}
    found = call_with("get_service_token", {**body, **hidden})
    assert (found.token, found.plain_text_refresh_token) == ("secret-token-1", "secret-token-2")
    assert "secret-token" not in f"{found!r} {found}"
