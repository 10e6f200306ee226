"""Parses JSON bodies into typed objects. A response that does not match the contract is an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pulumi_backups.http.errors import InvalidResponse
from pulumi_backups.http.paths import is_part

if TYPE_CHECKING:
    from pulumi_backups.http.api_call import ApiCall

T = TypeVar("T")
_adapting = threading.Lock()


def _exists_in_utc(moment: datetime) -> bool:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


class Validated:
    """Makes pydantic validate a type's values with a function. It loads pydantic only with the first response."""

    def __init__(self, is_valid: Callable[[Any], bool], reason: str) -> None:
        self._is_valid = is_valid
        self._reason = reason

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._validate, handler(source))

    def _validate(self, value: Any) -> Any:
        if not self._is_valid(value):
            raise ValueError(self._reason)
        return value


class EmptyIsNone:
    """Makes pydantic take an empty text for None."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._validate, handler(source))

    def _validate(self, value: Any) -> Any:
        return None if value == "" else value


# A date and time that exists in UTC. On the first and the last day of the calendar, another zone may have none.
Moment = Annotated[datetime, Validated(_exists_in_utc, "does not exist in UTC")]
# A moment that has not always come. Until then, some APIs send an empty text.
LaterMoment = Annotated[Moment | None, EmptyIsNone()]
# An id that a path can hold.
Id = Annotated[str, Validated(is_part, "cannot be part of a path")]


def camel_case(name: str) -> str:
    """`retention_time` → `retentionTime`."""
    from pydantic.alias_generators import to_camel

    return to_camel(name)


PydanticConfig = dict[str, Any]
# The `__pydantic_config__` of a dataclass whose fields have camelCase names in the API.
CAMEL_CASE: PydanticConfig = {"alias_generator": camel_case}


def parse(cls: type[T], body: Any, call: ApiCall) -> T:
    """`body` as an instance of `cls`, a dataclass of the contract's fields. Ignores other fields.

    Raises InvalidResponse if it does not match the contract.
    """
    # A program that only declares resources parses no response, so it does not pay for importing pydantic.
    from pydantic import ValidationError

    try:
        return _adapter(cls).validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise InvalidResponse(
            call.message(
                f"the response does not match the API's contract ({where}: {first['msg']})",
                "If the API has changed, pulumi-backups needs an update.",
            )
        ) from error


def prepare_to_parse() -> None:
    """Loads pydantic in a thread of its own, in the time in which the first request waits for its response."""
    threading.Thread(target=_adapter, args=(int,), name="prepare-to-parse", daemon=True).start()


def _adapter(cls: Any) -> Any:
    # Many threads get their first response at the same moment. One of them makes the adapter.
    with _adapting:
        return _new_adapter(cls)


@cache
def _new_adapter(cls: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)
