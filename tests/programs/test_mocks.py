"""A user's unit test runs offline and without a credential: `Mocks.call` answers every function."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pulumi
import pytest
from pulumi_backups import BackupsError, northflank, planetscale

from tests.programs.mocked import Recorder, run_mocked
from tests.programs.outputs_as_inputs import policy_from_a_table

PLACES = {
    "database": "storefront",
    "organization": "acme",
    "branch": "main",
    "policy_id": "p1",
    "backup_id": "b1",
    "token_id": "t1",
    "project_id": "shop",
    "addon_id": "orders-db",
    "team_id": "acme-team",
    "between": "2026-01-01T00:00:00Z..2026-01-02T00:00:00Z",
    "state": "success",
    "started_after": "2026-01-01T00:00:00Z",
    "started_before": "2026-01-02T00:00:00Z",
    "kind": "mysql",
    "production": True,
    "volume_id": "uploads",
    "number": 2,
}
FUNCTIONS = [
    pytest.param(module, name, id=name)
    for module in (planetscale, northflank)
    for name in module.__all__
    if name.startswith("get_") and not name.endswith("_output")
]
every_function = pytest.mark.parametrize(("module", "name"), FUNCTIONS)
POLICY = "planetscale:index:getBackupPolicy"
POLICIES = "planetscale:index:getBackupPolicies"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails a test that opens a connection, and leaves no credential in the environment."""

    def refuse(*_: Any) -> None:
        # Not an Exception, which the HTTP client would retry.
        pytest.fail("the test opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("PLANETSCALE_SERVICE_TOKEN_ID", "PLANETSCALE_SERVICE_TOKEN", "NORTHFLANK_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def arguments_of(function: Callable[..., Any]) -> dict[str, Any]:
    """A plain value for each argument of a function, without its options."""
    return {name: PLACES[name] for name in inspect.signature(function).parameters if name != "opts"}


@every_function
@pytest.mark.parametrize("form", ["", "_output"])
def test_function_calls_the_mock_with_its_token_and_plain_arguments(module: ModuleType, name: str, form: str) -> None:
    mocks = Recorder()
    arguments = arguments_of(getattr(module, name))
    run_mocked(lambda: getattr(module, f"{name}{form}")(**arguments), mocks)
    first, *rest = name.split("_")
    token = f"{module.__name__.rpartition('.')[2]}:index:{first}{''.join(map(str.capitalize, rest))}"
    assert mocks.calls == [(token, arguments)]


@every_function
def test_options_of_a_call_reach_no_mock(module: ModuleType, name: str) -> None:
    mocks = Recorder()
    function = getattr(module, name)
    arguments = arguments_of(function)
    assert "opts" in inspect.signature(function).parameters
    run_mocked(lambda: function(**arguments, opts=pulumi.InvokeOptions()), mocks)
    assert [given for _, given in mocks.calls] == [arguments]


def test_arguments_that_are_none_are_left_out_and_times_are_text() -> None:
    mocks = Recorder()
    day = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    text = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]

    def program() -> pulumi.Output[Any]:
        planetscale.get_workflows(database="storefront", between=day)
        return planetscale.get_workflows_output(database=pulumi.Output.from_input("storefront"), between=day)

    run_mocked(program, mocks)
    assert mocks.calls == [("planetscale:index:getWorkflows", {"database": "storefront", "between": text})] * 2


def test_plain_values_become_the_functions_result() -> None:
    policies = [{"name": "nightly", "retention_value": 14, "next_run_at": "2026-01-31T03:00:00Z"}, {"name": "weekly"}]
    mocks = Recorder({POLICIES: {"policies": policies}})
    nightly, weekly = run_mocked(lambda: planetscale.get_backup_policies(database="storefront"), mocks)
    assert isinstance(nightly, planetscale.BackupPolicyResult)
    assert nightly.next_run_at == datetime(2026, 1, 31, 3, 0, tzinfo=UTC)
    assert isinstance(nightly.retention_value, int)
    assert (weekly.name, weekly.next_run_at, weekly.retention_value) == ("weekly", None, None)


def test_nested_values_become_the_classes_of_their_fields() -> None:
    backup = {
        "actor": {"display_name": "Ada Lovelace"},
        "restored_branches": [{"name": "copy", "created_at": "2026-01-31T03:00:00Z"}],
    }
    mocks = Recorder({"planetscale:index:getBranchBackup": backup})
    found = run_mocked(
        lambda: planetscale.get_branch_backup_output(database="storefront", branch="main", backup_id="b1").apply(
            lambda backup: (backup.actor, backup.restored_branches[0], backup.schema_snapshot)
        ),
        mocks,
    )
    actor, branch, snapshot = found
    assert isinstance(actor, planetscale.Actor)
    assert (actor.display_name, branch.created_at.hour, snapshot) == ("Ada Lovelace", 3, None)


@every_function
def test_mock_that_returns_nothing_gives_an_empty_list_or_an_object_of_none(module: ModuleType, name: str) -> None:
    function = getattr(module, name)
    found = run_mocked(lambda: [function(**arguments_of(function))], Recorder())[0]
    assert found == [] or set(found.values()) == {None}


def test_result_can_be_an_instance_of_the_result_class() -> None:
    region = planetscale.RegionResult("r", "AWS", True, [], "US East", "Ashburn", "us-east")
    mocks = Recorder({"planetscale:index:getRegions": {"regions": [region]}})
    assert run_mocked(planetscale.get_regions, mocks) == [region]


def test_field_that_the_result_lacks_is_an_error() -> None:
    mocks = Recorder({POLICIES: {"policies": [{"nextRunAt": "2026-01-31T03:00:00Z"}]}})
    with pytest.raises(
        BackupsError, match=r"^Mocks.call returned nextRunAt for planetscale:index:getBackupPolicies, which has no such"
    ):
        run_mocked(lambda: planetscale.get_backup_policies(database="storefront"), mocks)


@pytest.mark.parametrize("answer", [{"name": "nightly"}, {"policies": [], "more": []}])
def test_list_must_be_the_only_value(answer: dict[str, Any]) -> None:
    mocks = Recorder({POLICIES: answer})
    with pytest.raises(BackupsError, match=f"^Mocks.call must return a dict with one list for {POLICIES}.$"):
        run_mocked(lambda: planetscale.get_backup_policies(database="storefront"), mocks)


def test_unknown_argument_calls_no_mock() -> None:
    mocks = Recorder()
    unknown: Any = pulumi.Output.from_input(pulumi.output.UNKNOWN)
    assert run_mocked(lambda: planetscale.get_backup_policies_output(database=unknown), mocks, preview=True) is None
    assert mocks.calls == []


def test_live_values_call_the_mock_once_for_each_resource() -> None:
    mocks = Recorder({POLICY: {"next_run_at": "2026-01-31T03:00:00Z"}})

    def program() -> pulumi.Output[Any]:
        nightly = policy_from_a_table()
        return pulumi.Output.all(nightly.next_run_at, nightly.last_ran_at, nightly.next_run_at)

    moment = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)
    assert run_mocked(program, mocks) == [moment, None, moment]
    assert mocks.calls == [(POLICY, {"database": "storefront", "policy_id": "weekly-id"})]


def test_plan_promises_the_same_as_with_its_provider() -> None:
    daily = northflank.AddonBackupScheduleArgs(
        backup_type="dump", scheduling={"interval": "daily", "hour": 3, "minute": 0}, retention_time=30
    )

    def program() -> pulumi.Output[Any]:
        plan = northflank.AddonBackupPlan("orders-db", project_id="shop", addon_id="orders-db", schedules=[daily])
        return pulumi.Output.all(plan.recovery_point_hours, plan.reach_days)

    assert run_mocked(program, Recorder()) == [24, 30]
