"""Reads JSON bodies into typed objects, so that an answer off the contract is an error and not a surprise."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pulumi_backups.http.client import Operation
from pulumi_backups.http.errors import UnreadableAnswer

T = TypeVar("T")


def parse(cls: type[T], body: Any, operation: Operation) -> T:
    """`body` as an instance of `cls`, a dataclass of the contract's fields. Extra fields are passed over."""
    try:
        return _adapter(cls).validate_python(body)  # type: ignore[no-any-return,arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise UnreadableAnswer(
            operation.sentence(
                f"the answer is not what the API promises ({where}: {first['msg']})",
                "If the API has changed, pulumi-backups needs an update.",
            )
        ) from error


@cache
def _adapter(cls: Any) -> Any:
    return TypeAdapter(cls)
