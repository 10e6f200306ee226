"""An answer off the contract is an error in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.errors import InvalidResponse
from pulumi_backups.http.parse import parse

Make = Callable[..., Any]


@dataclass(frozen=True)
class Thing:
    id: str
    size: int
    week: int | None
    sub: dict[str, int] | None = None


WHOLE: dict[str, Any] = {"id": "a", "size": 3, "week": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def call() -> ApiCall:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    return ApiCall(Client("Vendor", "https://api.example.test", "token", transport=transport), "read the thing")


def test_answer_is_read() -> None:
    assert parse(Thing, WHOLE, call()) == Thing("a", 3, None)


def test_fields_that_the_contract_does_not_have_are_passed_over() -> None:
    assert parse(Thing, {**WHOLE, "colour": {"deep": [1]}}, call()) == Thing("a", 3, None)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({**WHOLE, "size": "many"}, r"\(size: "),
        ({**WHOLE, "size": None}, r"\(size: "),
        ({**WHOLE, "size": 1.5}, r"\(size: "),
        ({**WHOLE, "id": None}, r"\(id: "),
        ({**WHOLE, "id": 5}, r"\(id: "),
        ({**WHOLE, "sub": {"a": "b"}}, r"\(sub.a: "),
        ({"id": "a", "size": 3}, r"\(week: "),
        ({}, r"\(id: "),
        (None, r"\(the body: "),
        ([], r"\(the body: "),
        ("text", r"\(the body: "),
    ],
)
def test_answer_off_the_contract_names_the_field(body: Any, words: str) -> None:
    with pytest.raises(InvalidResponse, match=words) as caught:
        parse(Thing, body, call())
    assert str(caught.value).startswith("Vendor: could not read the thing: the answer is not what the API promises (")
    assert str(caught.value).endswith("If the API has changed, pulumi-backups needs an update.")


@given(st.fixed_dictionaries({}, optional={"id": JSON, "size": JSON, "week": JSON, "sub": JSON}) | JSON)
def test_no_answer_ends_in_anything_but_an_object_or_a_sentence(body: Any) -> None:
    try:
        parse(Thing, body, call())
    except InvalidResponse as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - some are readable
