"""What the console shows: cards of rows. A vendor says which; by default there is a card for each scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..clock import parse_or_none
from ..editable import Editable
from ..store import Body, StoredObject
from ..world import World
from .forms import FormField
from .labels import distance_label, time_label
from .timeline import Look, Mark, Placed, Window


@dataclass(frozen=True)
class Form:
    """The form that edits a row's object. `path` is the object's kind and id."""

    path: str
    fields: list[tuple[FormField, str]]


@dataclass(frozen=True)
class NewForm:
    """The form that creates an object. `path` is the kind of object, `location` where the object will be."""

    path: str
    noun: str
    location: dict[str, str]
    fields: list[tuple[FormField, str]]


@dataclass(frozen=True)
class Change:
    """A change of one object that a button makes. `path` is the object's kind and id."""

    path: str
    field: str
    value: str


@dataclass(frozen=True)
class Row:
    """A policy, a schedule, or backups without one. Without a form, the row cannot be edited."""

    title: str
    schedule: str
    retention: str
    last: str
    last_distance: str
    next: str
    next_distance: str
    marks: list[Placed]
    earlier: int
    tags: tuple[str, ...] = ()
    form: Form | None = None
    failure: Change | None = None
    """What makes the newest backup of the row a failed one."""


@dataclass(frozen=True)
class Card:
    """What can have backups, such as a database."""

    location: str
    name: str
    row_kind: str
    """What a row is, such as "Policy"."""
    facts: list[str]
    rows: list[Row]
    new: NewForm | None = None

    def anchor(self, vendor: str) -> str:
        """The fragment of a link to the card."""
        return "/".join(filter(None, (vendor, self.location, self.name))).replace(" ", "")


@dataclass(frozen=True)
class Copy:
    """A copy that was restored from a backup. It stays, and costs money at a vendor, until somebody deletes it."""

    location: str
    name: str
    origin: str
    """What it was restored from."""
    state: str
    created: str
    age: str
    notes: tuple[str, ...]
    path: str
    """The object's kind and id, for the form that deletes it."""


def no_copies(_world: World) -> list[Copy]:
    """For a vendor whose backups the emulator does not restore."""
    return []


@dataclass(frozen=True)
class CardSource:
    """The objects that have a card, how to make the card of one, and the copies that were restored from backups."""

    objects: Callable[[World], list[StoredObject]]
    card: Callable[[World, StoredObject, Window], Card]
    copies: Callable[[World], list[Copy]] = no_copies


def scheduled_row(
    window: Window,
    title: Any,
    *,
    schedule: str,
    retention: str,
    body: Body,
    marks: list[Mark],
    form: Form | None,
    tags: tuple[str, ...] = (),
    failure: Change | None = None,
) -> Row:
    """The row of what runs again and again. `body` has last_ran_at and next_run_at if they are known."""
    last, following = body.get("last_ran_at"), body.get("next_run_at")
    ahead = Mark(parse_or_none(following), "next", f"next run {time_label(following)}")
    return Row(
        title=str(title),
        schedule=schedule,
        retention=retention,
        last=time_label(last),
        last_distance=distance_label(last, window.now),
        next=time_label(following),
        next_distance=distance_label(following, window.now),
        marks=window.placed([*marks, ahead]),
        earlier=window.earlier(marks),
        tags=tags,
        form=form,
        failure=failure,
    )


def other_backups_row(
    window: Window, title: str, explanation: str, marks: list[Mark], failure: Change | None = None
) -> Row:
    """The row of backups that belong to no other row."""
    return Row(title, explanation, "", "", "", "", "", window.placed(marks), window.earlier(marks), failure=failure)


def backup_mark(look: Look, *, name: Any, state: Any, created: Any, expires: Any) -> Mark:
    """The mark of a backup."""
    title = f"{name}: {state}, {time_label(created)}, expires {time_label(expires)}"
    return Mark(parse_or_none(created), look, title)


def form_of(editable: Editable, id: str, body: Body) -> Form:
    """The form that edits an object."""
    return Form(f"{editable.plural}/{id}", editable.form_fields(body))


def new_form_of(editable: Editable, location: Body) -> NewForm:
    """The form that creates an object at a location."""
    known = {name: str(value) for name, value in location.items() if value}
    return NewForm(editable.plural, editable.noun, known, editable.new_fields())


def cards_of_scopes(editables: Sequence[Editable]) -> CardSource:
    """A card for each scope, with a row for each editable object in it."""

    def objects(world: World) -> list[StoredObject]:
        scopes = dict.fromkeys(each.scope for editable in editables for each in world.store.all(editable.kind))
        parts = [scope.rpartition("/") for scope in scopes]
        return [StoredObject("", parent, name, {}) for parent, _, name in parts]

    def card(world: World, owner: StoredObject, window: Window) -> Card:
        scope = f"{owner.scope}/{owner.id}".removeprefix("/")
        rows = [
            _plain_row(world, window, editable, each)
            for editable in editables
            for each in world.store.all(editable.kind, scope)
        ]
        return Card(owner.scope, owner.id, "Object", [], rows)

    return CardSource(objects, card)


def _plain_row(world: World, window: Window, editable: Editable, stored: StoredObject) -> Row:
    body = editable.body(world, stored)
    return scheduled_row(
        window,
        body.get("name", stored.id),
        schedule=editable.plural,
        retention="",
        body=body,
        marks=[],
        form=form_of(editable, stored.id, body),
    )
