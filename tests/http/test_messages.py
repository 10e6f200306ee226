"""Errors are for the person at the terminal: who, what, which, why, what to do; one line, and no credential in it."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.errors import RequestError
from pulumi_backups.http.retry_policy import RetryPolicy

Make = Callable[..., Any]

SECRET = "token-secret-0123456789"
ADVICE = {403: "Give the token the access write_backups."}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            httpx.Response(422, json={"message": "Name is taken"}, headers={"x-request-id": "r-7"}),
            "Vendor: could not read the thing: it answered 422 Unprocessable Entity: Name is taken (request id r-7).",
        ),
        (
            httpx.Response(403, json={"message": "No"}, headers={"cf-ray": "c-1"}),
            "Vendor: could not read the thing: it answered 403 Forbidden: No (request id c-1). "
            "Give the token the access write_backups.",
        ),
        (httpx.Response(404, html="<p>Nothing"), "Vendor: could not read the thing: it answered 404 Not Found."),
        (httpx.Response(418, json=[]), "Vendor: could not read the thing: it answered 418 I'm a Teapot."),
        (httpx.Response(499), "Vendor: could not read the thing: it answered 499."),
        (
            httpx.Response(200, html="<title>Sign in</title>"),
            "Vendor: could not read the thing: it answered 200, but not with JSON (text/html).",
        ),
        (
            httpx.ConnectError("[Errno 111]"),
            "Vendor: could not read the thing: no connection (is the server up, and the address right?).",
        ),
        (httpx.ReadTimeout(""), "Vendor: could not read the thing: no answer within 20 s."),
        (httpx.ReadError("peer"), "Vendor: could not read the thing: the connection broke."),
        (
            httpx.LocalProtocolError(f"Illegal header value b'{SECRET}'"),
            "Vendor: could not read the thing: the request cannot be sent as it is.",
        ),
    ],
)
def test_error_reads_as_one_sentence(scripted: Make, answer: Any, words: str) -> None:
    vendor = scripted(answer, advice=ADVICE, patience=RetryPolicy(0.0, 0.0))
    with pytest.raises(RequestError) as caught:
        vendor.call.get("/thing")
    assert str(caught.value) == words


@given(message=st.text(max_size=600), status=st.integers(400, 599), request_id=st.text("ab-1", max_size=9))
def test_message_of_the_server_stays_on_one_line_and_is_not_endless(message: str, status: int, request_id: str) -> None:
    answer = httpx.Response(status, json={"message": message}, headers={"x-request-id": request_id})
    client = Client(
        "Vendor",
        "https://api.example.test",
        "token",
        message_of=lambda body: body["message"],
        patience=RetryPolicy(0.0, 0.0),
        transport=httpx.MockTransport(lambda _: answer),
    )
    with pytest.raises(RequestError) as caught:
        ApiCall(client, "read it").get("/thing")
    text = str(caught.value)
    assert len(text.splitlines()) == 1
    assert text.isprintable()
    assert len(text) < 500


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"message": "wrong token"}),
        httpx.Response(401, json={"message": f"token token-id:{SECRET} is not valid"}),
        httpx.Response(422, json={"message": f"the header was {SECRET}"}, headers={"x-request-id": SECRET}),
        httpx.Response(302, headers={"location": f"https://elsewhere.test/?token={SECRET}"}),
        httpx.ReadError(f"broken near {SECRET}"),
        httpx.LocalProtocolError(f"Illegal header value b'{SECRET}'"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_credential_is_in_no_error(scripted: Make, answer: Any, method: str) -> None:
    vendor = scripted(answer, patience=RetryPolicy(0.0, 0.0))
    with pytest.raises(RequestError) as caught:
        getattr(vendor.call, method)("/thing", *([] if method == "get" else [{}]))
    error = caught.value
    shown = [str(error), repr(error), str(vars(error)), "".join(traceback.format_exception_only(error))]
    shown.append(str(pickle.dumps(error.args)))
    assert not [text for text in shown if SECRET in text]


def test_credential_is_in_no_repr(scripted: Make) -> None:
    vendor = scripted(httpx.Response(200, json={}))
    call = vendor.call
    answer = vendor.client.attempt("GET", "/thing", None, None)
    for thing in (vendor.client, call, vendor.client.gate, answer):
        assert SECRET not in repr(thing)


def test_every_error_of_a_request_is_shown_as_a_sentence() -> None:
    assert issubclass(RequestError, BackupsError)
