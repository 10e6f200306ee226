"""Functions under `pulumi.runtime.set_mocks`: a user's unit test answers them instead of the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pulumi.runtime import invoke
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from pulumi_backups.bridge.result import plain
from pulumi_backups.errors import BackupsError


def is_mocked() -> bool:
    """Whether the program runs in a unit test with mocks."""
    return isinstance(get_monitor(), MockMonitor)


def call_mocks(token: str, arguments: Mapping[str, Any], kind: Any) -> Any:
    """The result of `Mocks.call`, as the type that the function returns.

    token: `vendor:index:getBackupPolicies`.
    arguments: those that are not None reach the mock as plain values, with times as ISO 8601 text.
    kind: the function's return type. For a list the mock returns a dict with the list as its only value.
    Raises BackupsError if the mock returns something else.
    """
    given = {name: plain(value) for name, value in arguments.items() if value is not None}
    answer = invoke(token, given).value or {}
    if get_origin(kind) is not list:
        return typed(answer, kind, token)
    if len(answer) > 1 or not all(isinstance(value, list) for value in answer.values()):
        raise BackupsError(f"Mocks.call must return a dict with one list for {token}.")
    return [entry for entries in answer.values() for entry in typed(entries, kind, token)]


def typed(value: Any, kind: Any, token: str) -> Any:
    """A plain value as its type. A field that the mock leaves out is None, as in the packages that Pulumi generates."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not NoneType)
    if value is None:
        return None
    if get_origin(kind) is list:
        return [typed(entry, get_args(kind)[0], token) for entry in value]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        unknown = value.keys() - {field.name for field in fields(kind)}
        if unknown:
            raise BackupsError(
                f"Mocks.call returned {', '.join(sorted(unknown))} for {token}, which has no such field."
            )
        return kind(**{name: typed(value.get(name), hints[name], token) for name in hints})  # type: ignore[operator]
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # Pulumi hands out every number as a float.
    return int(value) if kind is int else value
