"""What the console shows of Northflank: a card for each add-on and volume, a row for each backup schedule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..clock import iso
from ..console.cards import (
    Card,
    CardSource,
    Change,
    Copy,
    Row,
    backup_mark,
    form_of,
    new_form_of,
    other_backups_row,
    scheduled_row,
)
from ..console.labels import DAYS, choice_label, count_label, distance_label, time_label
from ..console.timeline import Look, Mark, Window
from ..store import Body, StoredObject
from ..world import World
from . import addon_bodies, backups
from .clock_events import runs_of
from .editables import SCHEDULES, full_id

DAYS_FROM_MONDAY = DAYS[1:] + DAYS[:1]
LOOKS: dict[str, Look] = {
    "in-progress": "running",
    "completed": "success",
    "failed": "failed",
    "aborted": "canceled",
}


def schedule_label(schedule: Body) -> str:
    """When a backup schedule runs. A value that somebody edited into nonsense is written as it is."""
    scheduling = schedule.get("scheduling")
    if not isinstance(scheduling, dict):
        return f"{scheduling}"
    minutes, hours = _texts(scheduling.get("minute")), _texts(scheduling.get("hour"))
    if scheduling.get("interval") == "hourly":
        return f"hourly at minute {', '.join(minutes)}"
    times = ", ".join(f"{hour:0>2}:{minute:0>2}" for hour in hours for minute in minutes)
    if scheduling.get("interval") == "weekly":
        days = ", ".join(choice_label(DAYS_FROM_MONDAY, each) for each in scheduling.get("day") or ())
        return f"weekly, {days} {times}"
    return f"{scheduling.get('interval')} at {times}"


def _texts(values: Any) -> list[str]:
    return [str(each) for each in values] if isinstance(values, list) else [str(values)]


def _addons_and_volumes(world: World) -> list[StoredObject]:
    return world.store.all("northflank.addon") + world.store.all("northflank.volume")


def _card(world: World, owner: StoredObject, window: Window) -> Card:
    kind, now = owner.kind.partition(".")[2], iso(window.now)
    scope = f"{owner.scope}/{kind}/{owner.id}"
    found = [each for each in world.store.all("northflank.backup", scope) if backups.is_shown(each.body, now)]
    schedules = world.store.all("northflank.schedule", scope)
    rows = [_row(world, each, [b for b in found if b.body["schedule"] == each.id], window) for each in schedules]
    known = {each.id for each in schedules}
    others = [each for each in found if each.body["schedule"] not in known]
    if others:
        text = "manual, or its schedule is deleted"
        rows.append(other_backups_row(window, "no schedule", text, _marks(others, now), _failure(others, now)))
    facts = _addon_facts(owner, now) if kind == "addon" else ["volume"]
    team, _, project = owner.scope.partition("/")
    new = new_form_of(SCHEDULES, {"team_id": team, "project_id": project, f"{kind}_id": owner.id})
    return Card(_location(owner), owner.id, "Schedule", [*facts, count_label(len(found), "backup")], rows, new)


def _addon_facts(addon: StoredObject, now: str) -> list[str]:
    status = str(addon_bodies.addon(addon, now)["status"])
    facts = [f"{addon.body['type']} add-on"]
    if status != addon_bodies.RUNNING:
        facts.append(status)
    if "source" in addon.body:
        facts.append(f"fork of {addon.body['source']['addonId']}")
    return facts


def _row(world: World, schedule: StoredObject, taken: list[StoredObject], window: Window) -> Row:
    body = schedule.body
    return scheduled_row(
        window,
        body["backupType"],
        schedule=schedule_label(body),
        retention=count_label(body["retentionTime"], "day"),
        body=runs_of(world.store, schedule.scope, schedule.id),
        marks=_marks(taken, iso(window.now)),
        form=form_of(SCHEDULES, schedule.id, body),
        failure=_failure(taken, iso(window.now)),
    )


def _failure(taken: list[StoredObject], now: str) -> Change | None:
    """What makes the newest backup a failed one. None if there is none, or if it has failed."""
    newest = max(taken, key=lambda each: str(each.body["created_at"]), default=None)
    if newest is None or backups.status_of(newest.body, now) == "failed":
        return None
    return Change(f"backups/{newest.id}", "status", "failed")


def _marks(taken: Iterable[StoredObject], now: str) -> list[Mark]:
    marks = []
    for each in taken:
        record, status = each.body, backups.status_of(each.body, now)
        marks.append(
            backup_mark(
                LOOKS.get(status, "pending"),
                name=record["name"],
                state=status,
                created=record["created_at"],
                expires=record["gone_at"],
            )
        )
    return marks


def _copies(world: World) -> list[Copy]:
    return [_copy(world, each) for each in world.store.all("northflank.addon") if "source" in each.body]


def _copy(world: World, addon: StoredObject) -> Copy:
    now, source = world.clock.now(), addon.body["source"]
    shown, backup = (
        addon_bodies.addon(addon, iso(now)),
        world.store.find("northflank.backup", source.get("backupId", "")),
    )
    return Copy(
        _location(addon),
        addon.id,
        f"{source['addonId']}, backup {backup.body['name']}" if backup else str(source["addonId"]),
        str(shown["status"]),
        time_label(shown["createdAt"]),
        distance_label(shown["createdAt"], now),
        tuple(_texts(shown["tags"])),
        f"addons/{full_id(addon)}",
    )


def _location(owner: StoredObject) -> str:
    team, _, project = owner.scope.partition("/")
    return f"{team} / {project}" if team else project


CARDS = CardSource(_addons_and_volumes, _card, _copies)
