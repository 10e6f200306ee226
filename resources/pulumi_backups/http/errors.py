"""What can go wrong with a request, by what the caller can do about it."""

from __future__ import annotations

from pulumi_backups.errors import BackupsError


class RequestError(BackupsError):
    """A request that did not succeed: what was tried, why it failed, and what to do, in one line.

    status: of the answer, if there was one. request_id: the vendor's own, for its support.
    """

    def __init__(self, message: str, *, status: int | None = None, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class Unauthorized(RequestError):  # noqa: N818 - the field's names, as the status codes have them
    """401: the credential is missing, wrong or expired."""


class Forbidden(RequestError):  # noqa: N818
    """403: the credential may not do this."""


class NotFound(RequestError):  # noqa: N818
    """404: the object, or what it is part of, is not there or not visible to the credential."""


class Refused(RequestError):  # noqa: N818
    """Another 4xx: the vendor understood the request and refuses it. Nothing was changed."""


class Unavailable(RequestError):  # noqa: N818
    """The vendor did not answer usefully before patience ended. Nothing is known to have changed."""


class LostResponse(RequestError):  # noqa: N818
    """A request was sent that may not be repeated, and its answer did not arrive: it may have been carried out."""


class InvalidResponse(RequestError):  # noqa: N818
    """A success whose body is not what the contract promises."""


BY_STATUS: dict[int, type[RequestError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound}
