"""The client of a vendor's account. It joins `bridge`, which knows the settings, and `http`, which sends requests."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_backups.bridge import Operations, Owners
from pulumi_backups.bridge.host import info
from pulumi_backups.bridge.settings import Authorization, Settings
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.certificates import is_https, load_certificates
from pulumi_backups.http.parse import prepare_to_parse

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client

I = TypeVar("I")  # noqa: E741 - the inputs model of the resource

# The engine hands the provider the config that the last `up` recorded, unless the program runs again.
REPLACED_CREDENTIAL = (
    "If you have replaced it since the last pulumi up, add --run-program: "
    "without it, refresh and destroy use the old one."
)

_clients: dict[tuple[object, ...], Client] = {}
# The host calls from several threads.
_connecting = threading.Lock()


def connect(settings: Settings, *, anonymous: bool = False) -> Client:
    """The client for these settings, shared by all resources and functions of the process.

    anonymous: for requests that need no credential; the client then has none to send.
    Raises BackupsError if a setting is missing or wrong.
    """
    vendor = settings.vendor
    base_url = settings.get(vendor.base_url_setting) or vendor.base_url
    if is_https(base_url):
        # They load while httpx is imported.
        load_certificates()
    # Imported here because httpx costs a program's start more than everything else, and few programs send anything.
    from pulumi_backups.http.client import Client
    from pulumi_backups.http.rate_limit import RateLimit
    from pulumi_backups.http.retry_policy import RetryPolicy

    authorization = Authorization("", ()) if anonymous else settings.authorization()
    policy = RetryPolicy.of(settings.seconds)
    limit = RateLimit(settings.whole_number(vendor.requests_setting, vendor.requests), vendor.window_seconds)
    key = (vendor, base_url, authorization, policy, limit)
    with _connecting:
        if key not in _clients:
            _clients[key] = Client(
                vendor.title,
                base_url,
                authorization.header or None,
                message_of=vendor.error_message,
                advice=_advice(settings),
                retry_policy=policy,
                limit=limit,
                log=info,
                secrets=authorization.secrets,
            )
            prepare_to_parse()
        return _clients[key]


def _advice(settings: Settings) -> Mapping[int, str]:
    """What to do about an HTTP status. Pulumi records no credential that comes from the environment."""
    vendor = settings.vendor
    credential = f"Check {settings.credential_names()}: the token is wrong, expired or deleted."
    if settings.provider:
        named = f"The request used the provider {settings.provider!r}."
        return {status: f"{advice} {named}" for status, advice in {**vendor.advice, 401: credential}.items()}
    recorded = any(settings.config(vendor.config_key(name)) for name in vendor.credential_settings)
    return {**vendor.advice, 401: f"{credential} {REPLACED_CREDENTIAL}" if recorded else credential}


class ConnectedOperations(Operations[I], Generic[I]):
    """Operations with the client of their vendor's account.

    owners: which resource has which object in this run.
    """

    def __init__(self, settings: Settings, owners: Owners) -> None:
        self.client = connect(settings)
        self.owners = owners

    def call(self, verb: str, inputs: I) -> ApiCall:
        """The API call of one operation. `verb` and the object's identity complete its errors."""
        return ApiCall(self.client, f"{verb} {self.identity(inputs)}")
