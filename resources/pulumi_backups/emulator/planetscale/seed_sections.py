"""What a seed can contain for PlanetScale, and how it is added."""

from __future__ import annotations

from typing import Any

from ..clock import parse, parse_or_none
from ..fields import FieldError, array, json_object, string
from ..seeder import Section, Seeder, named_objects
from ..store import Body, Store, StoredObject
from . import bodies, ids
from .access import AVATAR
from .backup_edits import described_backup
from .deployments import deployment as new_deployment
from .policy_rules import display_name
from .timetable import next_run
from .workflows import workflow as new_workflow

TABLES = array(string(r"[A-Za-z_][A-Za-z0-9_]*"), unique=True)
DATABASE_FIELDS = {
    "tables": TABLES,
    "connection": json_object(dict.fromkeys(("host", "username", "password", "database_name"), string(min_length=1))),
}
"""What a seed can also say of a database, and of one that exists."""


def _time(value: Any) -> str:
    if parse_or_none(value) is None:
        raise FieldError({"": "must be a time such as 2026-01-31T09:00:00Z"})
    return str(value)


BRANCH_FIELDS = {"created_at": _time, "region": string(), "tables": TABLES}
"""The fields of a branch that the emulator computes with. Any other field can have any value."""


def _region(seeder: Seeder, scope: str, slug: str, body: Body) -> None:
    region = {
        "id": ids.new_id(seeder.store),
        "provider": "AWS",
        "enabled": True,
        "public_ip_addresses": [],
        "display_name": slug,
        "location": "",
        "slug": slug,
        "current_default": False,
        "mysql_supported": True,
        "postgresql_supported": True,
        **body,
    }
    seeder.store.put("planetscale.region", scope, slug, region)


def _organization(seeder: Seeder, scope: str, name: str, body: Body) -> None:
    if seeder.store.get("planetscale.organization", scope, name) is None:
        described = {"id": ids.new_id(seeder.store), **seeder.timestamps()}
        seeder.store.put("planetscale.organization", scope, name, described)
    seeder.add_sections(name, f"planetscale.organizations.{name}", body, {"databases": named_objects(_database)})


def _database(seeder: Seeder, organization: str, name: str, body: Body) -> None:
    store, scope = seeder.store, f"{organization}/{name}"
    found = store.get("planetscale.database", organization, name)
    given = {part: check(body[part]) for part, check in DATABASE_FIELDS.items() if part in body}
    if found is None:
        region = body.get("region", "us-east")
        bodies.region_of(store, region)
        database = {"id": ids.new_id(store), "kind": body.get("kind", "mysql"), "region": region}
        store.put("planetscale.database", organization, name, {**database, **seeder.timestamps(), **given})
        policy(seeder, scope, {"required": True})
    elif given:
        store.put("planetscale.database", organization, name, {**found, **given})
    default = {} if store.all("planetscale.branch", scope) else {"main": {"production": True}, "staging": {}}
    for branch_name, described in body.get("branches", default).items():
        branch(seeder, scope, branch_name, seeder.with_absolute_times(described))
    for described in body.get("policies", ()):
        policy(seeder, scope, seeder.with_absolute_times(described))
    for described in body.get("workflows", ()):
        workflow(seeder, scope, described)
    for described in body.get("deployments", ()):
        deployment(seeder, scope, described)


def branch(seeder: Seeder, scope: str, name: str, body: Body) -> StoredObject:
    """Adds a branch. One that exists keeps its id and its backups."""
    described = {part: value for part, value in body.items() if part != "backups"}
    described = branch_fields(seeder.store, scope, described, seeder.timestamp)
    parent = None if body.get("production") else "main"
    new = {"id": ids.new_id(seeder.store), "production": False, "parent_branch": parent, **seeder.timestamps()}
    found = seeder.store.get("planetscale.branch", scope, name)
    created = seeder.store.put("planetscale.branch", scope, name, {**(found or new), **described})
    for each in body.get("backups", ()):
        described_backup(seeder.store, created, parse(seeder.timestamp), seeder.with_absolute_times(each))
    return created


def branch_fields(store: Store, scope: str, described: Body, now: str) -> Body:
    """The fields to store of a described branch. Raises ValueError and FieldError.

    A `state` of ready or pending lasts until the next edit. `restored_from_branch` can be the name of a branch.
    """
    fields = dict(described)
    if fields.get("state") in ("ready", "pending"):
        fields |= {"ready_at": now if fields.pop("state") == "ready" else None, "gone_at": None}
    fields |= {part: check(fields[part]) for part, check in BRANCH_FIELDS.items() if part in fields}
    if "region" in fields:
        bodies.region_of(store, fields["region"])
    source = fields.get("restored_from_branch")
    if isinstance(source, str):
        found = store.get("planetscale.branch", scope, source)
        if found is None:
            raise ValueError(f"there is no branch {scope}/{source}")
        restored = bodies.branch_summary(StoredObject("planetscale.branch", scope, source, found))
        fields["restored_from_branch"] = restored
    return fields


def workflow(seeder: Seeder, scope: str, described: Body) -> Body:
    """Adds a workflow of the first branch. A field that is not described has the value of a copying workflow."""
    first = seeder.store.all("planetscale.branch", scope)[0]
    number = _next_number(seeder.store, "planetscale.workflow", scope)
    created = new_workflow(
        ids.new_id(seeder.store), number, first, seeder.timestamp, seeder.with_absolute_times(described)
    )
    seeder.store.put("planetscale.workflow", scope, str(created["number"]), created)
    return created


def deployment(seeder: Seeder, scope: str, described: Body) -> Body:
    """Adds a deployment to the queue. A field that is not described has the value of a queued deployment."""
    number = _next_number(seeder.store, "planetscale.deployment", scope)
    described = seeder.with_absolute_times(described)
    created = new_deployment(ids.new_id(seeder.store), number, seeder.timestamp, described)
    seeder.store.put("planetscale.deployment", scope, created["id"], created)
    return created


def _next_number(store: Store, kind: str, scope: str) -> int:
    shown = ("number", "deploy_request_number")
    return 1 + max(
        (each.body[name] for each in store.all(kind, scope) for name in shown if name in each.body), default=0
    )


def policy(seeder: Seeder, scope: str, described: Body) -> Body:
    """Adds a backup policy. A field that is not described has the value of a system policy. Nothing is checked."""
    fields = {**bodies.SYSTEM_POLICY, **described}
    created = bodies.policy(ids.new_id(seeder.store), fields, seeder.timestamp)
    created |= {"display_name": display_name(str(fields["name"])), **described}
    created |= {"next_run_at": described.get("next_run_at", next_run(created, parse(seeder.timestamp)))}
    seeder.store.put("planetscale.policy", scope, created["id"], created)
    return created


def _user(seeder: Seeder, scope: str, email: str, body: Body) -> None:
    organization = seeder.store.get("planetscale.organization", "", body["organization"])
    if organization is None:
        raise LookupError(f"organization {body['organization']}")
    seeder.store.put(
        "planetscale.user",
        scope,
        email,
        {
            "id": ids.new_id(seeder.store),
            "display_name": body["name"],
            "name": body["name"],
            "email": email,
            "avatar_url": AVATAR,
            **seeder.timestamps(),
            "two_factor_auth_configured": True,
            "default_organization": {**organization, "name": body["organization"], "deleted_at": None},
            "sso": False,
            "managed": False,
            "directory_managed": False,
            "email_verified": True,
        },
    )


def _token(kind: str, secret: str, body: Body) -> Body:
    return {
        "kind": kind,
        "token": secret,
        "organization": body["organization"],
        "accesses": body.get("accesses", ["*"]),
        "databases": body.get("databases"),
    }


def _service_token(seeder: Seeder, _scope: str, id: str, body: Body) -> None:
    shown = {name: body.get(name) for name in ("name", "expires_at", "last_used_at")}
    token = {**_token("service", body["token"], body), **shown, **seeder.timestamps()}
    seeder.store.put("planetscale.token", "service", id, token)


def _access_token(seeder: Seeder, _scope: str, token: str, body: Body) -> None:
    organizations = body.get("organizations") or [body["organization"]]
    described = _token("oauth", token, {"organization": organizations[0], **body})
    seeder.store.put("planetscale.token", "oauth", token, {**described, "organizations": organizations})


SECTIONS: dict[str, Section] = {
    "regions": named_objects(_region),
    "organizations": named_objects(_organization),
    "users": named_objects(_user),
    "service_tokens": named_objects(_service_token),
    "access_tokens": named_objects(_access_token),
}
