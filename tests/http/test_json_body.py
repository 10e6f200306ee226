"""Which JSON bodies are accepted, and which values no state can hold."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_backups.http import json_body


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"", None),
        (b" \n", None),
        (b"null", None),
        (b'{"a": [1, -2, 1.5, true]}', {"a": [1, -2, 1.5, True]}),
        (b"9" * 19, 9999999999999999999),
        (b"-" + b"9" * 19, -9999999999999999999),
        (rb'"\ud83d\ude00"', "\N{GRINNING FACE}"),
        (rb'"\uD83D\uDE00"', "\N{GRINNING FACE}"),
        (rb'"\\ud83d"', r"\ud83d"),
    ],
)
def test_body_is_parsed(content: bytes, body: Any) -> None:
    assert json_body.read(content) == body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"9" * 21, "has a number that is too large"),
        (b"1e400", "has a number that is too large"),
        (rb'"\ud83d"', "has half of a surrogate pair"),
        (rb'{"\uDE00": 1}', "has half of a surrogate pair"),
        (b"[" * 100_000 + b"]" * 100_000, "is nested too deeply"),
    ],
)
def test_value_that_no_state_can_hold_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(json_body.UnstorableJson, match=reason):
        json_body.read(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "Expecting"),
        (b"nothing", "Expecting"),
        (b"NaN", "is not JSON"),
        (b"-Infinity", "is not"),
        (b"\xff", "utf-8"),
    ],
)
def test_other_text_is_not_json(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        json_body.read(content)
    assert not isinstance(caught.value, json_body.UnstorableJson)
