"""What a function returns to a program."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from pulumi_backups.bridge.times import timestamp


class Result(dict[str, Any]):
    """The base of results, which are frozen dataclasses: `policy.next_run_at`, `policy["next_run_at"]`.

    The attributes have Python types, with times as datetimes. The mapping has what Pulumi and JSON can store, with
    times as ISO 8601 text in UTC, so that a result can be exported, and be an input of a resource. A field that `repr`
    hides is not in the mapping. `pulumi.Output.all` turns every mapping into a plain dict: read keys there.
    """

    def __post_init__(self) -> None:
        shown = [field.name for field in fields(self) if field.repr]  # type: ignore[arg-type]
        self.update({name: plain(getattr(self, name)) for name in shown})

    def __ne__(self, other: object) -> bool:
        # That of dict would compare the mappings only.
        return not self == other


def plain(value: Any) -> Any:
    """A value with times as text."""
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value
