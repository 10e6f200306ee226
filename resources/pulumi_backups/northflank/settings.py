"""Northflank's settings, and the client that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge import Settings, Vendor
from pulumi_backups.bridge.host import say
from pulumi_backups.bridge.settings import thread_safe_cache
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client
    from pulumi_backups.http.rate_limit import RateLimit
    from pulumi_backups.http.retry_policy import RetryPolicy

NORTHFLANK = Vendor(key="northflank", title="Northflank", credentials=("api_token",), secrets=("api_token",))
BASE_URL = "https://api.northflank.com"
# The vendor's rate limit (its rate-limits document); 0 keeps none.
REQUESTS_PER_HOUR = 1000


def connect(settings: Settings) -> Client:
    """The client for these settings; one for all resources and functions of the process."""
    from pulumi_backups.http.rate_limit import RateLimit
    from pulumi_backups.http.retry_policy import RetryPolicy

    return _client(
        settings.get("base_url") or BASE_URL,
        authorization(settings),
        tuple(secret for name in NORTHFLANK.secrets if (secret := settings.get(name))),
        RetryPolicy.of(settings.seconds),
        RateLimit(settings.whole_number("requests_per_hour", REQUESTS_PER_HOUR), 3600.0),
    )


def authorization(settings: Settings) -> str:
    """The Authorization header: `Bearer TOKEN`."""
    token = settings.get("api_token")
    if not token:
        raise BackupsError(
            f"Northflank: no credential: {settings.missing('api_token')}. "
            "Set it with: pulumi config set --secret northflank:apiToken"
        )
    return f"Bearer {token}"


def message_of(body: Any) -> str | None:
    """The vendor's message in an error body, `{error: {status, message, id, details}}`."""
    error = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping):
        return None
    parts = (error.get("message"), error.get("details"), error.get("id") and f"error id {error['id']}")
    return ", ".join(str(part) for part in parts if part) or None


@thread_safe_cache
def _client(
    base_url: str, header: str, secrets: tuple[str, ...], retry_policy: RetryPolicy, limit: RateLimit
) -> Client:
    from pulumi_backups.http.client import Client

    return Client(
        NORTHFLANK.title,
        base_url,
        header,
        secrets=secrets,
        message_of=message_of,
        advice={
            401: "Check northflank:apiToken: wrong, expired or deleted.",
            403: "Give the token's role the permissions Project > Addons > General > Read and Update; "
            "for volumes Project > Volumes > Backups > Read, Create and Delete.",
            404: "Check project_id, addon_id and team_id; what a token may not see is answered like this as well.",
        },
        retry_policy=retry_policy,
        limit=limit,
        log=say,
    )
