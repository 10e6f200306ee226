"""Creating exactly once over a connection that may lose the answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pulumi_backups.http.errors import LostAnswer, Refused, RequestError, UnreadableAnswer

if TYPE_CHECKING:
    from pulumi_backups.http.operation import Operation

T = TypeVar("T")

RUN_AGAIN = "Run pulumi up again; if it then says that the object is there already, this is the one: set adopt=True."


def create_once(
    operation: Operation, send: Callable[[], T], find_made: Callable[[], T | None], if_unseen: str = RUN_AGAIN
) -> T:
    """Creates an object, and never a second one.

    send: posts the object. find_made: looks, in a fresh list, for an object that was not there before and is the
    whole of what was sent; it is asked after every answer that was lost or cannot be read, and only where one was
    lost and it finds none is the object sent again. It raises BackupsError where there are two.

    A server may carry out a request after its answer was given up and looked for in vain. What was sent again is
    therefore looked for once more when it is made, and when it is refused, perhaps because the first one is there
    by now; what comes later still can be seen by nobody in time.
    """
    sent_again = False
    while True:
        try:
            made = send()
            if sent_again:
                with suppress(RequestError):
                    find_made()
            return made
        except Refused as refused:
            found = _look(find_made, refused, if_unseen) if sent_again else None
            if found is None:
                raise
            return found
        except (LostAnswer, UnreadableAnswer) as doubtful:
            found = _look(find_made, doubtful, if_unseen)
            if found is not None:
                return found
            if isinstance(doubtful, UnreadableAnswer):
                # The vendor says that it is done, so another would be one too many.
                raise
            operation.wait_before_retry(doubtful)
            sent_again = True


def _look(find_made: Callable[[], T | None], doubtful: RequestError, if_unseen: str) -> T | None:
    try:
        return find_made()
    except RequestError as blind:
        raise LostAnswer(
            f"{doubtful} Whether it was carried out could not be seen afterwards ({blind}) {if_unseen}",
            status=doubtful.status,
            request_id=doubtful.request_id,
        ) from blind
