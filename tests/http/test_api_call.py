"""What an API call sends, what it retries, and when it gives up."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pulumi_backups import __version__
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.errors import (
    Forbidden,
    LostResponse,
    NotFound,
    Refused,
    RequestError,
    Unauthorized,
    Unavailable,
)
from pulumi_backups.http.retry_policy import RetryPolicy

from tests.http.conftest import AUTHORIZATION

MakeVendor = Callable[..., Any]

OK = httpx.Response(200, json={"fine": True})
HTML = httpx.Response(200, html="<title>One moment</title>")
HALF = httpx.Response(200, content=b'{"data": [{"id": ')
REDIRECT = httpx.Response(302, headers={"location": "https://elsewhere.test/sign-in"})
CUT = httpx.RemoteProtocolError("Server disconnected without sending a response.")

Send = Callable[[ApiCall], Any]


def create(call: ApiCall) -> Any:
    return call.post("/things", {})


IDEMPOTENT: dict[str, Send] = {
    "GET": lambda call: call.get("/thing"),
    "PUT": lambda call: call.put("/thing", {"a": 1}),
    "PATCH": lambda call: call.patch("/thing", {"a": 1}),
    "DELETE": lambda call: call.delete("/thing"),
}
NOT_RECEIVED = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.Response(429)]
MAYBE_RECEIVED = [
    httpx.ReadTimeout("slow"),
    httpx.WriteError("broken"),
    httpx.ReadError("broken"),
    CUT,
    httpx.Response(408),
    httpx.Response(500, json={"message": "oops"}),
    httpx.Response(502, html="<h1>Bad gateway</h1>"),
    httpx.Response(503),
    httpx.Response(524),
    REDIRECT,
    HTML,
    HALF,
]
RETRYABLE = NOT_RECEIVED + MAYBE_RECEIVED
REFUSALS = [
    (400, Refused),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (409, Refused),
    (410, Refused),
    (422, Refused),
]


def id_of(value: Any) -> str:
    return str(value.status_code) if isinstance(value, httpx.Response) else type(value).__name__


@pytest.mark.parametrize("method", IDEMPOTENT)
@pytest.mark.parametrize("failure", RETRYABLE, ids=id_of)
def test_idempotent_request_is_retried(make_vendor: MakeVendor, failure: Any, method: str) -> None:
    vendor = make_vendor(failure, failure, OK)
    assert IDEMPOTENT[method](vendor.call) == {"fine": True}
    assert vendor.sent == [f"{method} /v1/thing"] * 3
    assert vendor.clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("failure", NOT_RECEIVED, ids=id_of)
def test_post_is_retried_if_the_vendor_did_nothing(make_vendor: MakeVendor, failure: Any) -> None:
    vendor = make_vendor(failure, failure, OK)
    assert vendor.call.post("/things", {}) == {"fine": True}
    assert len(vendor.sent) == 3


@pytest.mark.parametrize("failure", MAYBE_RECEIVED, ids=id_of)
def test_post_is_not_retried_after_a_lost_response(make_vendor: MakeVendor, failure: Any) -> None:
    vendor = make_vendor(failure)
    with pytest.raises(LostResponse):
        vendor.call.post("/things", {})
    assert vendor.sent == ["POST /v1/things"]


@pytest.mark.parametrize("method", [*IDEMPOTENT, "POST"])
@pytest.mark.parametrize(("status", "kind"), REFUSALS)
def test_refusal_is_not_retried(make_vendor: MakeVendor, status: int, kind: type[RequestError], method: str) -> None:
    vendor = make_vendor(httpx.Response(status, json={"message": "no"}, headers={"x-request-id": "r-1"}))
    send = IDEMPOTENT.get(method, create)
    with pytest.raises(kind) as caught:
        send(vendor.call)
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.request_id) == (status, "r-1")
    assert len(vendor.sent) == 1


@pytest.mark.parametrize("failure", RETRYABLE, ids=id_of)
def test_deadline_covers_all_retries(make_vendor: MakeVendor, failure: Any) -> None:
    vendor = make_vendor(failure, retry_policy=RetryPolicy(retry_seconds=60.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.clock.elapsed <= 60.0
    assert len(vendor.sent) == 1 + len(vendor.clock.slept) > 5


def test_all_requests_of_a_call_share_the_deadline(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(httpx.Response(500))
    call = vendor.call
    with pytest.raises(Unavailable):
        call.get("/thing")
    sent = len(vendor.sent)
    with pytest.raises(Unavailable):
        call.get("/thing")
    assert len(vendor.sent) == sent + 1


def test_deadline_starts_with_the_first_request(make_vendor: MakeVendor) -> None:
    def slow(_request: httpx.Request) -> httpx.Response:
        vendor.clock.elapsed += 20
        return httpx.Response(500)

    vendor = make_vendor(slow, retry_policy=RetryPolicy(retry_seconds=60.0))
    call = vendor.call
    vendor.clock.elapsed += 1000
    with pytest.raises(Unavailable):
        call.get("/thing")
    # Failures after 20, 40.5 and 61.5 seconds.
    assert len(vendor.sent) == 3


def test_zero_retry_seconds_means_no_retry(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(httpx.Response(503), retry_policy=RetryPolicy(retry_seconds=0.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.clock.slept == []


def test_redirect_is_not_followed(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(REDIRECT)
    with pytest.raises(Unavailable, match="302 Found"):
        vendor.call.get("/thing")
    assert {request.url.host for request in vendor.requests} == {"api.example.test"}


def test_slow_body_has_a_deadline(make_vendor: MakeVendor) -> None:
    def trickle(_request: httpx.Request) -> httpx.Response:
        def stream() -> Any:
            for _ in range(1000):
                vendor.clock.elapsed += 10
                yield b" "

        return httpx.Response(200, content=stream())

    vendor = make_vendor(trickle)
    with pytest.raises(Unavailable, match="no response within 20 s"):
        vendor.call.get("/thing")
    assert vendor.clock.elapsed < 100


def test_endless_body_is_an_error_and_not_retried(make_vendor: MakeVendor) -> None:
    chunks = 0

    def endless(_request: httpx.Request) -> httpx.Response:
        def stream() -> Any:
            nonlocal chunks
            while True:
                chunks += 1
                yield bytes(2**20)

        return httpx.Response(200, content=stream())

    vendor = make_vendor(endless)
    with pytest.raises(Unavailable, match="its response is larger than 64 MiB"):
        vendor.call.get("/thing")
    assert (len(vendor.sent), chunks) == (1, 65)


def untrusted() -> httpx.ConnectError:
    reason = ssl.SSLCertVerificationError(1, "certificate verify failed")
    reason.verify_message = "self-signed certificate"
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    error.__cause__ = reason
    return error


@pytest.mark.parametrize("method", [*IDEMPOTENT, "POST"])
def test_untrusted_certificate_is_not_retried(make_vendor: MakeVendor, method: str) -> None:
    vendor = make_vendor(untrusted())
    send = IDEMPOTENT.get(method, create)
    with pytest.raises(Unavailable, match="its certificate is not trusted: self-signed certificate"):
        send(vendor.call)
    assert len(vendor.sent) == 1


def test_request_has_the_credential_and_the_version(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK)
    vendor.call.post("/things", {"name": "é"})
    (request,) = vendor.requests
    assert request.headers["authorization"] == AUTHORIZATION
    assert request.headers["user-agent"] == f"pulumi-backups/{__version__}"
    assert request.headers["content-type"] == "application/json"
    assert request.content == '{"name":"é"}'.encode()


def test_request_without_a_credential_has_no_authorization_header(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(OK, authorization=None)
    vendor.call.get("/regions")
    assert "authorization" not in vendor.requests[0].headers


@pytest.mark.parametrize("header", ["Bearer wörd", "id:wo\nrd", "Bearer wo\trd"])
def test_credential_that_is_no_header_value_is_refused_without_showing_it(make_vendor: MakeVendor, header: str) -> None:
    with pytest.raises(BackupsError, match="Vendor: the credential has a character that no token has") as caught:
        make_vendor(OK, authorization=header)
    assert "rd" not in str(caught.value).replace("word", "")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_without_a_body_returns_none(make_vendor: MakeVendor, status: int) -> None:
    assert make_vendor(httpx.Response(status)).call.delete("/thing") is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[" * 100_000, "is nested too deeply"),
        (rb'{"id": "\uD800"}', "has half of a surrogate pair"),
        (b'{"size": 1' + b"0" * 30 + b"}", "has a number that is too large"),
        (b'{"size": 1e999}', "has a number that is too large"),
    ],
)
def test_unstorable_body_is_an_error_and_not_retried(make_vendor: MakeVendor, content: bytes, reason: str) -> None:
    vendor = make_vendor(httpx.Response(200, content=content))
    with pytest.raises(Unavailable, match=f"it answered 200, but its JSON {reason}"):
        vendor.call.get("/thing")
    assert len(vendor.sent) == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{]", b"nul", b'{"size": NaN}'])
def test_body_that_is_not_json_is_an_error(make_vendor: MakeVendor, content: bytes) -> None:
    with pytest.raises(Unavailable, match="but not with JSON"):
        make_vendor(httpx.Response(200, content=content)).call.get("/thing")


def test_body_with_a_wrong_content_encoding_is_an_error(make_vendor: MakeVendor) -> None:
    def garbled(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip"))

    with pytest.raises(Unavailable):
        make_vendor(garbled).call.get("/thing")
