"""PlanetScale's operations."""

from __future__ import annotations

from ..call import Answer, Call, Operation, RefusalError
from ..ids import short
from ..store import Body, Thing
from . import bodies, rules
from .access import READ_BACKUPS, READ_BRANCH, READ_DATABASE, WRITE_BACKUPS, visible
from .pages import page_of

DATABASES = "/organizations/{organization}/databases"
DATABASE = f"{DATABASES}/{{database}}"
POLICIES = f"{DATABASE}/backup-policies"
BRANCHES = f"{DATABASE}/branches"


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
    return Answer(200, _policy(call))


def update_backup_policy(call: Call) -> Answer:
    """Changes what the body names."""
    policy = _policy(call)
    if policy["required"] and call.switches["planetscale.required_policy_update"] == "refuse":
        raise RefusalError(422, "unprocessable", "A required backup policy cannot be changed.")
    policy = rules.changed_policy(call, policy)
    _unique(call, _scope(call), policy, policy["id"])
    policy |= {"display_name": rules.display_name(policy["name"]), "updated_at": call.clock.stamp()}
    call.store.put("planetscale.policy", _scope(call), policy["id"], policy)
    return Answer(200, policy)


def delete_backup_policy(call: Call) -> Answer:
    """Removes a policy that is not required."""
    policy = _policy(call)
    if policy["required"]:
        raise RefusalError(422, "unprocessable", "A required backup policy cannot be deleted.")
    call.store.remove("planetscale.policy", _scope(call), policy["id"])
    return Answer(204)


def list_databases(call: Call) -> Answer:
    """The databases of an organization that the token may see, `q` in their name."""
    found = visible(call, call.store.all("planetscale.database", call.path["organization"]))
    named = [each for each in found if call.query.get("q", "") in each.id]
    return page_of(call, [bodies.database(call.store, each) for each in named], totals=True)


def get_database(call: Call) -> Answer:
    """One database."""
    return Answer(200, bodies.database(call.store, _thing(call, "planetscale.database", "database")))


def list_branches(call: Call) -> Answer:
    """The branches of a database, by name, filtered as the query says."""
    found = [bodies.branch(call.store, each) for each in call.store.all("planetscale.branch", _scope(call))]
    found = [each for each in found if call.query.get("q", "") in each["name"]]
    for flag in ("production", "safe_migrations"):
        if flag in call.query:
            found = [each for each in found if each[flag] is (call.query[flag] == "true")]
    if call.query.get("order") in ("asc", "desc"):
        found.sort(key=lambda each: str(each["name"]), reverse=call.query["order"] == "desc")
    return page_of(call, found, totals=True)


def get_branch(call: Call) -> Answer:
    """One branch."""
    _scope(call)
    return Answer(200, bodies.branch(call.store, _thing(call, "planetscale.branch", "branch")))


def list_public_regions(call: Call) -> Answer:
    """Every region; no credential needed."""
    return page_of(call, [bodies.region(each) for each in call.store.all("planetscale.region")])


def get_current_user(call: Call) -> Answer:
    """The user behind the token."""
    return Answer(200, call.store.all("planetscale.user")[0].body)


def _scope(call: Call) -> str:
    """The scope of what belongs to the database; raises RefusalError where there is no such database."""
    _thing(call, "planetscale.database", "database")
    return f"{call.path['organization']}/{call.path['database']}"


def _thing(call: Call, kind: str, part: str) -> Thing:
    scope = "/".join(call.path[each] for each in ("organization", "database") if each in call.path and each != part)
    body = call.store.get(kind, scope, call.path[part])
    if body is None:
        raise RefusalError(404, "not_found", "Not Found")
    return Thing(kind, scope, call.path[part], body)


def _policy(call: Call) -> Body:
    body = call.store.get("planetscale.policy", _scope(call), call.path["id"])
    if body is None:
        raise RefusalError(404, "not_found", "Not Found")
    return body


def _unique(call: Call, scope: str, fields: Body, id: str) -> None:
    if not call.switches["planetscale.unique_policy_names"]:
        return
    others = [each.body for each in call.store.all("planetscale.policy", scope) if each.id != id]
    if any(each["name"] == fields["name"] for each in others):
        raise RefusalError(422, "unprocessable", "Name has already been taken")


OPERATIONS: tuple[Operation, ...] = (
    Operation("list_backup_policies", "GET", (POLICIES,), list_backup_policies, True, READ_BACKUPS, READ_BACKUPS),
    Operation("create_backup_policy", "POST", (POLICIES,), create_backup_policy, False, WRITE_BACKUPS, WRITE_BACKUPS),
    Operation(
        "get_backup_policy", "GET", (f"{POLICIES}/{{id}}",), get_backup_policy, False, READ_BACKUPS, READ_BACKUPS
    ),
    Operation(
        "update_backup_policy",
        "PATCH",
        (f"{POLICIES}/{{id}}",),
        update_backup_policy,
        False,
        WRITE_BACKUPS,
        WRITE_BACKUPS,
    ),
    Operation(
        "delete_backup_policy",
        "DELETE",
        (f"{POLICIES}/{{id}}",),
        delete_backup_policy,
        False,
        WRITE_BACKUPS,
        WRITE_BACKUPS,
    ),
    Operation(
        "list_databases", "GET", (DATABASES,), list_databases, True, READ_DATABASE, frozenset({"read_databases"})
    ),
    Operation(
        "get_database",
        "GET",
        (DATABASE,),
        get_database,
        False,
        READ_DATABASE,
        frozenset({"read_databases", "read_database"}),
    ),
    Operation(
        "list_branches",
        "GET",
        (BRANCHES,),
        list_branches,
        True,
        READ_BRANCH,
        frozenset({"read_branches", "read_branch"}),
    ),
    Operation(
        "get_branch",
        "GET",
        (f"{BRANCHES}/{{branch}}",),
        get_branch,
        False,
        READ_BRANCH,
        frozenset({"read_branches", "read_branch"}),
    ),
    Operation("list_public_regions", "GET", ("/regions",), list_public_regions, True, anonymous=True),
    Operation("get_current_user", "GET", ("/user",), get_current_user, scopes=frozenset({"read_user"})),
)
