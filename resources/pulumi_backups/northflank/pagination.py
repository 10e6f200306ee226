"""The pages of Northflank's lists. Each page has a cursor to the next one, and the last page has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_backups.http.api_call import ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse

# Objects. The most that the vendor's pagination document allows on a page.
PAGE_SIZE = 100


def paginate(call: ApiCall, path: str, kind: str | None) -> Iterator[Any]:
    """The objects of a list, from its first page to its last.

    kind: their key in the data of a page, such as "schedules". None if the data itself is the list.
    """

    def read(call: ApiCall, page: Any) -> tuple[list[Any], Query | None]:
        found = page.get("data") if isinstance(page, Mapping) else None
        if kind is not None:
            found = found.get(kind) if isinstance(found, Mapping) else None
        if not isinstance(found, list):
            missing = "data" if kind is None else f"data.{kind}"
            raise InvalidResponse(call.message(f"its list does not match the API's contract: no {missing}"))
        return found, _next_query(call, page.get("pagination"))

    return call.rows(path, {"per_page": PAGE_SIZE}, read)


def _next_query(call: ApiCall, pagination: Any) -> Query | None:
    """The query of the next page, or None after the last one. A page that is skipped would look like deletions."""
    if pagination is None:
        return None
    known = pagination if isinstance(pagination, Mapping) else {"hasNextPage": None}
    cursor = known.get("cursor")
    more = known.get("hasNextPage", cursor is not None)
    if not isinstance(more, bool):
        raise InvalidResponse(call.message("its list does not say whether there is a next page"))
    if more and not (isinstance(cursor, str) and cursor):
        raise InvalidResponse(call.message("its list has a next page, but no cursor for it"))
    return {"cursor": cursor} if more else None
