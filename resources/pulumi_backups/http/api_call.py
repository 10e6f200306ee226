"""One thing that a person asked for: its requests, retried within one deadline, and its errors as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_backups.errors import BackupsError, printable
from pulumi_backups.http import retry
from pulumi_backups.http.errors import BY_STATUS, InvalidResponse, LostResponse, Refused, RequestError, Unavailable

if TYPE_CHECKING:
    from pulumi_backups.http.client import Client, Response

Query = Mapping[str, Any]
# Gives what is on a page, and what of the query leads to the next one: None after the last. Raises UnreadableAnswer.
ReadPage = Callable[["ApiCall", Any], tuple[list[Any], Query | None]]

# Far more than anybody has: a list that goes on is a wrong one, and would go on for ever.
MAX_PAGES = 1000
# Seconds. Nobody waits an hour on a guess.
MAX_UNTIMED_WAIT = 60.0


class ApiCall:
    """Sends the requests of one operation, within one deadline, which begins with the first of them.

    doing: completes "could not …" in errors, and names the resource.
    """

    def __init__(self, client: Client, doing: str) -> None:
        self.doing = client.shown(doing)
        self._client = client
        self._time = client.time
        self._give_up_at: float | None = None
        self._waits_left = client.patience.max_wait_seconds
        self._untimed_left = min(client.limit_seconds, MAX_UNTIMED_WAIT)
        self._attempt = 0

    def get(self, path: str, query: Query | None = None) -> Any:
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

    def rows(self, path: str, first: Query, read_page: ReadPage) -> Iterator[Any]:
        """The objects of a list, to its last page.

        first: the query of the first page, of which that of a later one changes only what leads there.
        """
        query: Query | None = first
        seen: list[Query] = []
        while query is not None:
            if query in seen:
                raise RequestError(self.message(f"its list leads back to the page {dict(query)}"))
            if len(seen) == MAX_PAGES:
                raise RequestError(self.message(f"its list goes on after {MAX_PAGES} pages"))
            seen.append(query)
            rows, leading_on = read_page(self, self.get(path, query))
            if leading_on and not rows:
                raise InvalidResponse(self.message("a page of its list is empty, and names a next one"))
            yield from rows
            query = {**first, **leading_on} if leading_on else None

    def wait_for_capacity(self, requests: int) -> None:
        """Waits until the rate limit lets so many requests pass, before the first of what must not stop halfway."""
        self._wait_until(self._client.gate.available_at(requests, self._time.monotonic()))

    def with_new_deadline(self) -> ApiCall:
        """The same operation with its whole patience: for each look of a long wait, and after another wait."""
        return ApiCall(self._client, self.doing)

    def wait_before_retry(self, error: RequestError) -> None:
        """Waits out passing trouble; raises `error` where patience has ended."""
        if not self._may_wait(self._backoff()):
            raise error

    def error(self, reason: str, advice: str = "") -> BackupsError:
        """What it could not do, for a reason that is no response of the vendor's."""
        return BackupsError(self.message(reason, advice))

    def contradiction(self, what: str = "it") -> BackupsError:
        """A 404 for what the vendor's own list shows."""
        return self.error(
            f"it answered 404 Not Found, and lists {what} all the same",
            "Run it again; if it stays so, check what the token may do.",
        )

    def message(self, reason: str, advice: str = "") -> str:
        """An error as a person reads it: vendor, operation and resource, why, what to do."""
        ending = "" if reason.endswith(".") else "."
        return printable(f"{self._client.vendor}: could not {self.doing}: {reason}{ending} {advice}".rstrip())

    def _send(self, method: str, path: str, query: Query | None, body: Any) -> Any:
        self._deadline()  # which begins now, if it has not
        while True:
            self._await_rate_limit()
            try:
                response = self._client.attempt(method, path, query, body)
            finally:
                self._client.gate.response_received(self._time.monotonic())
            self._record_limits(response)
            if 200 <= response.status < 300:
                return response.body
            if response.status == retry.RATE_LIMITED:
                # The gate holds the next try back where a time was named; nothing was done, so any may follow.
                named = retry.named_wait(response.headers, self._time.now()) or 0.0
                if named < retry.FIRST_DELAY:
                    delay = self._backoff()
                    self._client.gate.block_until(self._time.monotonic() + delay)
                    if not (self._may_wait_untimed(delay) or self._may_wait(delay)):
                        raise self._failed(Unavailable, response)
                continue
            if response.status and not retry.is_retryable(response.status):
                kind = BY_STATUS.get(response.status, Refused)
                raise self._failed(kind, response)
            if method == "POST" and response.sent:
                raise self._failed(LostResponse, response)
            if not response.retryable or not self._may_wait(self._backoff()):
                raise self._failed(Unavailable, response)

    def _record_limits(self, response: Response) -> None:
        """Tells the gate what the vendor says of its limit: how many are left, or from when it listens again."""
        headers, now, moment = response.headers, self._time.now(), self._time.monotonic()
        remaining, end = retry.requests_left(headers), retry.window_end(headers, now)
        if remaining is not None and end is not None:
            self._client.gate.left(remaining, moment + end)
        closed: float | None = None
        if response.status == retry.RATE_LIMITED:
            closed = retry.named_wait(headers, now)
        elif response.status == HTTPStatus.SERVICE_UNAVAILABLE:
            # The end of the limit's window has nothing to do with that of its trouble.
            closed = retry.retry_after(headers, now)
        if closed is not None:
            self._client.gate.block_until(moment + closed)

    def _await_rate_limit(self) -> None:
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
                self.message(
                    f"it takes no more requests until {until}, longer than the {self._waits_left:.0f} s left to wait",
                    "Run it again then, or allow a longer wait with maxWaitSeconds.",
                ),
                status=retry.RATE_LIMITED,
            )
        if self._client.gate.should_announce(now, moment):
            self._client.say(f"{self._client.vendor} takes no more requests until {until}; waiting.")
        self._waits_left -= wait
        self._sleep_beyond_deadline(wait)

    def _backoff(self) -> float:
        delay = retry.backoff(self._attempt, self._time.random())
        self._attempt += 1
        return delay

    def _may_wait_untimed(self, delay: float) -> bool:
        """Waits on a limit that names no time, which a window of it lifts; the patience with trouble stays whole."""
        if delay > min(self._untimed_left, self._waits_left):
            return False
        self._untimed_left -= delay
        self._waits_left -= delay
        self._sleep_beyond_deadline(delay)
        return True

    def _may_wait(self, delay: float) -> bool:
        if self._time.monotonic() + delay > self._deadline():
            return False
        self._time.sleep(delay)
        return True

    def _sleep_beyond_deadline(self, seconds: float) -> None:
        """Sleeps for the rate limit's sake, which the patience with trouble is not for."""
        self._give_up_at = self._deadline() + seconds
        self._time.sleep(seconds)

    def _deadline(self) -> float:
        if self._give_up_at is None:
            self._give_up_at = self._time.monotonic() + self._client.patience.retry_seconds
        return self._give_up_at

    def _failed(self, kind: type[RequestError], response: Response) -> RequestError:
        shown = self._client.shown
        reason = shown(response.reason)
        request_id = shown(response.request_id or "") or None
        if response.status:
            message = self._client.message_of(response.body)
            reason = f"it answered {response.status} {_phrase(response.status)}".rstrip()
            reason += f": {shown(message)}" if message else ""
            reason += f" (request id {request_id})" if request_id else ""
        message = self.message(reason, self._client.advice.get(response.status, ""))
        return kind(message, status=response.status, request_id=request_id)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
