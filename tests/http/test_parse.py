"""Parsing of responses: a body that does not match the contract is an error that names the field."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.errors import InvalidResponse
from pulumi_backups.http.parse import LaterMoment, parse

MakeVendor = Callable[..., Any]


@dataclass(frozen=True)
class Thing:
    id: str
    size: int
    week: int | None
    sub: dict[str, int] | None = None


VALID: dict[str, Any] = {"id": "a", "size": 3, "week": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def call() -> ApiCall:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    return ApiCall(Client("Vendor", "https://api.example.test", "token", transport=transport), "read the thing")


def test_valid_response_is_parsed() -> None:
    assert parse(Thing, VALID, call()) == Thing("a", 3, None)


def test_threads_that_parse_at_the_same_moment_make_one_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Fresh:
        id: str

    made, meeting = [], threading.Barrier(16)
    original = pydantic.TypeAdapter

    def make(cls: Any) -> Any:
        made.append(cls)
        return original(cls)

    def parse_one(_: int) -> Fresh:
        meeting.wait()
        return parse(Fresh, {"id": "a"}, call())

    monkeypatch.setattr(pydantic, "TypeAdapter", make)
    with ThreadPoolExecutor(16) as executor:
        assert list(executor.map(parse_one, range(16))) == [Fresh("a")] * 16
    assert made == [Fresh]


def test_unknown_fields_are_ignored() -> None:
    assert parse(Thing, {**VALID, "colour": {"deep": [1]}}, call()) == Thing("a", 3, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({**VALID, "size": "many"}, r"\(size: "),
        ({**VALID, "size": None}, r"\(size: "),
        ({**VALID, "size": 1.5}, r"\(size: "),
        ({**VALID, "id": None}, r"\(id: "),
        ({**VALID, "id": 5}, r"\(id: "),
        ({**VALID, "sub": {"a": "b"}}, r"\(sub.a: "),
        ({"id": "a", "size": 3}, r"\(week: "),
        ({}, r"\(id: "),
        (None, r"\(the body: "),
        ([], r"\(the body: "),
        ("text", r"\(the body: "),
    ],
)
def test_invalid_response_is_an_error_that_names_the_field(body: Any, reason: str) -> None:
    with pytest.raises(InvalidResponse, match=reason) as caught:
        parse(Thing, body, call())
    assert str(caught.value).startswith(
        "Vendor: could not read the thing: the response does not match the API's contract ("
    )
    assert str(caught.value).endswith("If the API has changed, pulumi-backups needs an update.")


@dataclass(frozen=True)
class Event:
    ended_at: LaterMoment = None


@pytest.mark.parametrize("body", [{}, {"ended_at": None}, {"ended_at": ""}], ids=str)
def test_moment_that_has_not_come_is_none(body: Any) -> None:
    assert parse(Event, body, call()) == Event(None)


def test_moment_that_has_come_is_a_datetime() -> None:
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert parse(Event, {"ended_at": "2026-01-31T12:00:00.000Z"}, call()) == Event(noon)
    with pytest.raises(InvalidResponse, match=r"\(ended_at: "):
        parse(Event, {"ended_at": " "}, call())


@given(st.fixed_dictionaries({}, optional={"id": JSON, "size": JSON, "week": JSON, "sub": JSON}) | JSON)
def test_any_body_gives_an_object_or_a_one_line_error(body: Any) -> None:
    try:
        parse(Thing, body, call())
    except InvalidResponse as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - some bodies are valid
