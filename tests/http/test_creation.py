"""Creating exactly once over a connection that may lose the answer."""

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

Make = Callable[..., Any]

MADE = httpx.Response(201, json={"id": "new"})
NONE = httpx.Response(200, json={"data": []})
FOUND = httpx.Response(200, json={"data": [{"id": "new"}]})
TWO = httpx.Response(200, json={"data": [{"id": "new"}, {"id": "late"}]})
LOST = httpx.ReadError("broken")


def create(vendor: Any) -> str:
    """Posts, reads the answer strictly, and looks for what was made in the list."""
    call = vendor.call

    def send() -> str:
        answer = call.post("/things", {})
        if not isinstance(answer, dict) or "id" not in answer:
            raise InvalidResponse("Vendor: the answer is not what the API promises.")
        return str(answer["id"])

    def find_created() -> str | None:
        rows = ApiCall(vendor.client, "list the things").get("/things")["data"]
        if len(rows) > 1:
            raise BackupsError("Vendor: it was made twice.")
        return rows[0]["id"] if rows else None

    return create_once(call, send, find_created)


@pytest.mark.parametrize(
    ("answers", "methods"),
    [
        ([MADE], ["POST"]),
        ([LOST, FOUND], ["POST", "GET"]),
        ([httpx.Response(500), FOUND], ["POST", "GET"]),
        ([httpx.Response(524), FOUND], ["POST", "GET"]),
        ([httpx.Response(302), FOUND], ["POST", "GET"]),
        ([httpx.Response(200, html="<title>Sign in"), FOUND], ["POST", "GET"]),
        ([LOST, httpx.Response(503), FOUND], ["POST", "GET", "GET"]),
        ([LOST, NONE, MADE, FOUND], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, MADE, httpx.Response(401)], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, LOST, FOUND], ["POST", "GET", "POST", "GET"]),
        ([LOST, NONE, httpx.ConnectError("down"), MADE, FOUND], ["POST", "GET", "POST", "POST", "GET"]),
        ([LOST, NONE, httpx.Response(409), FOUND], ["POST", "GET", "POST", "GET"]),
        ([httpx.Response(201, json={}), FOUND], ["POST", "GET"]),
        ([httpx.Response(201), FOUND], ["POST", "GET"]),
    ],
)
def test_object_is_made_once(scripted: Make, answers: list[Any], methods: list[str]) -> None:
    vendor = scripted(*answers)
    assert create(vendor) == "new"
    assert [request.method for request in vendor.script.requests] == methods


@pytest.mark.parametrize("answers", [[LOST, NONE, MADE, TWO], [LOST, NONE, LOST, TWO]])
def test_what_was_carried_out_late_and_twice_is_an_error(scripted: Make, answers: list[Any]) -> None:
    with pytest.raises(BackupsError, match="made twice"):
        create(scripted(*answers))


def test_creation_is_given_up_with_the_patience(scripted: Make) -> None:
    def flaky(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502) if request.method == "POST" else httpx.Response(200, json={"data": []})

    vendor = scripted(flaky)
    with pytest.raises(LostResponse, match="502 Bad Gateway"):
        create(vendor)
    assert vendor.time.passed <= 60


def test_refused_creation_is_not_looked_for(scripted: Make) -> None:
    vendor = scripted(httpx.Response(422))
    with pytest.raises(Refused):
        create(vendor)
    assert len(vendor.sent) == 1


def test_refusal_after_a_lost_answer_stands_where_nothing_was_made(scripted: Make) -> None:
    vendor = scripted(LOST, NONE, httpx.Response(409), NONE)
    with pytest.raises(Refused):
        create(vendor)


@pytest.mark.parametrize("answer", [httpx.Response(201, json={}), httpx.Response(201)])
def test_success_that_cannot_be_read_and_is_in_no_list_is_not_sent_again(scripted: Make, answer: Any) -> None:
    vendor = scripted(answer, NONE)
    with pytest.raises(InvalidResponse):
        create(vendor)
    assert [request.method for request in vendor.script.requests] == ["POST", "GET"]


@pytest.mark.parametrize("first", [LOST, httpx.Response(201, json={})])
@pytest.mark.parametrize("blind", [httpx.Response(401), httpx.Response(404), httpx.Response(503), LOST])
def test_creation_of_which_nothing_can_be_seen_says_what_to_do(scripted: Make, first: Any, blind: Any) -> None:
    vendor = scripted(first, blind, patience=RetryPolicy(0.0, 0.0))
    with pytest.raises(RequestError, match=r"could not be seen afterwards.*Run pulumi up again.*adopt=True"):
        create(vendor)
    assert [request.method for request in vendor.script.requests] == ["POST", "GET"]
