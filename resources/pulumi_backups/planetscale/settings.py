"""PlanetScale's account: where the API is, how it authenticates, how many requests it takes, what its errors say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_backups.bridge import Credential, Vendor


def error_message(body: Any) -> str | None:
    """The message in `{code, message}`, or in `{errors: [...]}` as seen on branch changes."""
    if not isinstance(body, Mapping):
        return None
    if isinstance(body.get("message"), str):
        return str(body["message"])
    errors = body.get("errors")
    return "; ".join(map(str, errors)) if isinstance(errors, list) and errors else None


PLANETSCALE = Vendor(
    key="planetscale",
    title="PlanetScale",
    credentials=(
        Credential("a service token", "{service_token_id}:{service_token}", public=("service_token_id",)),
        Credential("an OAuth token", "Bearer {access_token}"),
    ),
    base_url="https://api.planetscale.com/v1",
    base_url_setting="server_url",
    # The vendor's rate-limits document.
    requests=600,
    window_seconds=60.0,
    requests_setting="requests_per_minute",
    error_message=error_message,
    advice={
        403: "Give the service token the accesses read_backups and write_backups for the organization or this "
        "database. To delete backups it also needs delete_backups (for production branches "
        "delete_production_branch_backups), to promote a branch promote_branches, and to list branches or see that one "
        "is gone read_branch.",
        404: "Check the names of the organization and the database. "
        "The API gives the same answer for what a token may not see.",
    },
)
