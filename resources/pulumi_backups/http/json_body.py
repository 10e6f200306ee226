"""Reads JSON that can be kept: with no number and no text that a state could not hold."""

from __future__ import annotations

import json
import math
from typing import Any

# Digits; with more, a whole number is none that the APIs have, and Pulumi's engine can hand none on.
MAX_DIGITS = 19


class UnstorableJson(ValueError):  # noqa: N818 - said of the body
    """It is JSON, and has a part that nothing could hold; the text says which."""


def read(content: bytes) -> Any:
    """The body; None where there is none. Raises NotToBeKept, or another ValueError where it is not JSON."""
    if not content.strip():
        return None
    try:
        body = json.loads(content, parse_int=_whole, parse_float=_finite, parse_constant=_refuse)
    except RecursionError:
        raise UnstorableJson("nested too deep") from None
    if b"\\ud" in content.lower():
        # Half of a surrogate pair is text that can be written nowhere.
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise UnstorableJson("with half of a character") from None
    return body


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise UnstorableJson("with a number that is too large")
    return int(digits)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnstorableJson("with a number that is too large")
    return number


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
