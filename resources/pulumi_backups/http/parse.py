"""Reads JSON bodies into typed objects, so that an answer off the contract is an error and not a surprise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pulumi_backups.http.errors import InvalidResponse
from pulumi_backups.http.paths import is_part

if TYPE_CHECKING:
    from pulumi_backups.http.api_call import ApiCall

T = TypeVar("T")


def _is_in_utc(moment: datetime) -> bool:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


class Tested:
    """Has pydantic hold a value of a type to a test; it is not loaded before an answer is read."""

    def __init__(self, test: Callable[[Any], bool], words: str) -> None:
        self._test = test
        self._words = words

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if not self._test(value):
            raise ValueError(self._words)
        return value


# A moment that there is in UTC; the first and the last day of the calendar may have none.
Moment = Annotated[datetime, Tested(_is_in_utc, "is on no calendar of UTC")]
# An id by which an object can be asked for.
Id = Annotated[str, Tested(is_part, "is no id that can be asked for")]


def camel_case(name: str) -> str:
    """`retention_time` → `retentionTime`."""
    from pydantic.alias_generators import to_camel

    return to_camel(name)


PydanticConfig = dict[str, Any]
# The `__pydantic_config__` of a dataclass whose fields have camelCase names in the API.
CAMEL_CASE: PydanticConfig = {"alias_generator": camel_case}


def parse(cls: type[T], body: Any, call: ApiCall) -> T:
    """`body` as an instance of `cls`, a dataclass of the contract's fields. Extra fields are passed over.

    Raises UnreadableAnswer where it is off the contract.
    """
    # Imported here because the program that declares resources reads no answers and need not wait for pydantic.
    from pydantic import ValidationError

    try:
        return _adapter(cls).validate_python(body)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise InvalidResponse(
            call.message(
                f"the answer is not what the API promises ({where}: {first['msg']})",
                "If the API has changed, pulumi-backups needs an update.",
            )
        ) from error


@cache
def _adapter(cls: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)
