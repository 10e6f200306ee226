"""How the page is drawn, and what its forms do. It has no script and loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, render_template, request

from ..durations import UNITS, later
from ..editable import ControlError, Editable, UnknownObjectError
from ..emulator import Emulator
from ..vendor import Vendor
from .cards import Card, Copy
from .forms import FormError
from .timeline import Window

MAX_CARDS = 40
"""Of one vendor."""
WINDOWS = (1, 7, 30, 90, 365)
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
    # With a stricter policy, browsers send "Origin: null" with the page's own forms, which are then refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class VendorCards:
    """The cards of one vendor, and its restored copies. `more` is how many cards the page has no room for."""

    vendor: Vendor
    copies: list[Copy]
    cards: list[Card]
    more: int


def add(app: Flask, emulator: Emulator) -> None:
    """Registers the page and its forms."""
    new = "/console/<vendor>/<plural>"
    edit = f"{new}/<id>"
    app.add_url_rule("/", "console", lambda: _page(emulator))
    app.add_url_rule("/console/clock", "console clock", _form(emulator, _move_clock), methods=["POST"])
    app.add_url_rule("/console/<vendor>", "console seed", _form(emulator, _seed), methods=["POST"])
    app.add_url_rule(new, "console new", _form(emulator, _create), methods=["POST"])
    app.add_url_rule(edit, "console edit", _form(emulator, _edit), methods=["POST"])
    app.add_url_rule(f"{edit}/delete", "console delete", _form(emulator, _delete), methods=["POST"])


def _form(emulator: Emulator, act: Callable[..., None]) -> Callable[..., Response]:
    """Does what a form asks for and goes back to the page, or shows the page with the error."""

    def view(**path: str) -> Response:
        try:
            with emulator.store.transaction():
                emulator.catch_up()
                act(emulator, **path)
        except (FormError, UnknownObjectError, ControlError, ValueError, OverflowError) as error:
            return _page(emulator, str(error), 400)
        return Response(status=303, headers={**HEADERS, "Location": _origin()})

    return view


def _origin() -> str:
    """Where on the page the form was. Its underscores keep these names apart from a vendor's fields."""
    query = urlencode({name: request.form[f"_{name}"] for name in ("days", "q") if request.form.get(f"_{name}")})
    anchor = quote(request.form.get("_at", ""), safe="/")
    return "/" + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


def _page(emulator: Emulator, error: str = "", status: int = 200) -> Response:
    days = next((each for each in WINDOWS if str(each) == request.args.get("days")), 30)
    search = request.args.get("q", "")
    with emulator.store.transaction():
        emulator.catch_up()
        window = Window(emulator.world.clock.now(), days)
        page = render_template(
            "console.html",
            style=_style(),
            error=error,
            now=window.now,
            frozen=emulator.world.clock.state()["frozen"],
            days=days,
            windows=WINDOWS,
            search=search,
            ticks=window.ticks(),
            vendors=[_cards_of(emulator, vendor, window, search) for vendor in emulator.vendors],
            legend=LEGEND,
        )
    return Response(page, status, headers=HEADERS, mimetype="text/html")


def _cards_of(emulator: Emulator, vendor: Vendor, window: Window, search: str) -> VendorCards:
    """The cards of the objects whose name contains `search`, and their copies."""
    source = vendor.console_cards
    copies = [each for each in source.copies(emulator.world) if search in f"{each.location} {each.name}"]
    found = [each for each in source.objects(emulator.world) if search in each.id]
    cards = [source.card(emulator.world, each, window) for each in found[:MAX_CARDS]]
    return VendorCards(vendor, copies, cards, len(found) - len(cards))


@cache
def _style() -> str:
    return files(__package__).joinpath("style.css").read_text("utf-8")


def _move_clock(emulator: Emulator) -> None:
    step = request.form.get("step", "")
    if step in UNITS:
        moment = later(emulator.world.clock.now(), 1, step)
        if moment is None:
            raise FormError("the clock cannot be set to a time after the year 9999")
        emulator.move_clock(now=moment.isoformat())
    elif step in ("stop", "run"):
        emulator.move_clock(frozen=step == "stop")
    elif step == "real":
        emulator.move_clock(real=True)
    else:
        raise FormError(f"the clock cannot be moved by {step!r}")


def _seed(emulator: Emulator, vendor: str) -> None:
    """Adds the objects of the default seed."""
    seeds = {each.name: each.default_seed for each in emulator.vendors if each.name == vendor}
    if not seeds:
        raise UnknownObjectError(f"there is no vendor {vendor}")
    emulator.seed(seeds)


def _create(emulator: Emulator, vendor: str, plural: str) -> None:
    _editable(emulator, vendor, plural).create_from_form(emulator.world, request.form)


def _edit(emulator: Emulator, vendor: str, plural: str, id: str) -> None:
    editable = _editable(emulator, vendor, plural)
    found = editable.find(emulator.world, id)
    changes = editable.form_changes(editable.body(emulator.world, found), request.form)
    if changes:
        editable.change(emulator.world, found, changes)


def _delete(emulator: Emulator, vendor: str, plural: str, id: str) -> None:
    editable = _editable(emulator, vendor, plural)
    editable.remove(emulator.world, editable.find(emulator.world, id))


def _editable(emulator: Emulator, vendor: str, plural: str) -> Editable:
    known: dict[Any, Editable] = {
        (each.name, editable.plural): editable for each in emulator.vendors for editable in each.editables
    }
    if (vendor, plural) not in known:
        raise UnknownObjectError(f"there are no {plural} of {vendor}")
    return known[vendor, plural]
