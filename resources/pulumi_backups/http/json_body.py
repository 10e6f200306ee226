"""Parses a JSON body, and refuses values that a Pulumi state cannot hold."""

from __future__ import annotations

import json
import math
from typing import Any

# No number of the APIs has more digits, and Pulumi's engine cannot transport one.
MAX_DIGITS = 19


class UnstorableJson(ValueError):  # noqa: N818 - said of the body
    """The body is JSON, but a state cannot hold it. The text completes "its JSON …"."""


def read(content: bytes) -> Any:
    """The parsed body; None if it is empty. Raises UnstorableJson, or another ValueError if it is not JSON."""
    if not content.strip():
        return None
    try:
        body = json.loads(content, parse_int=_whole, parse_float=_finite, parse_constant=_refuse)
    except RecursionError:
        raise UnstorableJson("is nested too deeply") from None
    if b"\\ud" in content.lower():
        # UTF-8 cannot encode half of a surrogate pair.
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise UnstorableJson("has half of a surrogate pair") from None
    return body


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise UnstorableJson("has a number that is too large")
    return int(digits)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnstorableJson("has a number that is too large")
    return number


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
