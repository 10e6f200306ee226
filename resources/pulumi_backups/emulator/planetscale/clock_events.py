"""What happens at PlanetScale as time passes: policies run, backups expire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from ..clock import iso, iso_or_none, parse
from ..durations import later
from ..store import Body, StoredObject
from ..world import World
from . import backup_states, bodies, ids, lookup
from .timetable import next_run, timetable

MAX_RUNS = 2000
"""The most backups that one policy takes in one call of catch_up, to limit memory after a long step of the clock."""


def catch_up(world: World) -> None:
    """Takes a backup for each time a policy was due, dated to that time. Removes what has expired or vanished."""
    now = world.clock.now()
    for branch in world.store.expired("planetscale.branch", iso(now)):
        bodies.remove_branch(world.store, branch)
    for policy in world.store.due("planetscale.policy", iso(now)):
        _run(world, policy, now)
    if world.switches["planetscale.gone_backups"] == "not_found":
        world.store.remove_expired("planetscale.backup", iso(now))


def turn_back(world: World) -> None:
    """Removes what was created after now, and plans the next runs again. Expired backups do not return."""
    store, now = world.store, world.clock.now()
    timestamp = iso(now)
    for branch in store.all("planetscale.branch"):
        # Those of a seed have no actor. They stay, because a clock may start before the seed's time.
        if branch.body.get("actor") and branch.body["created_at"] > timestamp:
            bodies.remove_branch(store, branch)
    for part in bodies.BRANCH_PARTS:
        store.remove_created_after(f"planetscale.{part}", timestamp)
    for policy in store.all("planetscale.policy"):
        body, table = policy.body, timetable(policy.body)
        if str(body["last_ran_at"] or "") > timestamp:
            last = table.last(now) if table else None
            body = {**body, "last_ran_at": iso_or_none(last)}
        store.put(policy.kind, policy.scope, policy.id, {**body, "next_run_at": next_run(body, now)})


def _run(world: World, policy: StoredObject, now: datetime) -> None:
    try:
        first = parse(policy.body["next_run_at"])
    except (TypeError, ValueError):
        return  # Somebody edited it into something that is no time, so the policy never runs.
    table = timetable(policy.body)
    runs = [*(islice(table.newest(first, now), MAX_RUNS) if table else ()), first]
    branches = world.store.all("planetscale.branch", policy.scope)
    for run, expires in reversed(list(_unexpired(policy.body, runs, now))):
        for branch in _target_branches(policy.body, branches, run):
            _back_up(world, policy, branch, run, expires)
    ran = {**policy.body, "last_ran_at": iso(runs[0]), "next_run_at": next_run(policy.body, now)}
    world.store.put(policy.kind, policy.scope, policy.id, ran)


def _unexpired(policy: Body, runs: Iterable[datetime], now: datetime) -> Iterable[tuple[datetime, datetime | None]]:
    """The runs whose backups have not expired, the newest first, each with the time when they expire."""
    for run in runs:
        expires = _expiry(policy, run)
        if expires is not None and expires <= now:
            return
        yield run, expires


def _expiry(policy: Body, run: datetime) -> datetime | None:
    try:
        return later(run, policy["retention_value"], policy["retention_unit"])
    except TypeError:
        return None  # Somebody edited it into something that is no retention.


def _target_branches(policy: Body, branches: Iterable[StoredObject], run: datetime) -> Iterable[StoredObject]:
    """The branches that were the policy's target at the time of the run."""
    timestamp, production = iso(run), policy["target"] == "production"
    for each in branches:
        ready = each.body["created_at"] <= timestamp and bodies.is_ready(each.body, timestamp)
        if ready and bodies.is_production(each.body, timestamp) is production:
            yield each


def _back_up(world: World, policy: StoredObject, branch: StoredObject, run: datetime, expires: datetime | None) -> None:
    seconds = int(world.switches["planetscale.backup_seconds"])
    outcome = world.switches["planetscale.backup_outcome"]
    gone = {"expires_at": iso_or_none(expires), "gone_at": iso_or_none(expires)}
    record = {
        **backup_states.new_record(branch, run, seconds=seconds, outcome=outcome),
        **gone,
        "policy": policy.id,
        "required": bool(policy.body["required"]),
    }
    world.store.put("planetscale.backup", lookup.child_scope(branch), ids.new_id(world.store), record)
