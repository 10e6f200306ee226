"""The operations on the backups of a branch."""

from __future__ import annotations

from ..call import Answer, Call, RefusalError
from ..clock import iso_or_none
from ..ids import short
from ..store import Body, Store, Thing
from . import backup_filters, backup_rules, backup_states, bodies, places
from .access import actor, demand
from .backup_states import Surroundings
from .pages import page_of
from .retention import expiry


def list_backups(call: Call) -> Answer:
    """The backups of a branch, or with `all` of every branch of its database, the newest first."""
    branch, now = places.branch(call), call.clock.stamp()
    branches = [branch]
    if backup_filters.of_all_branches(call):
        branches = call.store.all("planetscale.branch", branch.scope)
    production = backup_filters.switch(call, "production")
    if production is not None:
        branches = [each for each in branches if bodies.is_production(each.body, now) is production]
    keep = backup_filters.wanted(call)
    shown = [each for each in shown_backups(call.store, branches, now) if keep(each)]
    return page_of(call, shown, totals=True)


def create_backup(call: Call) -> Answer:
    """A manual backup begins, unless one is under way on the branch."""
    branch, now = places.branch(call), call.clock.now()
    database = places.database(call)
    fields = backup_rules.new_backup(call, database.body["kind"])
    if _one_is_running(call, branch):
        status = int(call.switches["planetscale.concurrent_backup_status"])
        raise RefusalError(status, "unprocessable", "A manual backup is already running on this branch.")
    expires = expiry(now, fields["retention_value"], fields["retention_unit"])
    emergency = bool(fields.get("emergency"))
    record = {
        **backup_states.begun(
            branch,
            now,
            seconds=int(call.switches["planetscale.backup_seconds"]),
            outcome=call.switches["planetscale.backup_outcome"],
            at_once=emergency,
        ),
        "actor": actor(call),
        "expires_at": iso_or_none(expires),
        "gone_at": iso_or_none(expires),
    }
    if "name" in fields:
        record["name"] = fields["name"]
    made = call.store.put("planetscale.backup", places.below(branch), short(call.store), record)
    return Answer(201, _body(call, made))


def get_backup(call: Call) -> Answer:
    """One backup."""
    return Answer(200, _body(call, _backup(call, reading=True)))


def update_backup(call: Call) -> Answer:
    """Sets `protected`, the only thing that can be set."""
    found, wanted = _backup(call), backup_rules.protection(call)
    if wanted is not None:
        record = protected(found.body, wanted) | {"changed_at": call.clock.stamp()}
        found = call.store.put(found.kind, found.scope, found.id, record)
    return Answer(200, _body(call, found))


def delete_backup(call: Call) -> Answer:
    """Removes a backup, running or not, unless it is protected."""
    found, now = _backup(call), call.clock.stamp()
    if bodies.is_production(places.branch(call).body, now):
        demand(call, "delete_production_branch_backups")
    if found.body["protected"] and call.switches["planetscale.protected_backup_delete"] == "refuse":
        raise RefusalError(422, "unprocessable", "A protected backup cannot be deleted.")
    call.store.put(found.kind, found.scope, found.id, {**found.body, "gone_at": now})
    return Answer(204)


def shown_backups(store: Store, branches: list[Thing], now: str) -> list[Body]:
    """The bodies of what has not gone of the branches' backups, the newest first."""
    shown: list[Body] = []
    for branch in branches:
        policies = bodies.policies_by_id(store, branch.scope)
        for each in store.all("planetscale.backup", places.below(branch)):
            if not backup_states.is_gone(each.body, now):
                around = Surroundings(branch, policies.get(each.body["policy"]))
                shown.append(backup_states.body(each, now, around))
    # Sorted, then reversed: of what began in the same millisecond the last comes first, too.
    shown.sort(key=lambda each: str(each["created_at"]))
    return shown[::-1]


def protected(record: Body, wanted: bool) -> Body:
    """The record with its protection set; what is protected does not expire until it no longer is."""
    return {**record, "protected": wanted, "gone_at": None if wanted else record["expires_at"]}


def _body(call: Call, found: Thing) -> Body:
    branch = places.branch(call)
    policy = bodies.policies_by_id(call.store, branch.scope).get(found.body["policy"])
    return backup_states.body(found, call.clock.stamp(), Surroundings(branch, policy))


def _backup(call: Call, *, reading: bool = False) -> Thing:
    found = places.in_branch(call, "planetscale.backup", call.path["id"])
    now = call.clock.stamp()
    deleted = found.body["gone_at"] is not None and found.body["gone_at"] <= now
    if reading and deleted and call.switches["planetscale.gone_backups"] == "deleted_at":
        return found
    if backup_states.is_gone(found.body, now):
        raise places.not_found()
    return found


def _one_is_running(call: Call, branch: Thing) -> bool:
    now = call.clock.stamp()
    others = [each.body for each in call.store.all("planetscale.backup", places.below(branch))]
    manual = [each for each in others if each["policy"] is None and not backup_states.is_gone(each, now)]
    return any(backup_states.state_of(each, now) in backup_states.UNFINISHED for each in manual)
