"""The pages of PlanetScale's lists. They are numbered from 1, and the last one has no next_page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_backups.http.api_call import ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse

# Objects. The most that the vendor's pagination document allows on a page.
PAGE_SIZE = 100


def paginate(call: ApiCall, path: str, query: Query | None = None) -> Iterator[Any]:
    """The objects of a list, from its first page to its last."""
    return call.rows(path, {**(query or {}), "page": 1, "per_page": PAGE_SIZE}, _read)


def _read(call: ApiCall, page: Any) -> tuple[list[Any], Query | None]:
    rows = page.get("data") if isinstance(page, Mapping) else None
    if not isinstance(rows, list) or "next_page" not in page:
        raise InvalidResponse(call.message("its list does not match the API's contract: no data and next_page"))
    following = page["next_page"]
    if following is None:
        return rows, None
    if not isinstance(following, int) or isinstance(following, bool):
        raise InvalidResponse(
            call.message("its list does not match the API's contract: next_page is not a whole number")
        )
    return rows, {"page": following}
