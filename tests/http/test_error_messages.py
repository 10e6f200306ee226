"""Error messages: vendor, action, resource, reason and advice, on one line and without the credential."""

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

from tests.http.conftest import SECRET

MakeVendor = Callable[..., Any]

ADVICE = {403: "Give the token the access write_backups."}


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (
            httpx.Response(422, json={"message": "Name is taken"}, headers={"x-request-id": "r-7"}),
            "Vendor: could not read the thing: it answered 422 Unprocessable Entity: Name is taken (request id r-7).",
        ),
        (
            httpx.Response(422, json={"message": "Name is taken."}),
            "Vendor: could not read the thing: it answered 422 Unprocessable Entity: Name is taken.",
        ),
        (
            httpx.Response(422, json={"message": "Wait..."}, headers={"x-request-id": "r-7"}),
            "Vendor: could not read the thing: it answered 422 Unprocessable Entity: Wait (request id r-7).",
        ),
        (
            httpx.Response(422, json={"message": "What?"}),
            "Vendor: could not read the thing: it answered 422 Unprocessable Entity: What?",
        ),
        (
            httpx.Response(422, json={"message": "x" * 400}),
            f"Vendor: could not read the thing: it answered 422 Unprocessable Entity: {'x' * 299}…",
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
        (httpx.ReadTimeout(""), "Vendor: could not read the thing: no response within 20 s."),
        (httpx.ReadError("peer"), "Vendor: could not read the thing: the connection broke."),
        (
            httpx.LocalProtocolError(f"Illegal header value b'{SECRET}'"),
            "Vendor: could not read the thing: the request is not valid HTTP.",
        ),
    ],
)
def test_error_message(make_vendor: MakeVendor, response: Any, message: str) -> None:
    vendor = make_vendor(response, advice=ADVICE, retry_policy=RetryPolicy(0.0, 0.0))
    with pytest.raises(RequestError) as caught:
        vendor.call.get("/thing")
    assert str(caught.value) == message


@pytest.mark.parametrize("reason", ["it is gone", "it is gone.", "it is gone. "])
def test_sentence_ends_with_one_full_stop(make_vendor: MakeVendor, reason: str) -> None:
    call = make_vendor(httpx.Response(200)).call
    assert call.message(reason) == "Vendor: could not read the thing: it is gone."
    assert call.message(reason, "Run it again.") == "Vendor: could not read the thing: it is gone. Run it again."


@given(message=st.text(max_size=600), status=st.integers(400, 599), request_id=st.text("ab-1", max_size=9))
def test_message_of_the_vendor_is_shown_on_one_line_of_limited_length(
    message: str, status: int, request_id: str
) -> None:
    response = httpx.Response(status, json={"message": message}, headers={"x-request-id": request_id})
    client = Client(
        "Vendor",
        "https://api.example.test",
        "token",
        message_of=lambda body: body["message"],
        retry_policy=RetryPolicy(0.0, 0.0),
        transport=httpx.MockTransport(lambda _: response),
    )
    with pytest.raises(RequestError) as caught:
        ApiCall(client, "read it").get("/thing")
    text = str(caught.value)
    assert len(text.splitlines()) == 1
    assert text.isprintable()
    assert len(text) < 500


@pytest.mark.parametrize(
    "response",
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
def test_no_error_shows_the_credential(make_vendor: MakeVendor, response: Any, method: str) -> None:
    vendor = make_vendor(response, retry_policy=RetryPolicy(0.0, 0.0))
    with pytest.raises(RequestError) as caught:
        getattr(vendor.call, method)("/thing", *([] if method == "get" else [{}]))
    error = caught.value
    shown = [str(error), repr(error), str(vars(error)), "".join(traceback.format_exception_only(error))]
    shown.append(str(pickle.dumps(error.args)))
    assert not [text for text in shown if SECRET in text]


def test_every_secret_is_redacted_unless_it_could_be_a_word(make_vendor: MakeVendor) -> None:
    secrets = ["secret-1", "secret-1-and-more", "secret-2", "Request"]
    vendor = make_vendor(httpx.Response(400, json={"message": "secret-2 secret-1-and-more secret-1"}), secrets=secrets)
    call = ApiCall(vendor.client, "read secret-2")
    with pytest.raises(RequestError) as caught:
        call.get("/thing")
    assert str(caught.value) == "Vendor: could not read …: it answered 400 Bad Request: … … …"


def test_no_repr_shows_the_credential(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(httpx.Response(200, json={}))
    call = vendor.call
    response = vendor.client.send_once("GET", "/thing", None, None)
    for thing in (vendor.client, call, vendor.client.rate_limiter, response):
        assert SECRET not in repr(thing)


def test_request_errors_are_shown_without_a_traceback() -> None:
    assert issubclass(RequestError, BackupsError)
