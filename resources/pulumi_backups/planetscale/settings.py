"""PlanetScale's settings, and the client that they make."""

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

PLANETSCALE = Vendor(
    key="planetscale",
    title="PlanetScale",
    credentials=("service_token_id", "service_token", "access_token"),
    secrets=("service_token", "access_token"),
)
SERVER_URL = "https://api.planetscale.com/v1"
# The vendor's rate limit (its rate-limits document); 0 keeps none.
REQUESTS_PER_MINUTE = 600


def connect(settings: Settings) -> Client:
    """The client for these settings; one for all resources and functions of the process."""
    return _connect(settings, authorization(settings))


def connect_anonymously(settings: Settings) -> Client:
    """The client for what needs no credential: it has none to send."""
    return _connect(settings, None)


def authorization(settings: Settings) -> str:
    """The Authorization header: `ID:TOKEN` for a service token, `Bearer TOKEN` for OAuth."""
    access_token = settings.get("access_token")
    token_id, token = settings.get("service_token_id"), settings.get("service_token")
    if access_token and (token_id or token):
        raise BackupsError(
            "PlanetScale: both an OAuth token and a service token are set. Keep one: either "
            "planetscale:accessToken, or planetscale:serviceTokenId with planetscale:serviceToken."
        )
    missing = [
        name
        for name, value in (("service_token_id", token_id), ("service_token", token))
        if not value and not access_token
    ]
    if missing:
        raise BackupsError(
            f"PlanetScale: no credential: {settings.missing(*missing)}. "
            "Set a service token with: pulumi config set planetscale:serviceTokenId ID; "
            "pulumi config set --secret planetscale:serviceToken"
        )
    return f"Bearer {access_token}" if access_token else f"{token_id}:{token}"


def message_of(body: Any) -> str | None:
    """The vendor's message in an error body, `{code, message}`, or `{errors: [...]}` as seen on branch changes."""
    if not isinstance(body, Mapping):
        return None
    if isinstance(body.get("message"), str):
        return str(body["message"])
    errors = body.get("errors")
    return "; ".join(map(str, errors)) if isinstance(errors, list) and errors else None


def _connect(settings: Settings, header: str | None) -> Client:
    from pulumi_backups.http.rate_limit import RateLimit
    from pulumi_backups.http.retry_policy import RetryPolicy

    return _client(
        settings.get("server_url") or SERVER_URL,
        header,
        tuple(secret for name in PLANETSCALE.secrets if header and (secret := settings.get(name))),
        RetryPolicy.of(settings.seconds),
        RateLimit(settings.whole_number("requests_per_minute", REQUESTS_PER_MINUTE), 60.0),
    )


@thread_safe_cache
def _client(
    server_url: str, header: str | None, secrets: tuple[str, ...], retry_policy: RetryPolicy, limit: RateLimit
) -> Client:
    from pulumi_backups.http.client import Client

    return Client(
        PLANETSCALE.title,
        server_url,
        header,
        secrets=secrets,
        message_of=message_of,
        advice={
            401: "Check planetscale:serviceTokenId and planetscale:serviceToken, or planetscale:accessToken: "
            "wrong, expired or deleted.",
            403: "Give the service token the accesses read_backups and write_backups, "
            "for the organization or for this database; to delete backups also delete_backups (of production "
            "branches delete_production_branch_backups), to promote a branch promote_branches, and to notice that "
            "one is gone read_branch.",
            404: "Check the names of the organization and the database; "
            "what a token may not see is answered like this as well.",
        },
        retry_policy=retry_policy,
        limit=limit,
        log=say,
    )
