"""The connections, credential and rate limit of one account at one vendor. It knows no resource.

    client = Client("PlanetScale", "https://api.planetscale.com/v1", authorization="id:token")
    rows = Operation(client, "list the regions").get("/regions")["data"]

This is the one module that imports httpx.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from pulumi_backups import __version__
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.http import json_body
from pulumi_backups.http.collection import Collection
from pulumi_backups.http.rate_limit import RateLimit, RateLimiter
from pulumi_backups.http.retry_policy import Clock, RetryPolicy

T = TypeVar("T")

# A page of a hundred objects is a thousandth of it.
MAX_BODY_BYTES = 64 * 2**20
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
# A shorter one would be found in any word; no vendor has such tokens.
MIN_SECRET_LENGTH = 8
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# More than one client's threads will use at once; connections are kept for the next request.
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=16)


@dataclass(frozen=True)
class Response:
    """What came back: a status with its body, or, with status 0, the reason why nothing usable did.

    sent: whether the vendor may have seen the request. retryable: whether another try may end otherwise.
    """

    status: int
    body: Any = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    retryable: bool = True

    @property
    def request_id(self) -> str | None:
        return self.headers.get("x-request-id") or self.headers.get("cf-ray")


class Client:
    """What all operations of one account share.

    authorization: the header of that name; None where the vendor needs none.
    message_of: finds the vendor's own message in the body of a refusal.
    advice: what to do about a status, as a sentence.
    limit: the documented rate limit, kept where the vendor says nothing of it in its answers.
    say: shows a line to the person who waits.
    """

    def __init__(
        self,
        vendor: str,
        base_url: str,
        authorization: str | None,
        *,
        message_of: Callable[[Any], str | None] = lambda _: None,
        advice: Mapping[int, str] | None = None,
        patience: RetryPolicy | None = None,
        limit: RateLimit | None = None,
        say: Callable[[str], None] = lambda _: None,
        transport: httpx.BaseTransport | None = None,
        time: Clock | None = None,
    ) -> None:
        self.vendor = vendor
        self.message_of = message_of
        self.advice = advice or {}
        self.patience = patience or RetryPolicy()
        self.say = say
        self.time = time or Clock()
        self.gate = RateLimiter(limit)
        self.limit_seconds = limit.seconds if limit and limit.requests else 0.0
        self._collections: dict[str, Collection[Any]] = {}
        self._collections_lock = threading.Lock()
        self._secret = (authorization or "").replace(":", " ").rpartition(" ")[2]
        on_loopback = _check_base_url(vendor, base_url)
        if authorization is not None and not (authorization.isascii() and authorization.isprintable()):
            raise BackupsError(
                f"{vendor}: the credential has a character that no token has, perhaps from copying. Set it again."
            )
        headers = {"User-Agent": f"pulumi-backups/{__version__}", "Accept": "application/json"}
        if authorization is not None:
            headers["Authorization"] = authorization
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),
            limits=LIMITS,
            follow_redirects=False,
            # A proxy named in the environment is for the world outside, not for this machine.
            trust_env=not on_loopback,
            transport=transport,
            # Loading the certificates of the world takes longer than all else here; without TLS there is none to check.
            verify=True if base_url.lower().startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )

    def collection(self, path: str, load: Callable[[], Iterable[T]], id_of: Callable[[T], str]) -> Collection[T]:
        """The collection at `path`, the same one for every resource that asks."""
        with self._collections_lock:
            return self._collections.setdefault(path, Collection(load, id_of, self.time.monotonic))

    def shown(self, text: str) -> str:
        """What the vendor said, as it may be shown: one line, not endless, and without the credential."""
        if len(self._secret) >= MIN_SECRET_LENGTH:
            text = text.replace(self._secret, "…")
        return one_line(text)

    def attempt(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> Response:
        """Sends one request once."""
        give_up = self.time.monotonic() + CONNECT_SECONDS + READ_SECONDS
        try:
            with self._http.stream(method, path, params=query, json=body) as response:
                chunks = bytearray()
                for chunk in response.iter_bytes():
                    chunks += chunk
                    # A read timeout starts anew with every byte; a body that trickles must end as well.
                    if self.time.monotonic() > give_up:
                        raise httpx.ReadTimeout("the answer came too slowly")
                    if len(chunks) > MAX_BODY_BYTES:
                        return Response(0, reason="its answer has no end", retryable=False)
                return _read(response, bytes(chunks))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
            return _failure(error)


def _read(response: httpx.Response, content: bytes) -> Response:
    headers = {key.lower(): value for key, value in response.headers.items()}
    status = response.status_code
    try:
        return Response(status, body=json_body.read(content), headers=headers)
    except ValueError as error:
        if not response.is_success:
            return Response(status, headers=headers)
        if isinstance(error, json_body.UnstorableJson):
            return Response(0, reason=f"it answered {status} {error}", headers=headers, retryable=False)
        kind = headers.get("content-type", "no content type").split(";")[0]
        return Response(0, reason=f"it answered {status}, but not with JSON ({kind})", headers=headers)


def _failure(error: Exception) -> Response:
    certificate = _certificate_error(error)
    if certificate:
        return Response(0, reason=f"its certificate is not trusted: {certificate}", sent=False, retryable=False)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Response(0, reason="no connection (is the server up, and the address right?)", sent=False)
    if isinstance(error, httpx.TimeoutException):
        return Response(0, reason=f"no answer within {READ_SECONDS:.0f} s")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL | UnicodeEncodeError):
        # The error's own text may quote a header, and so a token.
        return Response(0, reason="the request cannot be sent as it is", sent=False, retryable=False)
    return Response(0, reason="the connection broke")


def _certificate_error(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None


def _check_base_url(vendor: str, base_url: str) -> bool:
    """Refuses a server to which a credential may not go. True where it is on this machine."""
    try:
        # As httpx reads it, because that is where the request goes.
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL("")
    is_host = re.fullmatch(rb"[A-Za-z0-9._:-]+", url.raw_host) and (url.port or 0) < 2**16
    if url.scheme not in ("http", "https") or not is_host or url.userinfo or url.query or url.fragment:
        raise BackupsError(
            f"{vendor}: the server's address must be like https://host/path, without user, query or fragment."
        )
    if url.scheme == "http" and url.host not in LOOPBACK:
        raise BackupsError(
            f"{vendor}: http://{url.host} would send the credential readable to everybody; use https://. "
            "http:// is for a server on this machine."
        )
    return url.host in LOOPBACK
