"""Names of fields, here and there: `retention_time` in Python is `retentionTime` in the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def to_snake_case(body: Any) -> Any:
    """A body of the API with Python's names, all the way down."""
    return _renamed(body, lambda key: re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", key))


def to_camel_case(values: Any) -> Any:
    """Python's values with the API's names, all the way down; what is None is left out."""
    return _renamed(values, lambda key: re.sub(r"_([a-z])", lambda match: match[1].upper(), key))


def _renamed(value: Any, rename: Any) -> Any:
    if isinstance(value, Mapping):
        return {rename(str(key)): _renamed(entry, rename) for key, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [_renamed(entry, rename) for entry in value]
    return value
