"""The operations on backup policies."""

from __future__ import annotations

from ..call import Answer, Call, RefusalError
from ..ids import short
from ..store import Body, Thing
from . import bodies, places, rules
from .pages import page_of
from .timetable import TIMED, next_run


def list_backup_policies(call: Call) -> Answer:
    """The policies of a database, the oldest first."""
    return page_of(call, [each.body for each in call.store.all("planetscale.policy", _scope(call))])


def create_backup_policy(call: Call) -> Answer:
    """A new policy; nothing keeps two from having one name unless the switch says so."""
    scope = _scope(call)
    fields = rules.new_policy(call)
    _unique(call, scope, fields, "")
    policy = bodies.policy(short(call.store), fields, call.clock.stamp())
    call.store.put("planetscale.policy", scope, policy["id"], policy)
    return Answer(201, policy)


def get_backup_policy(call: Call) -> Answer:
    """One policy."""
    return Answer(200, _policy(call).body)


def update_backup_policy(call: Call) -> Answer:
    """Changes what the body names."""
    found = _policy(call)
    if found.body["required"] and call.switches["planetscale.required_policy_update"] == "refuse":
        raise RefusalError(422, "unprocessable", "A required backup policy cannot be changed.")
    policy = rules.changed_policy(call, found.body)
    _unique(call, found.scope, policy, found.id)
    policy |= {"display_name": rules.display_name(policy["name"]), "updated_at": call.clock.stamp()}
    if any(policy[name] != found.body[name] for name in TIMED):
        policy["next_run_at"] = next_run(policy, call.clock.now())
    call.store.put(found.kind, found.scope, found.id, policy)
    return Answer(200, policy)


def delete_backup_policy(call: Call) -> Answer:
    """Removes a policy that is not required; the backups that it took stay until they expire."""
    found = _policy(call)
    if found.body["required"]:
        raise RefusalError(422, "unprocessable", "A required backup policy cannot be deleted.")
    bodies.remove_policy(call.store, found)
    return Answer(204)


def _scope(call: Call) -> str:
    return places.below(places.database(call))


def _policy(call: Call) -> Thing:
    return places.in_database(call, "planetscale.policy", call.path["id"])


def _unique(call: Call, scope: str, fields: Body, id: str) -> None:
    if not call.switches["planetscale.unique_policy_names"]:
        return
    others = [each.body for each in call.store.all("planetscale.policy", scope) if each.id != id]
    if any(each["name"] == fields["name"] for each in others):
        raise RefusalError(422, "unprocessable", "Name has already been taken")
