"""Creating exactly once over a connection that may lose the answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pulumi_backups.http.errors import InvalidResponse, LostResponse, Refused, RequestError

if TYPE_CHECKING:
    from pulumi_backups.http.api_call import ApiCall

T = TypeVar("T")

RUN_AGAIN = "Run pulumi up again; if it then says that the object is there already, this is the one: set adopt=True."


def create_once(
    call: ApiCall, send: Callable[[], T], find_created: Callable[[], T | None], recovery_advice: str = RUN_AGAIN
) -> T:
    """Creates an object, and never a second one.

    send: posts the object. find_made: looks, in a fresh list, for an object that was not there before and is the
    whole of what was sent; it is asked after every answer that was lost or cannot be read, and only where one was
    lost and it finds none is the object sent again. It raises BackupsError where there are two.

    A server may carry out a request after its answer was given up and looked for in vain. What was sent again is
    therefore looked for once more when it is made, and when it is refused, perhaps because the first one is there
    by now; what comes later still can be seen by nobody in time.
    """
    resent = False
    while True:
        try:
            made = send()
            if resent:
                with suppress(RequestError):
                    find_created()
            return made
        except Refused as refused:
            found = _look(find_created, refused, recovery_advice) if resent else None
            if found is None:
                raise
            return found
        except (LostResponse, InvalidResponse) as doubtful:
            found = _look(find_created, doubtful, recovery_advice)
            if found is not None:
                return found
            if isinstance(doubtful, InvalidResponse):
                # The vendor says that it is done, so another would be one too many.
                raise
            call.wait_before_retry(doubtful)
            resent = True


def _look(find_created: Callable[[], T | None], doubtful: RequestError, recovery_advice: str) -> T | None:
    try:
        return find_created()
    except RequestError as blind:
        raise LostResponse(
            f"{doubtful} Whether it was carried out could not be seen afterwards ({blind}) {recovery_advice}",
            status=doubtful.status,
            request_id=doubtful.request_id,
        ) from blind
