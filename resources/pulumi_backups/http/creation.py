"""Creates an object exactly once, even if responses are lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pulumi_backups.http.errors import InvalidResponse, LostResponse, Refused, RequestError

if TYPE_CHECKING:
    from pulumi_backups.http.api_call import ApiCall

T = TypeVar("T")

RECOVERY_ADVICE = "Run pulumi up again. If it reports that the object exists already, set adopt=True."


def create_once(
    call: ApiCall, send: Callable[[], T], find_created: Callable[[], T | None], recovery_advice: str = RECOVERY_ADVICE
) -> T:
    """Creates one object, and never a second one.

    send: sends the POST and parses its response.
    find_created: looks in a new list for an object that was not there before and equals what was sent. It raises
    BackupsError if there are two. It runs after each lost or invalid response. The POST is sent again only after a lost
    response, and only if this function finds nothing.
    recovery_advice: what to do if `find_created` fails as well.

    A server may carry out a request after find_created looked for its object in vain. So find_created runs once more
    after each POST that was sent again: a success may have created a second object, and a refusal may mean that the
    first one exists by now. Nothing detects a request that the server carries out even later.
    """
    resent = False
    while True:
        try:
            created = send()
            if resent:
                with suppress(RequestError):
                    find_created()
            return created
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
                # The status says that the object was created. Another POST could create a second one.
                raise
            call.wait_before_retry(doubtful)
            resent = True


def _look(find_created: Callable[[], T | None], doubtful: RequestError, recovery_advice: str) -> T | None:
    try:
        return find_created()
    except RequestError as error:
        reason = str(error).rstrip(".")
        raise LostResponse(
            f"{doubtful} The request may have been carried out, but checking this failed ({reason}). {recovery_advice}",
            status=doubtful.status,
            request_id=doubtful.request_id,
        ) from error
