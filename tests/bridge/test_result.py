"""Results of functions: attributes with Python types, and a mapping that Pulumi and JSON can store."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pulumi_backups.bridge.result import Result

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class PartResult(Result):
    """A part of a gadget."""

    made_at: datetime
    size: int | None = None


@dataclass(frozen=True)
class GadgetResult(Result):
    """A gadget."""

    id: str
    first: PartResult
    parts: list[PartResult]
    runs_at: list[datetime]
    token: str | None = field(default=None, repr=False)


GADGET = GadgetResult("g", PartResult(NOON, 3), [PartResult(NOON)], [NOON], token="classified")
MAPPING: dict[str, Any] = {
    "id": "g",
    "first": {"made_at": "2026-01-31T12:00:00.000Z", "size": 3},
    "parts": [{"made_at": "2026-01-31T12:00:00.000Z", "size": None}],
    "runs_at": ["2026-01-31T12:00:00.000Z"],
}


def test_attributes_keep_their_types_and_keys_have_times_as_text() -> None:
    assert (GADGET.first.made_at, GADGET["first"]["made_at"]) == (NOON, "2026-01-31T12:00:00.000Z")
    assert (GADGET.parts[0].size, GADGET["parts"][0]["size"]) == (None, None)
    assert GADGET["first"] is GADGET.first


def test_mapping_is_json_without_what_repr_hides() -> None:
    assert json.loads(json.dumps(GADGET)) == MAPPING
    assert {**GADGET} == MAPPING
    assert "classified" not in f"{GADGET!r} {GADGET}"
    assert GADGET.token == "classified"


def test_text_of_a_time_is_in_utc() -> None:
    abroad = NOON.astimezone(timezone(timedelta(hours=5)))
    assert PartResult(abroad)["made_at"] == "2026-01-31T12:00:00.000Z"
    assert PartResult(abroad) == PartResult(NOON)


def test_results_are_equal_by_all_their_attributes() -> None:
    other = GadgetResult("g", GADGET.first, GADGET.parts, GADGET.runs_at, token="another")
    assert other != GADGET
    assert other == MAPPING


def test_attributes_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        GADGET.id = "h"  # type: ignore[misc]
