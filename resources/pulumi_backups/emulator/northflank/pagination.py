"""How Northflank paginates a list: by page number or by cursor."""

from __future__ import annotations

import base64
import binascii

from ..operation import ApiError, Request, Response
from ..store import Body


def paginate(request: Request, name: str | None, items: list[Body], *, paged: bool = True) -> Response:
    """The requested page of items under `name`, or all of them if the list is not `paged`.

    name: None if the list itself is the data.
    """
    size = _number(request, "per_page", 50, 100)
    start = _start(request, size)
    shown = request.filter_list(items, start // size + 1, size)
    if not paged:
        return Response(200, {"data": _data(name, shown)})
    part = shown[start : start + size]
    more = start + size < len(shown)
    pagination: Body = {"hasNextPage": more, "count": len(part)}
    if more:
        pagination["cursor"] = base64.urlsafe_b64encode(f"after {start + size}".encode()).decode()
    return Response(200, {"data": _data(name, part), "pagination": pagination})


def _data(name: str | None, items: list[Body]) -> Body | list[Body]:
    return items if name is None else {name: items}


def _start(request: Request, size: int) -> int:
    cursor = request.query.get("cursor")
    if cursor is None:
        return (_number(request, "page", 1, 10**9) - 1) * size
    try:
        return int(base64.b64decode(cursor, altchars=b"-_", validate=True).decode().removeprefix("after "))
    except (binascii.Error, ValueError) as error:
        raise ApiError(400, "bad_request", "The cursor is not valid.", {"cursor": "is not valid"}) from error


def _number(request: Request, name: str, default: int, maximum: int) -> int:
    given = request.query.get(name, str(default))
    if not (given.isascii() and given.isdecimal()) or not 1 <= int(given[:12]) <= maximum:
        text = f"must be an integer from 1 to {maximum}"
        raise ApiError(400, "bad_request", f"{name} {text}.", {name: text})
    return int(given)
