"""What time brings about at PlanetScale: policies run, backups expire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from ..clock import iso, iso_or_none, parse
from ..ids import short
from ..store import Body, Store, Thing
from ..switches import Switches
from . import backup_states, bodies, places
from .retention import expiry
from .timetable import next_run, timetable

MOST = 2000
"""No policy keeps more backups than this of one catching up, so that no retention and no leap of time fills memory."""


def catch_up(store: Store, switches: Switches, now: datetime) -> None:
    """Runs what is due, once for every time it was due, at the moment it was; removes what has expired."""
    for policy in store.due("planetscale.policy", iso(now)):
        _run(store, switches, policy, now)
    if switches["planetscale.gone_backups"] == "not_found":
        store.discard("planetscale.backup", iso(now))


def turn_back(store: Store, now: datetime) -> None:
    """Undoes what lies in the future once the clock was turned back to `now`; what has expired stays away."""
    stamp = iso(now)
    for each in store.all("planetscale.backup"):
        if each.body["created_at"] > stamp:
            store.remove(each.kind, each.scope, each.id)
    for policy in store.all("planetscale.policy"):
        body, table = policy.body, timetable(policy.body)
        if str(body["last_ran_at"] or "") > stamp:
            last = table.last(now) if table else None
            body = {**body, "last_ran_at": iso_or_none(last)}
        store.put(policy.kind, policy.scope, policy.id, {**body, "next_run_at": next_run(body, now)})


def _run(store: Store, switches: Switches, policy: Thing, now: datetime) -> None:
    try:
        first = parse(policy.body["next_run_at"])
    except (TypeError, ValueError):
        return  # somebody edited it: it never runs, and shows what they wrote
    table = timetable(policy.body)
    later = list(islice(table.newest(first, now), MOST)) if table else []
    runs = [*later, first]
    branches = store.all("planetscale.branch", policy.scope)
    for run, expires in reversed(list(_kept(policy.body, runs, now))):
        for branch in _meant(policy.body, branches, run):
            _take(store, switches, policy, branch, run, expires)
    ran = {**policy.body, "last_ran_at": iso(runs[0]), "next_run_at": next_run(policy.body, now)}
    store.put(policy.kind, policy.scope, policy.id, ran)


def _kept(policy: Body, runs: Iterable[datetime], now: datetime) -> Iterable[tuple[datetime, datetime | None]]:
    """Those of the runs, the newest first, whose backups have not expired by now, each with when they do."""
    for run in runs:
        expires = _expiry(policy, run)
        if expires is not None and expires <= now:
            return
        yield run, expires


def _expiry(policy: Body, run: datetime) -> datetime | None:
    try:
        return expiry(run, policy["retention_value"], policy["retention_unit"])
    except TypeError:
        return None  # somebody edited it into something that is no retention


def _meant(policy: Body, branches: Iterable[Thing], run: datetime) -> Iterable[Thing]:
    """The branches that the policy was for when it ran."""
    stamp, production = iso(run), policy["target"] == "production"
    for each in branches:
        if each.body["created_at"] <= stamp and bodies.is_production(each.body, stamp) is production:
            yield each


def _take(
    store: Store, switches: Switches, policy: Thing, branch: Thing, run: datetime, expires: datetime | None
) -> None:
    seconds, outcome = int(switches["planetscale.backup_seconds"]), switches["planetscale.backup_outcome"]
    gone = {"expires_at": iso_or_none(expires), "gone_at": iso_or_none(expires)}
    record = {
        **backup_states.begun(branch, run, seconds=seconds, outcome=outcome),
        **gone,
        "policy": policy.id,
        "required": bool(policy.body["required"]),
    }
    store.put("planetscale.backup", places.below(branch), short(store), record)
