"""What happens at Northflank as time passes: schedules run, backups expire, deletions end.

The API does not show when a schedule ran last or runs next, so the store has both in an object of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, takewhile

from ..clock import iso, iso_or_none, parse
from ..store import Body, Store, StoredObject
from ..world import World
from . import backups, ids
from .timetable import timetable

MAX_RUNS = 2000
"""The most backups that one schedule takes in one call of catch_up. The vendor's limit is 500."""


def save_schedule(store: Store, scope: str, schedule: Body, now: datetime) -> None:
    """Stores a new or changed schedule and plans its next run."""
    store.put("northflank.schedule", scope, schedule["id"], schedule)
    _plan(store, scope, schedule, now)


def remove_schedule(store: Store, scope: str, id: str) -> bool:
    """Removes a schedule. Its backups stay until they expire. Whether there was one."""
    store.remove("northflank.runs", scope, id)
    return store.remove("northflank.schedule", scope, id)


def remove_addon(store: Store, stored: StoredObject) -> None:
    """Removes an addon with its schedules and backups."""
    scope = f"{stored.scope}/addon/{stored.id}"
    for schedule in store.all("northflank.schedule", scope):
        remove_schedule(store, scope, schedule.id)
    for backup in store.all("northflank.backup", scope):
        store.remove(backup.kind, scope, backup.id)
    store.remove(stored.kind, stored.scope, stored.id)


def runs_of(store: Store, scope: str, id: str) -> Body:
    """last_ran_at and next_run_at of a schedule. None if there is no such run."""
    return store.get("northflank.runs", scope, id) or {"last_ran_at": None, "next_run_at": None}


def catch_up(world: World) -> None:
    """Takes a backup for each time a schedule was due, dated to that time. Removes what has expired or is deleted."""
    store, now = world.store, world.clock.now()
    for addon in store.expired("northflank.addon", iso(now)):
        remove_addon(store, addon)
    for due in store.due("northflank.runs", iso(now)):
        schedule = store.get("northflank.schedule", due.scope, due.id)
        if schedule is not None:
            _run(world, due, schedule, now)
    store.remove_expired("northflank.backup", iso(now))


def turn_back(world: World) -> None:
    """Removes what was created after now, and plans the next runs again. Expired backups do not return."""
    store, now = world.store, world.clock.now()
    for addon in store.all("northflank.addon"):
        # Those of a seed have no such field. They stay, because a clock may start before the seed's time.
        if "seconds" in addon.body and addon.body["created_at"] > iso(now):
            remove_addon(store, addon)
    store.remove_created_after("northflank.backup", iso(now))
    for schedule in store.all("northflank.schedule"):
        _plan(store, schedule.scope, schedule.body, now)


def _plan(store: Store, scope: str, schedule: Body, now: datetime) -> None:
    last, table = runs_of(store, scope, schedule["id"])["last_ran_at"], timetable(schedule)
    if last is not None and last > iso(now):
        moment = table.last(now) if table else None
        last = iso_or_none(moment)
    following = table.next(now) if table else None
    planned = {"last_ran_at": last, "next_run_at": iso_or_none(following)}
    store.put("northflank.runs", scope, schedule["id"], planned)


def _run(world: World, due: StoredObject, schedule: Body, now: datetime) -> None:
    first, table = parse(due.body["next_run_at"]), timetable(schedule)
    runs = [*(islice(table.newest(first, now), MAX_RUNS) if table else ()), first]
    retention = _retention(schedule)
    seconds = int(world.switches["northflank.backup_seconds"])
    outcome = world.switches["northflank.backup_outcome"]
    for run in reversed(list(takewhile(lambda each: each + retention > now, runs))):
        record = backups.new_record(due.scope, schedule, run, seconds=seconds, outcome=outcome, retention=retention)
        world.store.put("northflank.backup", due.scope, ids.new_id(world.store), record)
    following = table.next(now) if table else None
    ran = {"last_ran_at": iso(runs[0]), "next_run_at": iso_or_none(following)}
    world.store.put(due.kind, due.scope, due.id, ran)


def _retention(schedule: Body) -> timedelta:
    """How long a backup is kept. One day if somebody edited it into something that is no number of days."""
    days = schedule["retentionTime"]
    return timedelta(days=min(days, 36500) if type(days) is int and days > 0 else 1)
