"""Why a request failed: one class for each reaction of the caller."""

from __future__ import annotations

from pulumi_backups.errors import BackupsError


class RequestError(BackupsError):
    """A request failed. The text says on one line what was tried, why it failed, and what to do.

    status: of the response, if there was one. request_id: the vendor's id of the request, for its support.
    """

    def __init__(self, message: str, *, status: int | None = None, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class Unauthorized(RequestError):  # noqa: N818 - these names follow the status codes
    """401: the credential is missing, wrong or expired."""


class Forbidden(RequestError):  # noqa: N818
    """403: the credential has no permission for this."""


class NotFound(RequestError):  # noqa: N818
    """404: the object or its parent does not exist, or the credential cannot see it."""


class Refused(RequestError):  # noqa: N818
    """Another 4xx: the vendor refused the request and changed nothing."""


class Unavailable(RequestError):  # noqa: N818
    """There was no usable response before the deadline. A PUT, PATCH or DELETE may have been carried out."""


class LostResponse(RequestError):  # noqa: N818
    """The vendor may have carried out a POST, but its response did not arrive."""


class InvalidResponse(RequestError):  # noqa: N818
    """A success whose body does not match the API's contract."""


BY_STATUS: dict[int, type[RequestError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound}
