"""Checks of JSON values against a contract: types, ranges, patterns, unknown fields.

A check returns the value in the form to store, or raises FieldError with all errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

Check = Callable[[Any], Any]


class FieldError(Exception):
    """Errors by field path. The path of the value itself is empty."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path} {text}".strip() for path, text in errors.items()))
        self.errors = dict(errors)


def integer(minimum: int | None = None, maximum: int | None = None) -> Check:
    """A whole number. 7.0 is one, because JSON has one type of number. true and "7" are not."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError({"": "must be an integer"})
        # Python's JSON parser accepts Infinity and NaN, and int() would raise for them.
        if isinstance(value, float) and not value.is_integer():
            raise FieldError({"": "must be an integer"})
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise FieldError({"": f"must be between {minimum} and {maximum}"})
        return int(value)

    return check


def number(minimum: float, maximum: float) -> Check:
    """Any number between the two."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not minimum <= value <= maximum:
            raise FieldError({"": f"must be a number from {minimum:g} to {maximum:g}"})
        return float(value)

    return check


def boolean(value: Any) -> bool:
    """True or false, but not 1 or 0."""
    if not isinstance(value, bool):
        raise FieldError({"": "must be true or false"})
    return value


def string(pattern: str | None = None, min_length: int = 0, max_length: int = 255) -> Check:
    """A string whose length is in range and which matches the whole pattern."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise FieldError({"": "must be a string"})
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise FieldError({"": "must be valid Unicode"})
        if not min_length <= len(value) <= max_length:
            raise FieldError({"": f"must have {min_length} to {max_length} characters"})
        # fullmatch, because $ would accept a newline at the end.
        if compiled and not compiled.fullmatch(value):
            raise FieldError({"": f"must match {pattern}"})
        return value

    return check


def one_of(*choices: str) -> Check:
    """One of the strings."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise FieldError({"": f"must be one of {', '.join(choices)}"})
        return value

    return check


def nullable(inner: Check) -> Check:
    """What `inner` accepts, or null."""

    def check(value: Any) -> Any:
        return None if value is None else inner(value)

    return check


def array(item: Check, *, unique: bool = False, min_length: int = 0) -> Check:
    """An array whose items all pass the check `item`."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise FieldError({"": "must be an array"})
        checked, errors = [], {}
        for index, each in enumerate(value):
            try:
                checked.append(item(each))
            except FieldError as error:
                errors.update(nested_errors(f"[{index}]", error))
        if errors:
            raise FieldError(errors)
        if len(checked) < min_length:
            raise FieldError({"": f"must have at least {min_length} item"})
        if unique and len(set(checked)) < len(checked):
            raise FieldError({"": "must not hold the same value twice"})
        return checked

    return check


def json_object(fields: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """An object of known fields only."""

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise FieldError({"": "must be an object"})
        errors = {name: "is required" for name in required if name not in value}
        checked = {}
        for name, each in value.items():
            if name not in fields:
                errors[name] = "is not a known field"
                continue
            try:
                checked[name] = fields[name](each)
            except FieldError as error:
                errors.update(nested_errors(name, error))
        if errors:
            raise FieldError(errors)
        return checked

    return check


def nested_errors(name: str, error: FieldError) -> dict[str, str]:
    """The errors of a part by their path in the whole value."""
    return {f"{name}{_joined(path)}": text for path, text in error.errors.items()}


def _joined(path: str) -> str:
    return path if not path or path.startswith("[") else f".{path}"
