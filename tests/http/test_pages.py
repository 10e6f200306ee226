"""Pagination: lists are read to their last page, and a list without an end is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pulumi_backups.http.api_call import MAX_PAGES, ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse, RequestError, Unavailable

MakeVendor = Callable[..., Any]
FAILURE = httpx.Response(500)


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
def test_list_is_read_to_its_last_page(
    make_vendor: MakeVendor, first: Any, style: Any, names: list[Any], queries: list[str]
) -> None:
    vendor = make_vendor(page([1, 2], names[0]), page([3, 4], names[1]), page([5], names[2]), page([9], None))
    assert list(vendor.call.rows("/things", first, style)) == [1, 2, 3, 4, 5]
    assert vendor.sent == [f"GET /v1/things?{query}" for query in queries]


def test_page_is_retried(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(page([1, 2], 2), FAILURE, page([3], None))
    assert list(vendor.call.rows("/things", FIRST, numbered)) == [1, 2, 3]
    assert [sent.partition("page=")[2][0] for sent in vendor.sent] == ["1", "2", "2"]


def test_incomplete_list_is_an_error(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(page([1, 2], 2), FAILURE)
    with pytest.raises(Unavailable):
        list(vendor.call.rows("/things", FIRST, numbered))


def test_list_without_an_end_is_an_error(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(page([1], 2))
    with pytest.raises(RequestError, match=f"its list has more than {MAX_PAGES} pages"):
        list(vendor.call.rows("/things", FIRST, lambda *_: ([1], {"page": len(vendor.sent) + 1})))
    assert len(vendor.sent) == MAX_PAGES


@pytest.mark.parametrize("back_to", [1, 2])
def test_list_that_returns_to_an_earlier_page_is_an_error(make_vendor: MakeVendor, back_to: int) -> None:
    vendor = make_vendor(page([1], 2), page([2], back_to))
    with pytest.raises(
        RequestError, match=rf"its list leads back to a page that was read already \(page {back_to}, per_page 2\)"
    ):
        list(vendor.call.rows("/things", FIRST, numbered))
    assert len(vendor.sent) == 2


def test_empty_page_before_the_last_is_an_error(make_vendor: MakeVendor) -> None:
    vendor = make_vendor(page([1], 2), page([], 3))
    with pytest.raises(InvalidResponse, match="a page of its list is empty, but not the last one"):
        list(vendor.call.rows("/things", FIRST, numbered))
