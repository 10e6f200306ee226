"""Which refusals are about the body of a request, so that the same request in another form may be accepted."""

from __future__ import annotations

from pulumi_backups.http.errors import Refused


def is_about_body(error: Refused) -> bool:
    """Whether a value in the body is the reason. PlanetScale does not document whether it sends 400 or 422 then."""
    return error.status in (400, 422)
