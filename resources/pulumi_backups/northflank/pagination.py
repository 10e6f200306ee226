"""The pages of Northflank's lists: a cursor leads from one to the next; the last one has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_backups.http.api_call import ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse

# The most that one page may hold (the vendor's pagination document).
PAGE_SIZE = 100


def paginate(call: ApiCall, path: str, kind: str) -> Iterator[Any]:
    """The objects of a list, to its last page; each page holds them under their kind."""

    def read(call: ApiCall, page: Any) -> tuple[list[Any], Query | None]:
        data = page.get("data") if isinstance(page, Mapping) else None
        found = data.get(kind) if isinstance(data, Mapping) else None
        if not isinstance(found, list):
            raise InvalidResponse(call.message(f"its list is not what the API promises: no data.{kind}"))
        return found, _leading_on(call, page.get("pagination"))

    return call.rows(path, {"per_page": PAGE_SIZE}, read)


def _leading_on(call: ApiCall, pagination: Any) -> Query | None:
    """What is on a page that is not asked for would seem to be gone."""
    if pagination is None:
        return None
    known = pagination if isinstance(pagination, Mapping) else {"hasNextPage": None}
    cursor = known.get("cursor")
    more = known.get("hasNextPage", cursor is not None)
    if not isinstance(more, bool):
        raise InvalidResponse(call.message("its list does not say whether it goes on"))
    if more and not (isinstance(cursor, str) and cursor):
        raise InvalidResponse(call.message("its list says that it goes on, and not where"))
    return {"cursor": cursor} if more else None
