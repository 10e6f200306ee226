"""The `_output` form of a function: it waits for what is not known, and for the resources that it is told of."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from pulumi.output import UNKNOWN
from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.functions import functions_of, output_of, program_settings
from pulumi_backups.bridge.result import Result
from pulumi_backups.errors import BackupsError


class Made(pulumi.CustomResource):
    """A resource, of which nothing but its id is needed."""

    def __init__(self, id: Any) -> None:
        self.__dict__["id"] = pulumi.Output.from_input(id)


@dataclass(frozen=True)
class DayResult(Result):
    """A day."""

    name: str


class Asked:
    """A function that notes with what it was called, and in which thread."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.thread = 0

    def __call__(self, **arguments: Any) -> str:
        self.calls.append(arguments)
        self.thread = threading.get_ident()
        return "answer"


def resolved(make: Callable[[], pulumi.Output[Any]]) -> tuple[Any, bool, bool]:
    """What the output is worth, whether it is known, whether it is a secret."""

    async def wait() -> tuple[Any, bool, bool]:
        output = make()
        return await output.future(), await output.is_known(), await output.is_secret()

    # asyncio.run would take the thread's own event loop away, which other tests use.
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(wait())


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_arguments_are_plain_values_outputs_and_nothing_for_none(asked: Asked) -> None:
    found = resolved(lambda: output_of(asked, {"a": 1, "b": pulumi.Output.from_input("two"), "c": None}, None))
    assert found == ("answer", True, False)
    assert asked.calls == [{"a": 1, "b": "two"}]


def test_function_without_arguments_is_called(asked: Asked) -> None:
    assert resolved(lambda: output_of(asked, {}, None)) == ("answer", True, False)
    assert asked.calls == [{}]


def test_what_is_not_known_is_waited_for(asked: Asked) -> None:
    unknown = {"a": 1, "b": UNKNOWN}
    assert resolved(lambda: output_of(asked, unknown, None)) == (None, False, False)
    assert asked.calls == []


def test_answer_to_a_secret_question_is_a_secret(asked: Asked) -> None:
    assert resolved(lambda: output_of(asked, {"a": pulumi.Output.secret("x")}, None)) == ("answer", True, True)
    assert asked.calls == [{"a": "x"}]


def test_result_of_a_secret_function_is_a_secret_and_keeps_its_class() -> None:
    result = DayResult("monday")
    found, _, secret = resolved(lambda: output_of(lambda: result, {}, None, secret=True))
    assert found is result
    assert secret


def test_call_blocks_no_other_part_of_the_program(asked: Asked) -> None:
    resolved(lambda: output_of(asked, {}, None))
    assert asked.thread != threading.get_ident()


def test_what_goes_wrong_reaches_the_program() -> None:
    def fail() -> None:
        raise BackupsError("Maker: could not read the gadget: it is broken.")

    with pytest.raises(BackupsError, match="it is broken"):
        resolved(lambda: output_of(fail, {}, None))


SHAPES: dict[str, Callable[[pulumi.Resource], Any]] = {
    "resource": lambda resource: resource,
    "list": lambda resource: [resource],
    "tuple": lambda resource: (Made("other"), resource),
    "output": pulumi.Output.from_input,
    "list of outputs": lambda resource: [pulumi.Output.from_input(resource)],
    "output of a list": lambda resource: pulumi.Output.from_input([resource]),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("known", [True, False])
def test_resources_are_waited_for_in_every_shape(asked: Asked, shape: str, known: bool) -> None:
    def make() -> pulumi.Output[Any]:
        resource = Made("id" if known else UNKNOWN)
        return output_of(asked, {}, pulumi.InvokeOutputOptions(depends_on=SHAPES[shape](resource)))

    assert resolved(make) == ("answer" if known else None, known, False)
    assert len(asked.calls) == known


def test_options_without_resources_wait_for_none(asked: Asked) -> None:
    assert resolved(lambda: output_of(asked, {}, pulumi.InvokeOutputOptions())) == ("answer", True, False)


def test_function_fails_with_an_error_of_ours_that_pulumi_shows_without_a_traceback(maker: Vendor) -> None:
    @functions_of(maker, __name__)
    def get_gadget(*, name: str) -> str:
        """One gadget."""
        raise BackupsError(f"Maker: could not read the gadget {name}.")

    with pytest.raises(BackupsError, match=r"^Maker: could not read the gadget x.$") as raised:
        get_gadget(name="x")
    assert isinstance(raised.value, pulumi.RunError)
    assert type(raised.value.__cause__) is BackupsError
    assert (get_gadget.__name__, get_gadget.__doc__) == ("get_gadget", "One gadget.")


def test_options_of_a_call_are_for_the_decorator_alone(maker: Vendor) -> None:
    @functions_of(maker, __name__)
    def get_gadget(*, name: str, opts: pulumi.InvokeOptions | None = None) -> str:
        return f"{name}, {opts}"

    assert get_gadget(name="x", opts=pulumi.InvokeOptions()) == "x, None"


def test_bug_in_a_function_keeps_its_traceback(maker: Vendor) -> None:
    @functions_of(maker, __name__)
    def get_gadget() -> None:
        raise KeyError("name")

    with pytest.raises(KeyError):
        get_gadget()


def test_settings_are_those_of_the_program(maker: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKER_ACCOUNT", "from the environment")
    assert program_settings(maker).get("account") == "from the environment"
    pulumi.runtime.set_config("maker:account", "from the stack")
    try:
        assert program_settings(maker).get("account") == "from the stack"
    finally:
        pulumi.runtime.set_all_config({})
