"""Lists are followed to their last page, and never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pulumi_backups.http.api_call import MAX_PAGES, ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse, RequestError, Unavailable

Make = Callable[..., Any]
TROUBLE = httpx.Response(500)


def page(items: list[int], next_page: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": items, "next_page": next_page})


def numbered(_call: ApiCall, body: Any) -> tuple[list[int], Query | None]:
    return body["data"], None if body["next_page"] is None else {"page": body["next_page"]}


def by_cursor(_call: ApiCall, body: Any) -> tuple[list[int], Query | None]:
    return body["data"], None if body["next_page"] is None else {"cursor": body["next_page"]}


FIRST = {"page": 1, "per_page": 2}


@pytest.mark.parametrize(
    ("first", "style", "names", "queries"),
    [
        (FIRST, numbered, [2, 3, None], ["page=1&per_page=2", "page=2&per_page=2", "page=3&per_page=2"]),
        (
            {"per_page": 2},
            by_cursor,
            ["a&b", "c=", None],
            ["per_page=2", "per_page=2&cursor=a%26b", "per_page=2&cursor=c%3D"],
        ),
    ],
)
def test_pages_are_followed_to_the_last(
    scripted: Make, first: Any, style: Any, names: list[Any], queries: list[str]
) -> None:
    vendor = scripted(page([1, 2], names[0]), page([3, 4], names[1]), page([5], names[2]), page([9], None))
    assert list(vendor.call.rows("/things", first, style)) == [1, 2, 3, 4, 5]
    assert vendor.sent == [f"GET /v1/things?{query}" for query in queries]


def test_page_is_asked_for_again_after_passing_trouble(scripted: Make) -> None:
    vendor = scripted(page([1, 2], 2), TROUBLE, page([3], None))
    assert list(vendor.call.rows("/things", FIRST, numbered)) == [1, 2, 3]
    assert [sent.partition("page=")[2][0] for sent in vendor.sent] == ["1", "2", "2"]


def test_list_is_whole_or_an_error(scripted: Make) -> None:
    vendor = scripted(page([1, 2], 2), TROUBLE)
    with pytest.raises(Unavailable):
        list(vendor.call.rows("/things", FIRST, numbered))


def test_list_that_always_goes_on_is_an_error(scripted: Make) -> None:
    vendor = scripted(page([1], 2))
    with pytest.raises(RequestError, match=f"its list goes on after {MAX_PAGES} pages"):
        list(vendor.call.rows("/things", FIRST, lambda *_: ([1], {"page": len(vendor.sent) + 1})))
    assert len(vendor.sent) == MAX_PAGES


@pytest.mark.parametrize("back_to", [1, 2])
def test_list_that_leads_in_a_circle_is_an_error(scripted: Make, back_to: int) -> None:
    vendor = scripted(page([1], 2), page([2], back_to))
    with pytest.raises(RequestError, match=f"its list leads back to the page .*{back_to}"):
        list(vendor.call.rows("/things", FIRST, numbered))
    assert len(vendor.sent) == 2


def test_page_without_anything_that_names_a_next_one_is_an_error(scripted: Make) -> None:
    vendor = scripted(page([1], 2), page([], 3))
    with pytest.raises(InvalidResponse, match="a page of its list is empty, and names a next one"):
        list(vendor.call.rows("/things", FIRST, numbered))
