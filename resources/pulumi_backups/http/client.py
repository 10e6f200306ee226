"""One HTTP client for every vendor: authentication, retries, rate limits and errors. It knows no resource.

    client = Client("PlanetScale", "https://api.planetscale.com/v1", authorization="id:token")
    rows = client.operation("list the regions").get("/regions")["data"]

This is the one module that imports httpx.
"""

from __future__ import annotations

import json
import random
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from pulumi_backups import __version__
from pulumi_backups.errors import BackupsError
from pulumi_backups.http import retry
from pulumi_backups.http.collection import Collection
from pulumi_backups.http.errors import BY_STATUS, LostAnswer, Refused, RequestError, Unavailable
from pulumi_backups.http.gate import Gate, Limit

T = TypeVar("T")

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
# A shorter one would be found in any word; no vendor has such tokens.
SHORTEST_SECRET = 8
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# More than one client's threads will use at once; connections are kept for the next request.
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=16)


class Time:
    """The clock, sleep and chance that a client uses; a test puts its own in their place."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def random(self) -> float:
        return random.random()  # noqa: S311 - spreads retries; nothing is kept secret by it


@dataclass(frozen=True)
class Patience:
    """How long an operation goes on.

    retry_seconds: through passing trouble, such as broken connections and 5xx.
    max_wait_seconds: through rate limits that name a time.
    """

    retry_seconds: float = 60.0
    max_wait_seconds: float = 900.0


@dataclass(frozen=True)
class _Answer:
    """What came back: a status with its body, or, with status 0, the reason why nothing usable did."""

    status: int
    body: Any = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    passing: bool = True

    @property
    def request_id(self) -> str | None:
        return self.headers.get("x-request-id") or self.headers.get("cf-ray")


class Client:
    """The connection pool, credential and rate limit of one account at one vendor.

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
        patience: Patience | None = None,
        limit: Limit | None = None,
        say: Callable[[str], None] = lambda _: None,
        transport: httpx.BaseTransport | None = None,
        time: Time | None = None,
    ) -> None:
        self.vendor = vendor
        self.message_of = message_of
        self.advice = advice or {}
        self.patience = patience or Patience()
        self.say = say
        self.time = time or Time()
        self.gate = Gate(limit)
        self._collections: dict[str, Collection[Any]] = {}
        self._collections_lock = threading.Lock()
        self._secret = (authorization or "").replace(":", " ").rpartition(" ")[2]
        on_loopback = _check_base_url(vendor, base_url)
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
        )

    def operation(self, doing: str) -> Operation:
        """One thing that a person asked for, which may take several requests.

        doing: completes "could not …" in errors, and names the resource.
        """
        return Operation(self, doing)

    def collection(self, path: str, load: Callable[[], Iterable[T]], id_of: Callable[[T], str]) -> Collection[T]:
        """The collection at `path`, the same one for every resource that asks."""
        with self._collections_lock:
            return self._collections.setdefault(path, Collection(load, id_of))

    def shown(self, text: str) -> str:
        """What the vendor said, as it may be shown: one line, not endless, and without the credential."""
        if len(self._secret) >= SHORTEST_SECRET:
            text = text.replace(self._secret, "…")
        return _one_line(text)

    def attempt(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> _Answer:
        """Sends one request once."""
        give_up = self.time.monotonic() + CONNECT_SECONDS + READ_SECONDS
        try:
            with self._http.stream(method, path, params=query, json=body) as response:
                chunks = bytearray()
                for chunk in response.iter_bytes():
                    chunks += chunk
                    # A read timeout starts anew with every byte; a trickle must end as well.
                    if self.time.monotonic() > give_up:
                        raise httpx.ReadTimeout("the answer came too slowly")
                return _read(response, bytes(chunks))
        except httpx.HTTPError as error:
            return _failure(error)


class Operation:
    """Sends the requests of one operation, within one deadline."""

    def __init__(self, client: Client, doing: str) -> None:
        self.doing = doing
        self._client = client
        self._time = client.time
        self._give_up_at = self._time.monotonic() + client.patience.retry_seconds
        self._waits_left = client.patience.max_wait_seconds
        self._attempt = 0

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """The JSON body of an object or a page. Sent again on passing trouble."""
        return self._send("GET", path, query, None)

    def patch(self, path: str, body: Any) -> Any:
        """Changes an object. Sent again on passing trouble: setting the same values twice sets them once."""
        return self._send("PATCH", path, None, body)

    def delete(self, path: str) -> Any:
        """Deletes an object. Sent again on passing trouble; NotFound then may mean that it was the first that did."""
        return self._send("DELETE", path, None, None)

    def post(self, path: str, body: Any) -> Any:
        """Creates an object. Sent again only where it is certain that nothing was done; else raises LostAnswer."""
        return self._send("POST", path, None, body)

    def pages(self, path: str, next_query: Callable[[Any], Mapping[str, Any] | None]) -> Iterator[Any]:
        """The bodies of all pages of a list.

        next_query: the query of the page after the one given, and of the first for None; None after the last.
        """
        body: Any = None
        seen: list[Mapping[str, Any]] = []
        while (query := next_query(body)) is not None:
            if query in seen:
                raise RequestError(self.sentence(f"its list leads back to the page {dict(query)}"))
            seen.append(query)
            body = self.get(path, query)
            yield body

    def wait_for_room(self, requests: int) -> None:
        """Waits until the rate limit lets so many requests pass, before the first of what must not stop halfway."""
        self._wait_until(self._client.gate.has_room_at(requests, self._time.monotonic()))

    def again(self) -> Operation:
        """The same operation with its whole patience: for each look of a long wait."""
        return Operation(self._client, self.doing)

    def wait_before_retry(self, error: RequestError) -> None:
        """Waits out passing trouble; raises `error` where patience has ended."""
        if not self._may_wait(self._backoff()):
            raise error

    def sentence(self, reason: str, advice: str = "") -> str:
        """An error as a person reads it: vendor, operation and resource, why, what to do."""
        ending = "" if reason.endswith((".", ")")) and not advice else "."
        return f"{self._client.vendor}: could not {self.doing}: {reason}{ending}{' ' if advice else ''}{advice}"

    def _send(self, method: str, path: str, query: Mapping[str, Any] | None, body: Any) -> Any:
        while True:
            self._pass_gate()
            try:
                answer = self._client.attempt(method, path, query, body)
            finally:
                self._client.gate.arrived()
            self._heed_limit(answer)
            if 200 <= answer.status < 300:
                return answer.body
            if answer.status == retry.RATE_LIMITED:
                # The gate holds the next try back where a time was named; nothing was done, so any may follow.
                named = retry.named_wait(answer.headers, self._time.now()) or 0.0
                if named < retry.FIRST_DELAY:
                    delay = self._backoff()
                    self._client.gate.close_until(self._time.monotonic() + delay)
                    if not self._may_wait(delay):
                        raise self._error(Unavailable, answer)
                continue
            if answer.status and not retry.is_passing(answer.status):
                kind = BY_STATUS.get(answer.status, Refused)
                raise self._error(kind, answer)
            if method == "POST" and answer.sent:
                raise self._error(LostAnswer, answer)
            if not answer.passing or not self._may_wait(self._backoff()):
                raise self._error(Unavailable, answer)

    def _heed_limit(self, answer: _Answer) -> None:
        """Tells the gate what the vendor says of its limit: how many are left, or from when it listens again."""
        wait = retry.named_wait(answer.headers, self._time.now())
        if wait is None:
            return
        until = self._time.monotonic() + wait
        remaining = retry.requests_left(answer.headers)
        if remaining is not None:
            self._client.gate.left(remaining, until)
        if answer.status in (retry.RATE_LIMITED, HTTPStatus.SERVICE_UNAVAILABLE):
            self._client.gate.close_until(until)

    def _pass_gate(self) -> None:
        """Takes a place within the limit, waiting for it where there is none."""
        gate = self._client.gate
        while (moment := gate.reserve(now := self._time.monotonic())) > now:
            self._wait_until(moment)

    def _wait_until(self, moment: float) -> None:
        now = self._time.monotonic()
        wait = moment - now
        if wait <= 0:
            return
        until = (self._time.now() + timedelta(seconds=wait)).strftime("%H:%M:%S UTC")
        if wait > self._waits_left:
            raise Unavailable(
                self.sentence(
                    f"its rate limit is used up until {until}, longer than the {self._waits_left:.0f} s left to wait",
                    "Run it again then, or allow a longer wait with maxWaitSeconds.",
                ),
                status=retry.RATE_LIMITED,
            )
        if self._client.gate.worth_telling(now, moment):
            self._client.say(f"{self._client.vendor}: rate limit reached; waiting until {until}.")
        self._waits_left -= wait
        self._give_up_at += wait
        self._time.sleep(wait)

    def _backoff(self) -> float:
        delay = retry.backoff(self._attempt, self._time.random())
        self._attempt += 1
        return delay

    def _may_wait(self, delay: float) -> bool:
        if self._time.monotonic() + delay > self._give_up_at:
            return False
        self._time.sleep(delay)
        return True

    def _error(self, kind: type[RequestError], answer: _Answer) -> RequestError:
        reason, shown = answer.reason, self._client.shown
        request_id = shown(answer.request_id or "") or None
        if answer.status:
            message = self._client.message_of(answer.body)
            reason = f"it answered {answer.status} {_phrase(answer.status)}".rstrip()
            reason += f": {shown(message)}" if message else ""
            reason += f" (request id {request_id})" if request_id else ""
        sentence = self.sentence(reason, self._client.advice.get(answer.status, ""))
        return kind(sentence, status=answer.status, request_id=request_id)


def path_of(*parts: str) -> str:
    """A path from its parts, each escaped whole, so that none can lead elsewhere."""
    for part in parts:
        if part in ("", ".", ".."):
            raise BackupsError(f"{part!r} cannot be part of a path; an id or a name is empty or wrong.")
    return "".join("/" + quote(part, safe="") for part in parts)


def _read(response: httpx.Response, content: bytes) -> _Answer:
    headers = {key.lower(): value for key, value in response.headers.items()}
    try:
        body = json.loads(content) if content.strip() else None
        if b"\\ud" in content.lower():
            # Half of a surrogate pair is text that can be written nowhere; encoding it raises a ValueError.
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        if response.is_success:
            kind = headers.get("content-type", "no content type").split(";")[0]
            reason = f"it answered {response.status_code}, but not with JSON ({kind})"
            return _Answer(0, reason=reason, headers=headers)
        body = None
    return _Answer(response.status_code, body=body, headers=headers)


def _failure(error: httpx.HTTPError) -> _Answer:
    certificate = _certificate_error(error)
    if certificate:
        return _Answer(0, reason=f"its certificate is not trusted: {certificate}", sent=False, passing=False)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return _Answer(0, reason="no connection (is the server up, and the address right?)", sent=False)
    if isinstance(error, httpx.TimeoutException):
        return _Answer(0, reason=f"no answer within {READ_SECONDS:.0f} s")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        # The text may quote a header, and so a token.
        return _Answer(0, reason="the request cannot be sent as it is", sent=False, passing=False)
    return _Answer(0, reason="the connection broke")


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


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _one_line(message: str) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in message).split())
    return text if len(text) <= 300 else text[:299] + "…"
