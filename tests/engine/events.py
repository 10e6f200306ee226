"""The result of a run of the CLI: its output and the events from its event log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

# Types of the stack itself and of the default provider.
ENGINES_OWN = "pulumi:"
# The engine's placeholder for a value that is not known yet.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(frozen=True)
class Step:
    """One operation on one resource. A preview only plans it.

    replaced_by: the properties whose change replaces the resource.
    changed: the inputs that differ, by path, each with its old and new value.
    """

    op: str
    name: str
    replaced_by: tuple[str, ...]
    changed: Mapping[str, tuple[Any, Any]]
    old: Mapping[str, Any] = field(repr=False)
    new: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A diagnostic about a resource. `name` is empty if it is about none."""

    severity: str
    name: str
    text: str


@dataclass(frozen=True)
class Ran:
    """A finished run of the CLI."""

    command: str
    code: int
    text: str
    events: tuple[dict[str, Any], ...]

    @cached_property
    def steps(self) -> list[Step]:
        """The operations in order, without those that change nothing."""
        done = [_step(each) for each in self._of("resOutputsEvent") if not _is_engines_own(each)]
        return [step for step in done if step.op not in ("same", "refresh")]

    @property
    def ops(self) -> list[tuple[str, str]]:
        """The steps as pairs of operation and resource."""
        return [(step.op, step.name) for step in self.steps]

    def step(self, name: str) -> Step:
        """The first step on a resource."""
        return next(step for step in self.steps if step.name == name)

    @cached_property
    def failed(self) -> list[tuple[str, str]]:
        """The failed operations, as pairs of operation and resource."""
        return [(each["metadata"]["op"], _name(each["metadata"]["urn"])) for each in self._of("resOpFailedEvent")]

    @cached_property
    def messages(self) -> list[Message]:
        """The diagnostics at the end of the run, without debug messages."""
        said = (
            Message(each["severity"], _name(each.get("urn", "")), _plain(each["message"]))
            for each in self._of("diagnosticEvent")
            if each["severity"] != "debug"
        )
        return [message for message in said if message.text]

    @property
    def errors(self) -> list[Message]:
        """The errors of resources, without the engine's message that the run has failed."""
        return [
            message
            for message in self.messages
            if message.severity == "error"
            and not re.fullmatch(r"(update|preview|refresh|destroy) failed", message.text)
        ]

    @property
    def error(self) -> str:
        """The only error. It must be one line."""
        (message,) = self.errors
        assert "\n" not in message.text, message.text
        return message.text

    def _of(self, kind: str) -> Iterator[dict[str, Any]]:
        return (event[kind] for event in self.events if kind in event)


def read_events(log: Path) -> tuple[dict[str, Any], ...]:
    """The events in a log. Empty if the run ended before the first one."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return tuple(json.loads(line) for line in lines if line.endswith("}"))


def leaves(values: Any, path: str = "") -> dict[str, Any]:
    """The values in nested mappings by path. A list counts as one value."""
    if not isinstance(values, Mapping):
        return {path: values}
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= leaves(value, f"{path}.{name}".lstrip("."))
    return found


def _step(event: Mapping[str, Any]) -> Step:
    facts = event["metadata"]
    old, new = facts.get("old") or {}, facts.get("new") or {}
    before, after = leaves(old.get("inputs") or {}), leaves(new.get("inputs") or {})
    changed = {
        path: (before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    }
    return Step(facts["op"], _name(facts["urn"]), tuple(facts.get("keys") or ()), changed, old, new)


def _is_engines_own(event: Mapping[str, Any]) -> bool:
    return str(event["metadata"]["type"]).startswith(ENGINES_OWN)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _plain(message: str) -> str:
    return re.sub(r"<\{%.*?%\}>", "", message).strip()
