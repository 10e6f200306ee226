"""Creating exactly once over a connection that may lose the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pulumi_backups.http.client import Operation
from pulumi_backups.http.errors import LostAnswer, RequestError, UnreadableAnswer

T = TypeVar("T")


def create_once(operation: Operation, send: Callable[[], T], find_made: Callable[[], T | None]) -> T:
    """Creates an object, and never a second one.

    send: posts the object. find_made: looks, in a fresh list, for an object that was not there before and is the
    whole of what was sent; it is asked after every answer that was lost or cannot be read, and only where one was
    lost and it finds none is the object sent again.
    """
    while True:
        try:
            return send()
        except (LostAnswer, UnreadableAnswer) as doubtful:
            try:
                made = find_made()
            except RequestError as blind:
                raise LostAnswer(
                    f"{doubtful} Whether it was carried out could not be seen afterwards ({blind}) Run pulumi up "
                    "again; if it then says that the object is there already, this is the one: set adopt=True.",
                    status=doubtful.status,
                    request_id=doubtful.request_id,
                ) from blind
            if made is not None:
                return made
            if isinstance(doubtful, UnreadableAnswer):
                # The vendor says that it is done, so another would be one too many.
                raise
            operation.wait_before_retry(doubtful)
