"""What one operation sends, what it sends again, and where it gives up."""

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

Make = Callable[..., Any]

OK = httpx.Response(200, json={"fine": True})
HTML = httpx.Response(200, html="<title>One moment</title>")
HALF = httpx.Response(200, content=b'{"data": [{"id": ')
REDIRECT = httpx.Response(302, headers={"location": "https://elsewhere.test/sign-in"})
CUT = httpx.RemoteProtocolError("Server disconnected without sending a response.")

Send = Callable[[ApiCall], Any]


def create(call: ApiCall) -> Any:
    return call.post("/things", {})


SAFE: dict[str, Send] = {
    "GET": lambda call: call.get("/thing"),
    "PATCH": lambda call: call.patch("/thing", {"a": 1}),
    "DELETE": lambda call: call.delete("/thing"),
}
NOTHING_DONE = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.Response(429)]
PERHAPS_DONE = [
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
PASSING = NOTHING_DONE + PERHAPS_DONE
REFUSALS = [
    (400, Refused),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (409, Refused),
    (410, Refused),
    (422, Refused),
]


def name(value: Any) -> str:
    return str(value.status_code) if isinstance(value, httpx.Response) else type(value).__name__


@pytest.mark.parametrize("method", SAFE)
@pytest.mark.parametrize("trouble", PASSING, ids=name)
def test_what_may_be_repeated_is_sent_again_after_passing_trouble(scripted: Make, trouble: Any, method: str) -> None:
    vendor = scripted(trouble, trouble, OK)
    assert SAFE[method](vendor.call) == {"fine": True}
    assert vendor.sent == [f"{method} /v1/thing"] * 3
    assert vendor.time.slept == [0.5, 1.0]


@pytest.mark.parametrize("trouble", NOTHING_DONE, ids=name)
def test_creation_is_sent_again_where_nothing_was_done(scripted: Make, trouble: Any) -> None:
    vendor = scripted(trouble, trouble, OK)
    assert vendor.call.post("/things", {}) == {"fine": True}
    assert len(vendor.sent) == 3


@pytest.mark.parametrize("trouble", PERHAPS_DONE, ids=name)
def test_creation_that_may_have_been_done_is_sent_once(scripted: Make, trouble: Any) -> None:
    vendor = scripted(trouble)
    with pytest.raises(LostResponse):
        vendor.call.post("/things", {})
    assert vendor.sent == ["POST /v1/things"]


@pytest.mark.parametrize("method", [*SAFE, "POST"])
@pytest.mark.parametrize(("status", "kind"), REFUSALS)
def test_refusal_stands(scripted: Make, status: int, kind: type[RequestError], method: str) -> None:
    vendor = scripted(httpx.Response(status, json={"message": "no"}, headers={"x-request-id": "r-1"}))
    send = SAFE.get(method, create)
    with pytest.raises(kind) as caught:
        send(vendor.call)
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.request_id) == (status, "r-1")
    assert len(vendor.sent) == 1


@pytest.mark.parametrize("trouble", PASSING, ids=name)
def test_deadline_is_total(scripted: Make, trouble: Any) -> None:
    vendor = scripted(trouble, patience=RetryPolicy(retry_seconds=60.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.time.passed <= 60.0
    assert len(vendor.sent) == 1 + len(vendor.time.slept) > 5


def test_deadline_is_of_the_operation_and_not_of_each_request(scripted: Make) -> None:
    vendor = scripted(httpx.Response(500))
    call = vendor.call
    with pytest.raises(Unavailable):
        call.get("/thing")
    asked = len(vendor.sent)
    with pytest.raises(Unavailable):
        call.get("/thing")
    assert len(vendor.sent) == asked + 1


def test_no_patience_is_one_try(scripted: Make) -> None:
    vendor = scripted(httpx.Response(503), patience=RetryPolicy(retry_seconds=0.0))
    with pytest.raises(Unavailable):
        vendor.call.get("/thing")
    assert vendor.time.slept == []


def test_redirect_is_not_followed_and_nobody_else_is_asked(scripted: Make) -> None:
    vendor = scripted(REDIRECT)
    with pytest.raises(Unavailable, match="302 Found"):
        vendor.call.get("/thing")
    assert {request.url.host for request in vendor.script.requests} == {"api.example.test"}


def test_answer_that_trickles_ends(scripted: Make) -> None:
    def trickle(_request: httpx.Request) -> httpx.Response:
        def stream() -> Any:
            for _ in range(1000):
                vendor.time.passed += 10
                yield b" "

        return httpx.Response(200, content=stream())

    vendor = scripted(trickle)
    with pytest.raises(Unavailable, match="no answer within 20 s"):
        vendor.call.get("/thing")
    assert vendor.time.passed < 100


def untrusted() -> httpx.ConnectError:
    reason = ssl.SSLCertVerificationError(1, "certificate verify failed")
    reason.verify_message = "self-signed certificate"
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    error.__cause__ = reason
    return error


@pytest.mark.parametrize("method", [*SAFE, "POST"])
def test_certificate_that_is_not_trusted_is_not_tried_again(scripted: Make, method: str) -> None:
    vendor = scripted(untrusted())
    send = SAFE.get(method, create)
    with pytest.raises(Unavailable, match="its certificate is not trusted: self-signed certificate"):
        send(vendor.call)
    assert len(vendor.sent) == 1


def test_request_carries_the_credential_and_the_version(scripted: Make) -> None:
    vendor = scripted(OK)
    vendor.call.post("/things", {"name": "é"})
    (request,) = vendor.script.requests
    assert request.headers["authorization"] == "token-id:token-secret-0123456789"
    assert request.headers["user-agent"] == f"pulumi-backups/{__version__}"
    assert request.headers["content-type"] == "application/json"
    assert request.content == '{"name":"é"}'.encode()


def test_no_credential_is_sent_where_there_is_none(scripted: Make) -> None:
    vendor = scripted(OK, authorization=None)
    vendor.call.get("/regions")
    assert "authorization" not in vendor.script.requests[0].headers


@pytest.mark.parametrize("header", ["Bearer wörd", "id:wo\nrd", "Bearer wo\trd"])
def test_credential_that_cannot_be_one_is_refused_unshown(scripted: Make, header: str) -> None:
    with pytest.raises(BackupsError, match="Vendor: the credential has a character that no token has") as caught:
        scripted(OK, authorization=header)
    assert "rd" not in str(caught.value).replace("word", "")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_without_a_body_is_nothing(scripted: Make, status: int) -> None:
    assert scripted(httpx.Response(status)).call.delete("/thing") is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "nested too deep"),
        (rb'{"id": "\uD800"}', "with half of a character"),
        (b'{"size": 1' + b"0" * 30 + b"}", "with a number that is too large"),
        (b'{"size": 1e999}', "with a number that is too large"),
    ],
)
def test_body_that_nothing_could_hold_is_no_answer_and_not_asked_for_again(
    scripted: Make, content: bytes, words: str
) -> None:
    vendor = scripted(httpx.Response(200, content=content))
    with pytest.raises(Unavailable, match=f"it answered 200 {words}"):
        vendor.call.get("/thing")
    assert len(vendor.sent) == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{]", b"nul", b'{"size": NaN}'])
def test_body_that_is_no_json_is_no_answer(scripted: Make, content: bytes) -> None:
    with pytest.raises(Unavailable, match="but not with JSON"):
        scripted(httpx.Response(200, content=content)).call.get("/thing")


def test_body_in_an_encoding_that_it_is_not_in_is_no_answer(scripted: Make) -> None:
    def garbled(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip"))

    with pytest.raises(Unavailable):
        scripted(garbled).call.get("/thing")
