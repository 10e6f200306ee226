"""Runs a program under `pulumi.runtime.set_mocks`, as a user's unit test does."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pulumi
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, set_mocks


class Recorder(Mocks):
    """Creates every resource with its inputs as outputs, and answers functions from a table. It records both.

    answers: the result of each function by its token. Others return an empty result.
    """

    def __init__(self, answers: dict[str, dict[str, Any]] | None = None) -> None:
        self.answers = answers or {}
        self.resources: dict[str, dict[str, Any]] = {}
        self.providers: dict[str, str | None] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.resources[args.name], self.providers[args.name] = args.inputs, args.provider
        return f"{args.name}-id", args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        self.calls.append((args.token, args.args))
        return self.answers.get(args.token, {}), []


def run_mocked(program: Callable[[], Any], mocks: Mocks, *, preview: bool = False) -> Any:
    """Runs a program to its end. Returns what it returned, or the value of the output that it returned."""
    found: list[Any] = []

    def test() -> pulumi.Output[Any] | None:
        returned = program()
        if isinstance(returned, pulumi.Output):
            return returned.apply(found.append)
        found.append(returned)
        return None

    def run() -> None:
        set_mocks(mocks, preview=preview)
        pulumi.runtime.test(test)()  # type: ignore[no-untyped-call]

    # Pulumi keeps its settings in context variables: other tests do not see these mocks.
    copy_context().run(run)
    return found[0] if found else None
