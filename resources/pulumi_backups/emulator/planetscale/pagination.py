"""How PlanetScale paginates a list: numbered pages in an envelope."""

from __future__ import annotations

from urllib.parse import urlencode

from ..operation import ApiError, Request, Response
from ..store import Body


def number(request: Request, name: str, default: int, maximum: int | None = None) -> int:
    """A positive whole number of the query. Raises ApiError."""
    given = request.query.get(name, str(default))
    # isdecimal alone would accept digits of other scripts.
    if not (given.isascii() and given.isdecimal()) or not 1 <= int(given[:9]) <= (maximum or 10**9):
        raise ApiError(
            422, "invalid_params", f"{name} must be an integer from 1" + (f" to {maximum}" if maximum else "")
        )
    return int(given)


def paginate(request: Request, items: list[Body], *, totals: bool = False) -> Response:
    """The requested page. With `totals`, it has total_count and total_pages."""
    page, size = number(request, "page", 1), number(request, "per_page", 25, 100)
    shown = request.filter_list(items, page, size)
    last = max(-(-len(shown) // size), 1)
    following, previous = (page + 1 if page < last else None), (page - 1 if page > 1 else None)
    envelope: Body = {
        "type": "list",
        "current_page": page,
        "per_page": size,
        "next_page": following,
        "next_page_url": _url(request, following),
        "prev_page": previous,
        "prev_page_url": _url(request, previous),
    }
    if totals:
        envelope |= {"total_count": len(shown), "total_pages": last}
    return Response(200, {**envelope, "data": shown[(page - 1) * size : page * size]})


def _url(request: Request, page: int | None) -> str | None:
    return None if page is None else f"{request.url}?{urlencode({**request.query, 'page': page})}"
