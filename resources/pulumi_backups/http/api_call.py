"""One thing that a person asked for: its requests, retried within one deadline, and its errors as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_backups.errors import BackupsError, printable
from pulumi_backups.http import retry
from pulumi_backups.http.durations import duration
from pulumi_backups.http.errors import BY_STATUS, InvalidResponse, LostResponse, Refused, RequestError, Unavailable

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client, Response

Query = Mapping[str, Any]
# Returns the objects of a page, and the parameters of the query that lead to the next page: None after the last page.
# Raises InvalidResponse.
ReadPage = Callable[["ApiCall", Any], tuple[list[Any], Query | None]]

# Nobody has so many objects: a longer list is wrong, and may never end.
MAX_PAGES = 1000
# Seconds. How long a 429 without Retry-After is retried before it counts as a temporary error.
MAX_WAIT_WITHOUT_TIME = 60.0


class ApiCall:
    """Sends the requests of one API call within one deadline. The deadline starts with the first request.

    action: completes "could not …" in errors, and names the resource.
    """

    def __init__(self, client: Client, action: str) -> None:
        self.action = client.redact(action)
        self._client = client
        self._clock = client.clock
        self._deadline: float | None = None
        # Seconds that the call may still wait for rate limits: in total, and for those that name no time.
        self._wait_left = client.retry_policy.max_wait_seconds
        self._wait_without_time_left = min(client.rate_limiter.window_seconds, MAX_WAIT_WITHOUT_TIME)
        self._retries = 0

    def get(self, path: str, query: Query | None = None) -> Any:
        """Returns the JSON body of an object or a page. Retried."""
        return self._send("GET", path, query, None)

    def put(self, path: str, body: Any) -> Any:
        """Replaces an object. Retried, because a second identical request changes nothing."""
        return self._send("PUT", path, None, body)

    def patch(self, path: str, body: Any) -> Any:
        """Changes an object. Retried, because a second identical request changes nothing."""
        return self._send("PATCH", path, None, body)

    def delete(self, path: str) -> Any:
        """Deletes an object. Retried: after a lost response, NotFound may mean that the first request deleted it."""
        return self._send("DELETE", path, None, None)

    def post(self, path: str, body: Any) -> Any:
        """Creates an object. Retried only if the vendor certainly did nothing; else raises LostResponse."""
        return self._send("POST", path, None, body)

    def rows(self, path: str, first: Query, read_page: ReadPage) -> Iterator[Any]:
        """The objects of a list, from its first page to its last.

        first: the query of the first page. `read_page` changes it for each later page.
        """
        query: Query | None = first
        seen: list[Query] = []
        while query is not None:
            if query in seen:
                raise RequestError(
                    self.message(f"its list leads back to a page that was read already ({_show(query)})")
                )
            if len(seen) == MAX_PAGES:
                raise RequestError(self.message(f"its list has more than {MAX_PAGES} pages"))
            seen.append(query)
            rows, next_page = read_page(self, self.get(path, query))
            if next_page and not rows:
                raise InvalidResponse(self.message("a page of its list is empty, but not the last one"))
            yield from rows
            query = {**first, **next_page} if next_page else None

    @contextmanager
    def capacity(self, requests: int) -> Iterator[None]:
        """Waits until the rate limit has room for so many requests, and keeps it for this thread in the meantime.

        For a sequence of requests that must not stop halfway.
        """
        limiter = self._client.rate_limiter
        while (moment := limiter.hold(requests, now := self._clock.monotonic())) > now:
            self._wait_until(moment)
        try:
            yield
        finally:
            limiter.release()

    def with_new_deadline(self) -> ApiCall:
        """The same call with a new deadline: for each poll of a long wait, and for what follows such a wait."""
        return ApiCall(self._client, self.action)

    def wait_before_retry(self, error: RequestError) -> None:
        """Waits before the next retry; raises `error` if the deadline does not allow one."""
        if not self._back_off(self._next_delay()):
            raise error

    def error(self, reason: str, advice: str = "") -> BackupsError:
        """The error of this call, for a reason other than the vendor's response."""
        return BackupsError(self.message(reason, advice))

    def contradiction(self, what: str = "it") -> BackupsError:
        """The error for a 404 on an object that the vendor still lists."""
        return self.error(
            f"it answered 404 Not Found, but still lists {what}",
            "Run it again. If the error persists, check what the token may access.",
        )

    def message(self, reason: str, advice: str = "") -> str:
        """The text of an error: vendor, action and resource, reason, advice. Each of the last two is a sentence."""
        reason = reason.rstrip()
        ending = "" if reason.endswith((".", "!", "?", "…")) else "."
        return printable(f"{self._client.vendor}: could not {self.action}: {reason}{ending} {advice}".rstrip())

    def _send(self, method: str, path: str, query: Query | None, body: Any) -> Any:
        self._start_deadline()
        while True:
            self._await_rate_limit()
            response: Response | None = None
            try:
                response = self._client.send_once(method, path, query, body)
            finally:
                self._record_limits(response)
            if 200 <= response.status < 300:
                return response.body
            if response.status == retry.RATE_LIMITED:
                # The vendor did nothing, so every method may be retried.
                self._wait_for_rate_limit(response)
                continue
            if response.status and not retry.is_retryable(response.status):
                raise self._failed(BY_STATUS.get(response.status, Refused), response)
            if method == "POST" and response.sent:
                raise self._failed(LostResponse, response)
            if not response.retryable or not self._back_off(self._next_delay()):
                raise self._failed(Unavailable, response)

    def _record_limits(self, response: Response | None) -> None:
        """Ends the request for the rate limit, and passes on what the response says about it."""
        limiter, now, moment = self._client.rate_limiter, self._clock.now(), self._clock.monotonic()
        headers = response.headers if response else {}
        remaining, reset = retry.remaining_requests(headers), retry.window_reset(headers, now)
        if remaining is None or reset is None:
            limiter.response_received(moment)
        else:
            limiter.response_received(moment, remaining, moment + reset)
        wait: float | None = None
        if response and response.status == retry.RATE_LIMITED:
            wait = retry.requested_wait(headers, now)
        elif response and response.status == HTTPStatus.SERVICE_UNAVAILABLE:
            # Only Retry-After: x-ratelimit-reset does not say when a failing server is available again.
            wait = retry.retry_after(headers, now)
        if wait is not None:
            limiter.block_until(moment + wait)

    def _wait_for_rate_limit(self, response: Response) -> None:
        """Waits before the retry of a 429 that names no time. The rate limiter waits for one that does."""
        requested = retry.requested_wait(response.headers, self._clock.now()) or 0.0
        if requested >= retry.FIRST_DELAY:
            return
        delay = self._next_delay()
        self._client.rate_limiter.block_until(self._clock.monotonic() + delay)
        if delay <= min(self._wait_without_time_left, self._wait_left):
            self._wait_without_time_left -= delay
            self._wait_left -= delay
            self._sleep_beyond_deadline(delay)
        elif not self._back_off(delay):
            raise self._failed(Unavailable, response)

    def _await_rate_limit(self) -> None:
        """Reserves a request within the rate limit, and waits for it if necessary."""
        limiter = self._client.rate_limiter
        while (moment := limiter.reserve(now := self._clock.monotonic())) > now:
            self._wait_until(moment)

    def _wait_until(self, moment: float) -> None:
        now = self._clock.monotonic()
        wait = moment - now
        if wait <= 0:
            return
        until = (self._clock.now() + timedelta(seconds=wait)).strftime("%H:%M:%S UTC")
        if wait > self._wait_left:
            raise Unavailable(
                self.message(
                    f"it accepts no more requests until {until}, longer than the {duration(self._wait_left)} left to "
                    "wait",
                    "Run it again after that, or allow a longer wait with maxWaitSeconds.",
                ),
                status=retry.RATE_LIMITED,
            )
        if self._client.rate_limiter.should_announce(now, moment):
            self._client.log(f"{self._client.vendor} accepts no more requests until {until}; waiting.")
        self._wait_left -= wait
        self._sleep_beyond_deadline(wait)

    def _next_delay(self) -> float:
        delay = retry.backoff(self._retries, self._clock.random())
        self._retries += 1
        return delay

    def _back_off(self, delay: float) -> bool:
        """Sleeps before a retry; False if the deadline does not allow it."""
        if self._clock.monotonic() + delay > self._start_deadline():
            return False
        self._clock.sleep(delay)
        return True

    def _sleep_beyond_deadline(self, seconds: float) -> None:
        """Sleeps for the rate limit, and moves the deadline: `retry_seconds` does not pay for this wait."""
        self._deadline = self._start_deadline() + seconds
        self._clock.sleep(seconds)

    def _start_deadline(self) -> float:
        """The deadline; it starts with the first use."""
        if self._deadline is None:
            self._deadline = self._clock.monotonic() + self._client.retry_policy.retry_seconds
        return self._deadline

    def _failed(self, kind: type[RequestError], response: Response) -> RequestError:
        redact = self._client.redact
        reason = redact(response.reason)
        request_id = redact(response.request_id or "") or None
        if response.status:
            message = redact(self._client.message_of(response.body) or "").rstrip(".")
            reason = f"it answered {response.status} {_phrase(response.status)}".rstrip()
            reason += f": {message}" if message else ""
            reason += f" (request id {request_id})" if request_id else ""
        message = self.message(reason, self._client.advice.get(response.status, ""))
        return kind(message, status=response.status, request_id=request_id)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _show(query: Query) -> str:
    return ", ".join(f"{name} {value}" for name, value in query.items())
