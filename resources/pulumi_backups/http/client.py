"""The connections, credential and rate limit of one account at one vendor. It knows no resource.

    client = Client("Vendor", "https://api.example.com/v1", "Bearer TOKEN", secrets=["TOKEN"])
    things = ApiCall(client, "list the things").get("/things")["data"]

This is the only module that imports httpx.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pulumi_backups import __version__
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.http import json_body
from pulumi_backups.http.absent import absent
from pulumi_backups.http.certificates import is_https, load_certificates
from pulumi_backups.http.clock import Clock
from pulumi_backups.http.collection import Collection
from pulumi_backups.http.rate_limit import RateLimit, RateLimiter
from pulumi_backups.http.retry_policy import RetryPolicy

# httpx imports its command line if it can, and with it rich, which takes longer than all the rest of httpx.
with absent("httpx._main"):
    import httpx

T = TypeVar("T")

# A page of a hundred objects has about a thousandth of it.
MAX_BODY_BYTES = 64 * 2**20
TOO_LARGE = f"its response is larger than {MAX_BODY_BYTES // 2**20} MiB"
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
# A shorter secret could be part of an ordinary word. No vendor has such short tokens.
MIN_SECRET_LENGTH = 8
# One for each thread of Pulumi's host. A program may have more threads, which wait.
CONNECTIONS = 64
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Response:
    """A status with its body; or status 0, and the reason why there is no usable response.

    sent: whether the vendor may have received the request. retryable: whether the next attempt may succeed.
    """

    status: int
    body: Any = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    retryable: bool = True

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, for its support."""
        return self.headers.get("x-request-id") or self.headers.get("cf-ray")


class Client:
    """What all API calls of one account share.

    authorization: value of the Authorization header; None sends no credential.
    secrets: texts that no error may show, such as the token in `authorization`.
    message_of: finds the vendor's message in the body of an error response.
    advice: what to do about a status, as a sentence.
    limit: the documented rate limit. Rate-limit headers and 429 responses override it.
    log: shows one line to the person at the terminal.

    Raises BackupsError if `base_url` or `authorization` cannot be used.
    """

    def __init__(
        self,
        vendor: str,
        base_url: str,
        authorization: str | None,
        *,
        secrets: Sequence[str] = (),
        message_of: Callable[[Any], str | None] = lambda _: None,
        advice: Mapping[int, str] | None = None,
        retry_policy: RetryPolicy | None = None,
        limit: RateLimit | None = None,
        log: Callable[[str], None] = lambda _: None,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.vendor = vendor
        self.message_of = message_of
        self.advice = advice or {}
        self.retry_policy = retry_policy or RetryPolicy()
        self.log = log
        self.clock = clock or Clock()
        self.rate_limiter = RateLimiter(limit)
        # The longest first: one secret may be part of another.
        self._secrets = sorted((each for each in secrets if len(each) >= MIN_SECRET_LENGTH), key=len, reverse=True)
        self._collections: dict[str, Collection[Any]] = {}
        self._collections_lock = threading.Lock()
        on_loopback = _check_base_url(vendor, base_url)
        if authorization is not None and not (authorization.isascii() and authorization.isprintable()):
            raise BackupsError(
                f"{vendor}: the credential has a character that no token has, perhaps from copying. Set it again."
            )
        headers = {"User-Agent": f"pulumi-backups/{__version__}", "Accept": "application/json"}
        if authorization is not None:
            headers["Authorization"] = authorization
        self._new_http = partial(
            httpx.Client,
            base_url=base_url,
            headers=headers,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            # A proxy from the environment cannot reach this machine's loopback.
            trust_env=not on_loopback,
            transport=transport,
            # Plain http needs no certificates.
            verify=load_certificates().result() if is_https(base_url) else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )
        # Each request in flight has a client of httpx of its own, with one connection. A client with 64 connections
        # looks at each of them 64 times for each request, to count those that are idle.
        self._idle = [self._new_http()]
        self._in_flight = threading.BoundedSemaphore(CONNECTIONS)

    def collection(self, path: str, load: Callable[[], Iterable[T]], id_of: Callable[[T], str]) -> Collection[T]:
        """The cached collection at `path`. All resources share it."""
        with self._collections_lock:
            return self._collections.setdefault(path, Collection(load, id_of, self.clock.monotonic))

    def redact(self, text: str) -> str:
        """The vendor's text as an error may show it: on one line, of limited length, without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return one_line(text)

    def send_once(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> Response:
        """Sends one request, without a retry. A failure is a Response with status 0."""
        deadline = self.clock.monotonic() + CONNECT_SECONDS + READ_SECONDS
        try:
            with self._http() as http, http.stream(method, path, params=query, json=body) as response:
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    # The read timeout restarts with every byte, so a slow body needs a deadline of its own.
                    if self.clock.monotonic() > deadline:
                        raise httpx.ReadTimeout("the response came too slowly")
                    if len(content) > MAX_BODY_BYTES:
                        return Response(0, reason=TOO_LARGE, retryable=False)
                return _read(response, bytes(content))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
            return _failure(error)

    @contextmanager
    def _http(self) -> Iterator[httpx.Client]:
        """The client that was used last, so that there are as few connections as possible, or a new one."""
        with self._in_flight:
            try:
                http = self._idle.pop()
            except IndexError:
                http = self._new_http()
            try:
                yield http
            finally:
                self._idle.append(http)


def _read(response: httpx.Response, content: bytes) -> Response:
    headers = {key.lower(): value for key, value in response.headers.items()}
    status = response.status_code
    try:
        return Response(status, body=json_body.read(content), headers=headers)
    except ValueError as error:
        if not response.is_success:
            return Response(status, headers=headers)
        if isinstance(error, json_body.UnstorableJson):
            return Response(0, reason=f"it answered {status}, but its JSON {error}", headers=headers, retryable=False)
        kind = headers.get("content-type", "no content type").split(";")[0]
        return Response(0, reason=f"it answered {status}, but not with JSON ({kind})", headers=headers)


def _failure(error: Exception) -> Response:
    certificate = _certificate_error(error)
    if certificate:
        return Response(0, reason=f"its certificate is not trusted: {certificate}", sent=False, retryable=False)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Response(0, reason="no connection (is the server up, and the address right?)", sent=False)
    if isinstance(error, httpx.TimeoutException):
        return Response(0, reason=f"no response within {READ_SECONDS:.0f} s")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL | UnicodeEncodeError):
        # The text of the error may quote a header, and with it the token.
        return Response(0, reason="the request is not valid HTTP", sent=False, retryable=False)
    return Response(0, reason="the connection broke")


def _certificate_error(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None


def _check_base_url(vendor: str, base_url: str) -> bool:
    """Raises if a credential may not be sent to this server. Returns whether it is on this machine."""
    try:
        # Parsed by httpx, because httpx sends the request.
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
            f"{vendor}: http://{url.host} would send the credential without encryption. Use https://; "
            "http:// is only for a server on this machine."
        )
    return url.host in LOOPBACK
