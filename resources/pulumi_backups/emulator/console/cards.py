"""What the console shows: a card for each database, addon and volume, a row for each policy and schedule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..clock import iso, parse
from ..dispatch import World
from ..northflank import backups as northflank_backups
from ..northflank.running import runs_of
from ..planetscale import bodies
from ..planetscale.backups import shown_backups
from ..store import Body, Store, Thing
from . import words
from .timeline import Mark, Placed, Window

MOST_CARDS = 40


@dataclass(frozen=True)
class Row:
    """One policy or schedule, or what was backed up without one: then it has no id and cannot be edited."""

    title: str
    when: str
    kept: str
    last: str
    last_distance: str
    next: str
    next_distance: str
    marks: list[Placed]
    earlier: int
    id: str = ""
    required: bool = False
    body: Body = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """One database, addon or volume."""

    vendor: str
    place: str
    name: str
    facts: list[str]
    rows: list[Row]
    backups: int

    @property
    def anchor(self) -> str:
        """Its place in the page, by which a link finds it."""
        return f"{self.vendor}/{self.place}/{self.name}".replace(" ", "")


def planetscale_cards(world: World, window: Window, asked: str) -> tuple[list[Card], int]:
    """The databases whose name has `asked` in it, as many as a page can hold, and how many are left away."""
    found = [each for each in world.store.all("planetscale.database") if asked in each.id]
    return [_database(world.store, each, window) for each in found[:MOST_CARDS]], max(len(found) - MOST_CARDS, 0)


def northflank_cards(world: World, window: Window, asked: str) -> tuple[list[Card], int]:
    """The addons and volumes, in the same way."""
    found = world.store.all("northflank.addon") + world.store.all("northflank.volume")
    found = [each for each in found if asked in each.id]
    return [_owner(world.store, each, window) for each in found[:MOST_CARDS]], max(len(found) - MOST_CARDS, 0)


def _database(store: Store, database: Thing, window: Window) -> Card:
    scope, stamp = f"{database.scope}/{database.id}", iso(window.now)
    branches = store.all("planetscale.branch", scope)
    backups = shown_backups(store, branches, stamp)
    rows = [
        _policy(each.body, [b for b in backups if _policy_id(b) == each.id], window)
        for each in store.all("planetscale.policy", scope)
    ]
    known = {row.id for row in rows}
    by_hand = [each for each in backups if _policy_id(each) not in known]
    if by_hand:
        rows.append(_others("no policy", "by hand, or its policy is gone", _backup_marks(by_hand), window))
    facts = [database.body["kind"], database.body["region"], *(_branch_words(each, stamp) for each in branches)]
    return Card("planetscale", database.scope, database.id, facts, rows, len(backups))


def _branch_words(branch: Thing, stamp: str) -> str:
    if bodies.is_production(branch.body, stamp):
        return f"{branch.id}: production"
    return f"{branch.id}: being promoted" if branch.body.get("promoted_at") else branch.id


def _policy_id(backup: Body) -> Any:
    return (backup["backup_policy"] or {}).get("id")


def _policy(policy: Body, backups: list[Body], window: Window) -> Row:
    kept = words.kept_words(policy["retention_value"], policy["retention_unit"])
    when = words.policy_words(policy)
    if policy["target"] != "production":
        when += f" ({policy['target']})"
    marks = _backup_marks(backups)
    return _row(str(policy["name"]), when, kept, policy, marks, window, policy["id"], required=bool(policy["required"]))


def _owner(store: Store, owner: Thing, window: Window) -> Card:
    kind, stamp = owner.kind.partition(".")[2], iso(window.now)
    scope = f"{owner.scope}/{kind}/{owner.id}"
    backups = [each for each in store.all("northflank.backup", scope) if northflank_backups.is_shown(each.body, stamp)]
    rows = []
    for each in store.all("northflank.schedule", scope):
        mine = [backup for backup in backups if backup.body["schedule"] == each.id]
        rows.append(_schedule(store, each, _northflank_marks(mine, stamp), window))
    known = {row.id for row in rows}
    others = [each for each in backups if each.body["schedule"] not in known]
    if others:
        rows.append(
            _others("no schedule", "by hand, or its schedule is gone", _northflank_marks(others, stamp), window)
        )
    team, _, project = owner.scope.partition("/")
    place = f"{team} / {project}" if team else project
    facts = [f"{owner.body['type']} add-on"] if kind == "addon" else ["volume"]
    return Card("northflank", place, owner.id, facts, rows, len(backups))


def _schedule(store: Store, schedule: Thing, marks: list[Mark], window: Window) -> Row:
    body = {**schedule.body, **runs_of(store, schedule.scope, schedule.id)}
    kept = words.kept_words(body["retentionTime"], "day")
    return _row(str(body["backupType"]), words.schedule_words(body), kept, body, marks, window, schedule.id)


def _row(
    title: str, when: str, kept: str, body: Body, marks: list[Mark], window: Window, id: str, *, required: bool = False
) -> Row:
    last, following = body["last_ran_at"], body["next_run_at"]
    ahead = [Mark(moment, "next", f"next run {words.time_words(following)}") for moment in _moments(following)]
    return Row(
        title=title,
        when=when,
        kept=kept,
        last=words.time_words(last),
        last_distance=words.distance(last, window.now),
        next=words.time_words(following),
        next_distance=words.distance(following, window.now),
        marks=window.placed(marks + ahead),
        earlier=window.earlier(marks),
        id=id,
        required=required,
        body=body,
    )


def _others(title: str, when: str, marks: list[Mark], window: Window) -> Row:
    return Row(title, when, "", "", "", "", "", window.placed(marks), window.earlier(marks))


def _backup_marks(backups: Iterable[Body]) -> list[Mark]:
    return [
        Mark(moment, str(each["state"]), _title(each["name"], each["state"], each["created_at"], each["expires_at"]))
        for each in backups
        for moment in _moments(each["created_at"])
    ]


def _northflank_marks(backups: Iterable[Thing], stamp: str) -> list[Mark]:
    marks = []
    for each in backups:
        status, record = northflank_backups.status_of(each.body, stamp), each.body
        title = _title(record["name"], status, record["created_at"], record["gone_at"])
        marks += [Mark(moment, status, title) for moment in _moments(record["created_at"])]
    return marks


def _title(name: Any, state: Any, created: Any, expires: Any) -> str:
    return f"{name}: {state}, {words.time_words(created)}, expires {words.time_words(expires)}"


def _moments(stamp: Any) -> list[datetime]:
    """The moment, or nothing where somebody wrote something else there."""
    try:
        return [parse(stamp)]
    except (TypeError, ValueError):
        return []
