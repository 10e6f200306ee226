"""What comes back: a status with a body, and the body as a typed object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_backups.http.errors import UnreadableAnswer

if TYPE_CHECKING:
    from pulumi_backups.http.operation import Operation

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back: a status with its body, or, with status 0, the reason why nothing usable did.

    sent: whether the vendor may have seen the request. passing: whether another try may end otherwise.
    """

    status: int
    body: Any = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    passing: bool = True

    @property
    def request_id(self) -> str | None:
        return self.headers.get("x-request-id") or self.headers.get("cf-ray")


def parse(cls: type[T], body: Any, operation: Operation) -> T:
    """`body` as an instance of `cls`, a dataclass of the contract's fields. Extra fields are passed over.

    Raises UnreadableAnswer where it is off the contract.
    """
    # Imported here because the program that declares resources reads no answers and need not wait for pydantic.
    from pydantic import ValidationError

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
    from pydantic import TypeAdapter

    return TypeAdapter(cls)
