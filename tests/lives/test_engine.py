"""The model of the engine makes the calls that the real engine makes, in the same order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from pulumi import dynamic
from pulumi_backups.bridge import Provider

from tests.engine.stack import STACK
from tests.engine.stack import Stack as RealStack
from tests.faults.size import sized
from tests.lives.engine import Engine, Flags, Resource, urn_of
from tests.lives.recorder import RECORD, RecorderProvider

ROOT = Path(__file__).parents[2]
TOKEN = "pulumi-python:dynamic/lives:Recorder"
Record = list[list[str]]


def recorded(label: str, options: dict[str, Any] | None = None, /, **inputs: Any) -> Resource:
    return Resource(RecorderProvider, label, {"label": label, **inputs}, **(options or {}))


def in_order(*resources: Resource) -> list[Resource]:
    """Each waits for the one before, so that the real engine has one order too."""
    urns = [resource.urn for resource in resources]
    return [
        Resource(**{**vars(resource), "depends_on": tuple(urns[max(0, index - 1) : index])})
        for index, resource in enumerate(resources)
    ]


A, B, C = recorded("a"), recorded("b"), recorded("c")
Run = tuple[str, Sequence[Resource], dict[str, Any]]

LIVES: dict[str, list[Run]] = {
    "changes": [
        ("up", in_order(A, B, C), {}),
        ("up", in_order(A, recorded("b", value=1), C), {"refresh": True}),
        ("up", in_order(recorded("a", key=1), B, recorded("c", {"delete_before_replace": True}, key=1)), {}),
        ("up", in_order(A, B, C), {"replaces": ["b", "c"]}),
        ("up", in_order(recorded("renamed", {"alias": A.urn}), B), {}),
        ("destroy", [], {}),
    ],
    "failures": [
        ("up", in_order(A, B, C), {}),
        # The old half of `a` stays for the next run, and so does `c`, which nobody declares any longer.
        ("up", in_order(recorded("a", key=1), recorded("b", value=1, fails="update")), {}),
        ("up", in_order(recorded("a", key=1), B), {}),
        ("up", in_order(recorded("a", {"delete_before_replace": True}, key=2, fails="create"), B), {}),
        ("up", in_order(recorded("a", {"delete_before_replace": True}, key=2), B), {}),
    ],
    "going on after an error": [
        ("up", in_order(A, B, C), {}),
        (
            "up",
            in_order(recorded("broken", fails="create"), recorded("b", value=1), A),
            {"continue_on_error": True},
        ),
    ],
    "a part of the program": [
        ("up", [A, B, C], {}),
        ("up", [recorded("a", key=1), recorded("b", key=1)], {"targets": ["a"]}),
        ("up", [recorded("a", key=2), recorded("b", key=1)], {"excludes": ["b", "c"], "refresh": True}),
        ("destroy", [], {"targets": ["c"]}),
    ],
    "reading": [
        ("up", in_order(A, B), {}),
        ("up", in_order(recorded("a", {"id": "elsewhere"}), B), {}),
        ("up", in_order(A, recorded("b", {"retain_on_delete": True})), {}),
        ("up", in_order(A), {}),
    ],
    "a replacement trigger": [
        ("up", in_order(recorded("a", {"replacement_trigger": 1}), B), {}),
        ("up", in_order(recorded("a", {"replacement_trigger": 2}, value=1), B), {}),
    ],
    "taint": [
        ("up", in_order(A, B), {}),
        ("taint", [], {"targets": ["a"]}),
        ("up", in_order(A, recorded("b", value=1)), {}),
    ],
}


@pytest.mark.parametrize("name", sized(["failures"], list(LIVES)))
def test_the_model_calls_as_the_real_engine_does(
    name: str, real_stack: RealStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Engine(_configured)
    for number, run in enumerate(LIVES[name]):
        by_model, by_engine = (_recording(tmp_path / side, number) for side in ("model", "engine"))
        monkeypatch.setenv(RECORD, str(by_model))
        _on_model(model, run)
        real_stack.environment |= {RECORD: str(by_engine), "PYTHONPATH": str(ROOT)}
        output = _on_engine(real_stack, run)
        assert _read(by_model, run[1]) == _read(by_engine, run[1]), f"{run}\n{output}"


def _configured(provider: type[Provider]) -> Provider:
    made = provider()
    made.configure(dynamic.ConfigureRequest(dynamic.Config({}, "tests")))
    return made


def _recording(folder: Path, number: int) -> Path:
    """An empty record for one run. Its name is part of the ids, so both sides get the same."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{number}.jsonl"
    file.write_text("")
    return file


def _read(file: Path, program: Sequence[Resource]) -> Record:
    """The calls of a run. What the real engine does in parallel is sorted by resource.

    That is the refresh before, the deletions at the end, and everything if the resources do not wait for each other.
    """
    calls: Record = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    by_label = itemgetter(1)
    if not any(resource.depends_on for resource in program):
        return sorted(calls, key=by_label)
    refreshing = list(takewhile(lambda call: call[0] in ("read", "diff"), calls))
    deleting = list(takewhile(lambda call: call[0] == "delete", reversed(calls)))
    rest = calls[len(refreshing) : len(calls) - len(deleting)]
    return sorted(refreshing, key=by_label) + rest + sorted(deleting, key=itemgetter(1, 2))


def _on_model(engine: Engine, run: Run) -> None:
    command, program, flags = run
    urns = {name: [urn_of(RecorderProvider, label) for label in value] for name, value in flags.items() if name in URNS}
    if command == "taint":
        engine.taint(urns["targets"][0])
        return
    chosen = Flags(**{**flags, **{name: frozenset(value) for name, value in urns.items()}})
    {"up": lambda: engine.up(program, chosen), "refresh": lambda: engine.refresh(chosen)}.get(
        command, lambda: engine.destroy(chosen)
    )()


URNS = {"targets": "--target", "excludes": "--exclude", "replaces": "--replace"}


def _on_engine(stack: RealStack, run: Run) -> str:
    command, program, flags = run
    if command == "taint":
        return stack.call("state", "taint", *map(_real_urn, flags["targets"]), "--yes", "--stack", STACK)
    given = [f"{flag}={_real_urn(label)}" for name, flag in URNS.items() for label in flags.get(name, ())]
    given += [f"--{name.replace('_', '-')}" for name in ("refresh", "continue_on_error") if flags.get(name)]
    if command == "up":
        stack.declare("from tests.lives.recorder import Recorder", *map(_line, program))
    ran = stack.start(command, "--yes", "--skip-preview", *given).wait()
    return ran.text


def _line(resource: Resource) -> str:
    options = [
        f"{name}={value!r}" for name in ("id", "replacement_trigger") if (value := getattr(resource, name)) is not None
    ]
    for name in ("delete_before_replace", "protect", "retain_on_delete"):
        if getattr(resource, name):
            options.append(f"{name}=True")
    if resource.alias:
        options.append(f"aliases=[{_real_urn(_label(resource.alias))!r}]")
    if resource.depends_on:
        options.append(f"depends_on=[{', '.join(map(_label, resource.depends_on))}]")
    inputs = {name: value for name, value in resource.inputs.items() if name != "label"}
    return f"{resource.name} = Recorder({resource.name!r}, {inputs!r}, pulumi.ResourceOptions({', '.join(options)}))"


def _label(urn: str) -> str:
    return urn.rpartition("::")[2]


def _real_urn(label: str) -> str:
    return f"urn:pulumi:{STACK}::tests::{TOKEN}::{label}"
