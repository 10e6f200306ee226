"""The classes that people type agree with the inputs that are checked, and leak nothing."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Callable, Iterator
from contextvars import copy_context
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pulumi import dynamic
from pulumi._types import resource_types
from pulumi.runtime.mocks import MockMonitor, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.settings import SETTINGS
from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge import Resource
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.bridge.resource import wait_only_for_the_registration

from tools.generate.__main__ import PACKAGES
from tools.generate.described import resource_classes

RESOURCES = [cls for package in PACKAGES for cls in resource_classes(package)]
POLICY: dict[str, Any] = {
    "database": "storefront",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}


class Remembering(MockMonitor):
    """An engine that makes everything and remembers what it was asked to make."""

    class Echo(Mocks):
        def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
            return f"{args.name}-id", dict(args.inputs)

        def call(self, args: Any) -> Any:
            return args.args

    def __init__(self) -> None:
        super().__init__(self.Echo())
        self.asked: list[Any] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - as Pulumi names it
        if request.custom:
            self.asked.append(request)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


@pytest.fixture
def engine() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Runs a program, and gives what it registered last."""
    # The SDK takes the thread's own event loop, which another test may have taken away.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    monitor = Remembering()

    def register(program: Callable[[], Any]) -> None:
        set_mocks(Remembering.Echo(), monitor=monitor)
        pulumi.runtime.test(lambda: program().urn)()  # type: ignore[no-untyped-call]

    def run(program: Callable[[], Any]) -> Any:
        # Pulumi keeps its settings in context variables: other tests do not see these mocks.
        copy_context().run(register, program)
        return monitor.asked[-1]

    yield run
    pulumi.runtime.set_all_config({}, [])
    loop.close()
    asyncio.set_event_loop(asyncio.new_event_loop())


def arguments_of(cls: type[Resource]) -> dict[str, inspect.Parameter]:
    parameters = dict(inspect.signature(cls.__init__).parameters)
    return {name: each for name, each in parameters.items() if name not in ("self", "resource_name", "opts")}


@pytest.mark.parametrize("cls", RESOURCES)
def test_arguments_go_by_name_only(cls: type[Resource]) -> None:
    assert {each.kind for each in arguments_of(cls).values()} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("cls", RESOURCES)
def test_every_input_and_output_has_a_type_for_the_sdk(cls: type[Resource]) -> None:
    operations = cls._provider_class.operations
    known = {
        field.name
        for field in fields_of(operations.inputs)
        if not (field.argument.create_only or field.argument.passive)
    }
    # The SDK converts the engine's values to these.
    types = {name: kind for name, kind in resource_types(cls).items() if name not in ("id", "urn")}
    assert set(types) == known | {output.name for output in operations.outputs if not output.hidden}
    assert not {Any, object, pulumi.Output} & set(types.values())


def test_class_that_a_user_derives_keeps_the_outputs() -> None:
    class Gold(planetscale.BackupPolicy):
        """Twelve hours apart, whatever the database."""

    assert resource_types(Gold) == resource_types(planetscale.BackupPolicy)


def test_argument_that_there_is_not_is_an_error_of_the_constructor() -> None:
    with pytest.raises(TypeError, match="retention_days"):
        planetscale.BackupPolicy("nightly", **{**POLICY, "retention_days": 7})
    with pytest.raises(TypeError, match="schedule_time"):
        planetscale.BackupPolicy("nightly", **{k: v for k, v in POLICY.items() if k != "schedule_time"})


DECLARATIONS: list[Callable[[], Any]] = [
    lambda: planetscale.BackupPolicy("nightly", **POLICY),
    lambda: planetscale.BackupPlan("nightly", database="storefront", policies={}),
    lambda: planetscale.BranchPromotion("staging", database="storefront", branch="staging"),
]


@pytest.mark.parametrize("declare", DECLARATIONS)
def test_state_names_the_line_of_the_program(engine: Callable[..., Any], declare: Callable[[], Any]) -> None:
    asked = engine(declare)
    assert asked.sourcePosition.uri.endswith("/tests/bridge/test_resource.py")
    assert asked.sourcePosition.line == declare.__code__.co_firstlineno


def test_state_names_the_calls_of_the_program_and_no_other(engine: Callable[..., Any]) -> None:
    def team() -> planetscale.BackupPolicy:
        return planetscale.BackupPolicy("nightly", **POLICY)

    frames = [frame.pc for frame in engine(lambda: team()).stackTrace.frames]
    assert {frame.uri.rpartition("/")[2] for frame in frames} == {"test_resource.py"}
    # The third one calls the program.
    assert len(frames) == 3


@pytest.mark.parametrize("limit", [None, 5])
def test_limit_of_tracebacks_stays_as_it_was(
    engine: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    if limit is not None:
        monkeypatch.setattr(sys, "tracebacklimit", limit, raising=False)
    engine(lambda: planetscale.BackupPolicy("nightly", **POLICY))
    assert getattr(sys, "tracebacklimit", None) == limit


@pytest.mark.parametrize("declare", DECLARATIONS)
def test_sdk_awaits_the_urn_and_no_other_output(engine: Callable[..., Any], declare: Callable[[], Any]) -> None:
    found: dict[str, bool] = {}

    def program() -> Any:
        resource = declare()
        outputs = {name: each for name, each in vars(resource).items() if isinstance(each, pulumi.Output)}
        found.update({name: each._data in SETTINGS.outputs for name, each in outputs.items()})
        return resource

    engine(program)
    assert {"id", "database", "organization"} <= found.keys()
    assert [name for name, awaited in found.items() if awaited] == ["urn"]


def test_outputs_of_an_sdk_without_that_method_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    class Output:
        pass

    resource: Any = SimpleNamespace(database=Output())
    monkeypatch.setattr(pulumi, "Output", Output)
    output = resource.database
    wait_only_for_the_registration(resource, ["database"])
    assert resource.database is output


def test_sdk_awaits_an_output_of_a_derived_class(engine: Callable[..., Any]) -> None:
    class Policy(planetscale.BackupPolicy):
        def __init__(self) -> None:
            self.owner = pulumi.Output.from_input("platform")
            assert self.owner._data in SETTINGS.outputs
            super().__init__("nightly", **POLICY)
            assert self.owner._data in SETTINGS.outputs

    engine(Policy)


def test_state_has_the_same_as_of_any_dynamic_resource(engine: Callable[..., Any]) -> None:
    class Provider(dynamic.ResourceProvider):
        serialize_as_secret_always = False

    class Policy(dynamic.Resource, module="planetscale", name="BackupPolicy"):
        pass

    theirs = engine(lambda: Policy(Provider(), "nightly", {**POLICY}))
    ours = engine(lambda: planetscale.BackupPolicy("nightly", **POLICY))
    assert set(ours.object) == {*theirs.object, "name", "__urn"}
    for each in (theirs, ours):
        for name in ("object", "propertyDependencies", "sourcePosition", "stackTrace"):
            each.ClearField(name)
    assert ours == theirs


def test_type_tokens_stand_in_every_state(engine: Callable[..., Any]) -> None:
    assert engine(lambda: planetscale.BackupPolicy("nightly", **POLICY)).type == (
        "pulumi-python:dynamic/planetscale:BackupPolicy"
    )
    schedule = engine(
        lambda: northflank.AddonBackupSchedule(
            "daily",
            project_id="shop",
            addon_id="orders-db",
            backup_type="dump",
            scheduling={"interval": "daily", "hour": 2, "minute": 30},
            retention_time=30,
        )
    )
    assert schedule.type == "pulumi-python:dynamic/northflank:AddonBackupSchedule"
    assert schedule.object["scheduling"]["interval"] == "daily"


def test_name_is_the_resources_name_where_none_is_given(engine: Callable[..., Any]) -> None:
    assert engine(lambda: planetscale.BackupPolicy("nightly", **POLICY)).object["name"] == "nightly"
    assert engine(lambda: planetscale.BackupPolicy("nightly", **POLICY, name="other")).object["name"] == "other"


def test_secret_name_makes_what_is_derived_from_it_secret(engine: Callable[..., Any]) -> None:
    plain = engine(lambda: planetscale.BackupPolicy("nightly", **POLICY, name="other"))
    assert list(plain.additionalSecretOutputs) == []
    secret = engine(lambda: planetscale.BackupPolicy("nightly", **POLICY, name=pulumi.Output.secret("hidden")))
    assert list(secret.additionalSecretOutputs) == ["display_name"]


def test_credential_in_plain_text_is_no_error_in_a_unit_test_because_it_writes_no_state(
    engine: Callable[..., Any],
) -> None:
    pulumi.runtime.set_all_config({"planetscale:serviceToken": "word-in-plain-text"}, [])
    assert engine(lambda: planetscale.BackupPolicy("nightly", **POLICY)).object["name"] == "nightly"
