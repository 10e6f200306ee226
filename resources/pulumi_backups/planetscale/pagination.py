"""The pages of PlanetScale's lists: numbered from 1; the last one names no next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_backups.http.api_call import ApiCall, Query
from pulumi_backups.http.errors import InvalidResponse

# The most that one page may hold (the vendor's pagination document).
PAGE_SIZE = 100


def paginate(call: ApiCall, path: str, query: Query | None = None) -> Iterator[Any]:
    """The objects of a list, to its last page."""
    return call.rows(path, {**(query or {}), "page": 1, "per_page": PAGE_SIZE}, _read)


def _read(call: ApiCall, page: Any) -> tuple[list[Any], Query | None]:
    rows = page.get("data") if isinstance(page, Mapping) else None
    if not isinstance(rows, list) or "next_page" not in page:
        raise InvalidResponse(call.message("its list is not what the API promises: no data and next_page"))
    following = page["next_page"]
    if following is None:
        return rows, None
    if not isinstance(following, int) or isinstance(following, bool):
        raise InvalidResponse(call.message("its list is not what the API promises: next_page is not a whole number"))
    return rows, {"page": following}
