"""What a run of the CLI reports: its text, and the engine's own events, read from the event log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

# What is the engine's own: the stack itself and the default provider.
ENGINES_OWN = "pulumi:"
# How the engine writes a value that is not known yet.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(frozen=True)
class Step:
    """One thing that the engine did, or in a preview would do, to one resource.

    replaced_by: the properties whose change means another object.
    changed: the inputs that differ, by their path, each with its old and new value.
    """

    op: str
    name: str
    replaced_by: tuple[str, ...]
    changed: Mapping[str, tuple[Any, Any]]
    old: Mapping[str, Any] = field(repr=False)
    new: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Message:
    """Something said about a resource; `name` is empty where it is said about none."""

    severity: str
    name: str
    text: str


@dataclass(frozen=True)
class Ran:
    """A run of the CLI that has ended."""

    command: str
    code: int
    text: str
    events: tuple[dict[str, Any], ...]

    @cached_property
    def steps(self) -> list[Step]:
        """What was done, in the order in which it was done; what stayed the same is left out."""
        done = [_step(each) for each in self._of("resOutputsEvent") if not _is_engines_own(each)]
        return [step for step in done if step.op not in ("same", "refresh")]

    @property
    def ops(self) -> list[tuple[str, str]]:
        """The same as pairs of operation and resource, for asserting on all of them."""
        return [(step.op, step.name) for step in self.steps]

    def step(self, name: str) -> Step:
        """The first step on a resource."""
        return next(step for step in self.steps if step.name == name)

    @cached_property
    def failed(self) -> list[tuple[str, str]]:
        """What did not succeed, as pairs of operation and resource."""
        return [(each["metadata"]["op"], _name(each["metadata"]["urn"])) for each in self._of("resOpFailedEvent")]

    @cached_property
    def messages(self) -> list[Message]:
        """What was said at the end of the run, without the engine's own remarks for its debugging."""
        said = (
            Message(each["severity"], _name(each.get("urn", "")), _plain(each["message"]))
            for each in self._of("diagnosticEvent")
            if each["severity"] != "debug"
        )
        return [message for message in said if message.text]

    @property
    def errors(self) -> list[Message]:
        """What was said to be wrong with a resource, without the engine's remark that the run has failed."""
        return [
            message
            for message in self.messages
            if message.severity == "error"
            and not re.fullmatch(r"(update|preview|refresh|destroy) failed", message.text)
        ]

    @property
    def error(self) -> str:
        """The one error, where there must be one and it must be a line."""
        (message,) = self.errors
        assert "\n" not in message.text, message.text
        return message.text

    def _of(self, kind: str) -> Iterator[dict[str, Any]]:
        return (event[kind] for event in self.events if kind in event)


def read_events(log: Path) -> tuple[dict[str, Any], ...]:
    """The events in a log; none where the run ended before there was any."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return tuple(json.loads(line) for line in lines if line.endswith("}"))


def leaves(values: Any, path: str = "") -> dict[str, Any]:
    """The values in nested mappings by their path; a list counts as one value."""
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
