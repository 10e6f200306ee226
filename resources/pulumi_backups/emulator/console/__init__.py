"""The page at the emulator's root, which stands in for the vendors' web consoles: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, render_template, request

from ..dispatch import World
from ..edits import Editable, NotThereError
from ..northflank.edits import EDITABLES as NORTHFLANK
from ..passing import catch_up, move_clock
from ..planetscale.edits import EDITABLES as PLANETSCALE
from ..planetscale.retention import UNITS, expiry
from .cards import northflank_cards, planetscale_cards
from .forms import FormError, policy_changes, schedule_changes
from .timeline import Window
from .words import DAYS, WEEKS

WINDOWS = (1, 7, 30, 90, 365)
EDITABLE: dict[str, tuple[Editable, Callable[..., Any]]] = {
    "policies": (PLANETSCALE[0], policy_changes),
    "schedules": (NORTHFLANK[0], schedule_changes),
}
LEGEND = {
    "success": "success",
    "running": "running",
    "pending": "pending",
    "failed": "failed",
    "canceled": "canceled, ignored, aborted",
    "next": "next run",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    # Anything stricter makes browsers send "Origin: null" with the page's own forms, which are then refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def add(app: Flask, world: World) -> None:
    """Registers the page and its forms."""
    app.add_url_rule("/", "console", lambda: _page(world))
    app.add_url_rule("/console/clock", "console clock", lambda: _act(world, _move), methods=["POST"])
    app.add_url_rule("/console/<plural>/<id>", "console edit", _bound(world, _edit), methods=["POST"])
    app.add_url_rule("/console/<plural>/<id>/delete", "console delete", _bound(world, _delete), methods=["POST"])


def _bound(world: World, act: Callable[..., None]) -> Callable[..., Response]:
    return lambda **path: _act(world, act, **path)


def _act(world: World, act: Callable[..., None], **path: str) -> Response:
    """Does what a form asks for and goes back to the page, or shows the page with what was wrong."""
    try:
        with world.store.transaction():
            catch_up(world)
            act(world, **path)
    except (FormError, NotThereError, ValueError, OverflowError) as error:
        return _page(world, str(error), 400)
    query = urlencode({name: request.form[name] for name in ("days", "q") if request.form.get(name)})
    place = quote(request.form.get("at", ""), safe="/")
    back = "/" + (f"?{query}" if query else "") + (f"#{place}" if place else "")
    return Response(status=303, headers={**HEADERS, "Location": back})


def _page(world: World, error: str = "", status: int = 200) -> Response:
    days = next((each for each in WINDOWS if str(each) == request.args.get("days")), 30)
    asked = request.args.get("q", "")
    with world.store.transaction():
        catch_up(world)
        window = Window(world.clock.now(), days)
        vendors = {
            "PlanetScale": planetscale_cards(world, window, asked),
            "Northflank": northflank_cards(world, window, asked),
        }
        clock = world.clock.state()
    page = render_template(
        "console.html",
        style=_style(),
        error=error,
        now=window.now,
        frozen=clock["frozen"],
        days=days,
        windows=WINDOWS,
        asked=asked,
        ticks=window.ticks(),
        vendors=vendors,
        plural={"PlanetScale": "policies", "Northflank": "schedules"},
        pairs=lambda options: [(each, each) for each in options],
        numbered=lambda names: [("", "none"), *((str(number), name) for number, name in enumerate(names))],
        units=UNITS,
        day_names=DAYS,
        week_names=WEEKS,
        legend=LEGEND,
    )
    return Response(page, status, headers=HEADERS, mimetype="text/html")


@cache
def _style() -> str:
    return files(__package__).joinpath("style.css").read_text("utf-8")


def _move(world: World) -> None:
    step = request.form.get("step", "")
    if step in UNITS:
        later = expiry(world.clock.now(), 1, step)
        if later is None:
            raise FormError("there is no later time than the year 9999")
        move_clock(world, now=later.isoformat())
    elif step in ("stop", "run"):
        move_clock(world, frozen=step == "stop")
    elif step == "real":
        move_clock(world, real=True)
    else:
        raise FormError(f"the clock cannot be moved by {step!r}")


def _edit(world: World, plural: str, id: str) -> None:
    editable, changes_in = _editable(plural)
    found = editable.find(world, id)
    changes = changes_in(request.form, found.body)
    if changes:
        editable.change(world, found, changes)


def _delete(world: World, plural: str, id: str) -> None:
    editable, _ = _editable(plural)
    editable.remove(world, editable.find(world, id))


def _editable(plural: str) -> tuple[Editable, Callable[..., Any]]:
    if plural not in EDITABLE:
        raise NotThereError(f"there are no {plural}")
    return EDITABLE[plural]
