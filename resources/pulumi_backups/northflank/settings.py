"""Northflank's account: where the API is, how it authenticates, how many requests it takes, what its errors say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_backups.bridge import Credential, Vendor


def error_message(body: Any) -> str | None:
    """The message in `{error: {status, message, id, details}}`, with what the details say of each field."""
    error = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping):
        return None
    details = error.get("details")
    if isinstance(details, Mapping):
        details = "; ".join(f"{field}: {text}" for field, text in details.items())
    parts = (error.get("message"), details, error.get("id") and f"error id {error['id']}")
    return ", ".join(str(part).rstrip(".") for part in parts if part) or None


NORTHFLANK = Vendor(
    key="northflank",
    title="Northflank",
    credentials=(Credential("an API token", "Bearer {api_token}"),),
    base_url="https://api.northflank.com",
    base_url_setting="base_url",
    # The vendor's rate-limits document. Its responses say how many are left.
    requests=1000,
    window_seconds=3600.0,
    requests_setting="requests_per_hour",
    error_message=error_message,
    advice={
        403: "Give the token's role the permissions Project > Addons > General > Read and Update; "
        "for volumes Project > Volumes > Backups > Read, Create and Delete. To list projects it needs "
        "Project > Projects > Manage > Read, to list volumes Project > Volumes > General > Read, and to list backup "
        "destinations Account > BackupDestinations > General > Read.",
        404: "Check project_id, addon_id and team_id. The API gives the same answer for what a token may not see.",
    },
)
