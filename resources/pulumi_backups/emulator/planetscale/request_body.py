"""How PlanetScale reads the body of a request."""

from __future__ import annotations

from ..fields import Check, FieldError
from ..operation import ApiError, Request, json_body
from ..store import Body


def checked_body(request: Request, check: Check) -> Body:
    """The fields of the body. Raises ApiError with all errors."""
    # The contract does not require a body. No body means the same as an empty object.
    body = json_body(request) if request.raw_body else {}
    try:
        fields: Body = check(body)
    except FieldError as error:
        raise ApiError(422, "unprocessable", str(error), error.errors) from error
    return fields
