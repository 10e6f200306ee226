"""What time brings about at Northflank: schedules run, backups expire.

The contract shows nobody when a schedule ran last or runs next, so both are kept beside it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, takewhile

from ..clock import iso, iso_or_none, parse
from ..ids import hexadecimal
from ..store import Body, Store, Thing
from ..switches import Switches
from . import backups
from .timetable import timetable

MOST = 2000
"""No schedule keeps more backups than this of one catching up; by its own rule it keeps 500 at most."""


def keep_schedule(store: Store, scope: str, schedule: Body, now: datetime) -> None:
    """Stores a new or changed schedule, and plans its next run."""
    store.put("northflank.schedule", scope, schedule["id"], schedule)
    _plan(store, scope, schedule, now)


def drop_schedule(store: Store, scope: str, id: str) -> bool:
    """Removes a schedule; the backups that it took stay until they expire. Whether there was one."""
    store.remove("northflank.runs", scope, id)
    return store.remove("northflank.schedule", scope, id)


def runs_of(store: Store, scope: str, id: str) -> Body:
    """last_ran_at and next_run_at of a schedule, each None where there is none."""
    return store.get("northflank.runs", scope, id) or {"last_ran_at": None, "next_run_at": None}


def catch_up(store: Store, switches: Switches, now: datetime) -> None:
    """Runs what is due, once for every time it was due, at the moment it was; removes what has expired."""
    for due in store.due("northflank.runs", iso(now)):
        schedule = store.get("northflank.schedule", due.scope, due.id)
        if schedule is not None:
            _run(store, switches, due, schedule, now)
    store.discard("northflank.backup", iso(now))


def turn_back(store: Store, now: datetime) -> None:
    """Undoes what lies in the future once the clock was turned back to `now`; what has expired stays away."""
    stamp = iso(now)
    for each in store.all("northflank.backup"):
        if each.body["created_at"] > stamp:
            store.remove(each.kind, each.scope, each.id)
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


def _run(store: Store, switches: Switches, due: Thing, schedule: Body, now: datetime) -> None:
    first, table = parse(due.body["next_run_at"]), timetable(schedule)
    runs = [*(islice(table.newest(first, now), MOST) if table else ()), first]
    lasts = _lasts(schedule)
    seconds, outcome = int(switches["northflank.backup_seconds"]), switches["northflank.backup_outcome"]
    for run in reversed(list(takewhile(lambda each: each + lasts > now, runs))):
        record = backups.begun(due.scope, schedule, run, seconds=seconds, outcome=outcome, lasts=lasts)
        store.put("northflank.backup", due.scope, hexadecimal(store), record)
    following = table.next(now) if table else None
    ran = {"last_ran_at": iso(runs[0]), "next_run_at": iso_or_none(following)}
    store.put(due.kind, due.scope, due.id, ran)


def _lasts(schedule: Body) -> timedelta:
    """How long a backup of the schedule is kept; whatever is no number of days counts as one."""
    days = schedule["retentionTime"]
    return timedelta(days=min(days, 36500) if type(days) is int and days > 0 else 1)
