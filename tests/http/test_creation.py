"""Creating an object exactly once although responses are lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import InvalidResponse, LostResponse, Refused, RequestError
from pulumi_backups.http.retry_policy import RetryPolicy

MakeVendor = Callable[..., Any]

CREATED = httpx.Response(201, json={"id": "new"})
NONE = httpx.Response(200, json={"data": []})
FOUND = httpx.Response(200, json={"data": [{"id": "new"}]})
TWO = httpx.Response(200, json={"data": [{"id": "new"}, {"id": "late"}]})
LOST = httpx.ReadError("broken")


def create(vendor: Any) -> str:
    """Creates a thing: parses the response strictly, and looks for the thing in the list."""
    call = vendor.call

    def send() -> str:
        body = call.post("/things", {})
        if not isinstance(body, dict) or "id" not in body:
            raise InvalidResponse("Vendor: the response has no id.")
        return str(body["id"])

    def find_created() -> str | None:
        rows = ApiCall(vendor.client, "list the things").get("/things")["data"]
        if len(rows) > 1:
            raise BackupsError("Vendor: it was created twice.")
        return rows[0]["id"] if rows else None

    return create_once(call, send, find_created)


@pytest.mark.parametrize(
    ("responses", "methods"),
    [
        ([CREATED], ["POST"]),
        ([LOST, FOUND], ["POST", "GET"]),
        ([httpx.Response(500), FOUND], ["POST", "GET"]),
        ([httpx.Response(524), FOUND], ["POST", "GET"]),
        ([httpx.Response(302), FOUND], ["POST", "GET"]),
        ([httpx.Response(200, html="<title>Sign in"), FOUND], ["POST", "GET"]),
        ([LOST, httpx.Response(503), FOUND], ["POST", "GET", "GET"]),
        ([LOST, NONE, CREATED, FOUND], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, CREATED, httpx.Response(401)], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, LOST, FOUND], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, httpx.ConnectError("down"), CREATED, FOUND], ["POST", "GET", "POST", "POST", "GET"]),
        ([LOST, NONE, httpx.Response(409), FOUND], ["POST", "GET", "POST", "GET"]),
        ([httpx.Response(201, json={}), FOUND], ["POST", "GET"]),
        ([httpx.Response(201), FOUND], ["POST", "GET"]),
    ],
)
def test_object_is_created_once(make_vendor: MakeVendor, responses: list[Any], methods: list[str]) -> None:
    vendor = make_vendor(*responses)
    assert create(vendor) == "new"
    assert [request.method for request in vendor.requests] == methods


@pytest.mark.parametrize("responses", [[LOST, NONE, CREATED, TWO], [LOST, NONE, LOST, TWO]])
def test_object_that_was_created_twice_is_an_error(make_vendor: MakeVendor, responses: list[Any]) -> None:
    with pytest.raises(BackupsError, match="created twice"):
        create(make_vendor(*responses))


def test_creation_ends_with_the_deadline(make_vendor: MakeVendor) -> None:
    def flaky(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502) if request.method == "POST" else httpx.Response(200, json={"data": []})

    vendor = make_vendor(flaky)
    with pytest.raises(LostResponse, match="502 Bad Gateway"):
        create(vendor)
    assert vendor.clock.elapsed <= 60


def test_refused_creation_is_not_checked(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(httpx.Response(422))
    with pytest.raises(Refused):
        create(vendor)
    assert len(vendor.sent) == 1


def test_refusal_after_a_lost_response_is_raised_if_nothing_was_created(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(LOST, NONE, httpx.Response(409), NONE)
    with pytest.raises(Refused):
        create(vendor)


@pytest.mark.parametrize("response", [httpx.Response(201, json={}), httpx.Response(201)])
def test_invalid_response_is_not_retried(make_vendor: MakeVendor, response: Any) -> None:
    vendor = make_vendor(response, NONE)
    with pytest.raises(InvalidResponse):
        create(vendor)
    assert [request.method for request in vendor.requests] == ["POST", "GET"]


@pytest.mark.parametrize("first", [LOST, httpx.Response(201, json={})])
@pytest.mark.parametrize("check", [httpx.Response(401), httpx.Response(404), httpx.Response(503), LOST])
def test_creation_that_cannot_be_checked_gives_advice(make_vendor: MakeVendor, first: Any, check: Any) -> None:
    vendor = make_vendor(first, check, retry_policy=RetryPolicy(0.0, 0.0))
    advice = r"may have been carried out, but checking this failed \(.*[^.]\)\. Run pulumi up again\. .*adopt=True\.$"
    with pytest.raises(RequestError, match=advice):
        create(vendor)
    assert [request.method for request in vendor.requests] == ["POST", "GET"]
