"""What a description of PlanetScale's part of the world makes."""

from __future__ import annotations

from .. import ids
from ..clock import parse
from ..seeding import Seeding, section
from ..store import Body, Store, Thing
from . import bodies
from .access import AVATAR
from .backup_edits import described_backup
from .deployments import deployment as new_deployment
from .rules import display_name
from .timetable import next_run
from .workflows import workflow as new_workflow


def plant_planetscale(seeding: Seeding, scope: str, path: str, described: Body) -> None:
    """Adds regions, organizations, users and tokens."""
    sections = {
        "regions": section(_region),
        "organizations": section(_organization),
        "users": section(_user),
        "service_tokens": section(_service_token),
        "access_tokens": section(_access_token),
    }
    seeding.sections(scope, path, described, sections)


def _region(seeding: Seeding, scope: str, slug: str, body: Body) -> None:
    region = {
        "id": ids.short(seeding.store),
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
    seeding.store.put("planetscale.region", scope, slug, region)


def _organization(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    if seeding.store.get("planetscale.organization", scope, name) is None:
        described = {"id": ids.short(seeding.store), "created_at": seeding.stamp, "updated_at": seeding.stamp}
        seeding.store.put("planetscale.organization", scope, name, described)
    seeding.sections(name, f"planetscale.organizations.{name}", body, {"databases": section(_database)})


def _database(seeding: Seeding, organization: str, name: str, body: Body) -> None:
    store, scope = seeding.store, f"{organization}/{name}"
    if store.get("planetscale.database", organization, name) is None:
        region = body.get("region", "us-east")
        bodies.region_of(store, region)
        database = {"id": ids.short(store), "kind": body.get("kind", "mysql"), "region": region}
        store.put("planetscale.database", organization, name, {**database, **seeding.stamps()})
        policy(seeding, scope, {"required": True})
    default = {} if store.all("planetscale.branch", scope) else {"main": {"production": True}, "staging": {}}
    for branch_name, described in body.get("branches", default).items():
        branch(seeding, scope, branch_name, described)
    for described in body.get("policies", ()):
        policy(seeding, scope, seeding.dated(described))
    for described in body.get("workflows", ()):
        workflow(seeding, scope, described)
    for described in body.get("deployments", ()):
        deployment(seeding, scope, described)


def branch(seeding: Seeding, scope: str, name: str, body: Body) -> Thing:
    """Adds a branch; one that exists keeps its id and its backups."""
    described = {part: value for part, value in body.items() if part != "backups"}
    parent = None if body.get("production") else "main"
    new = {"id": ids.short(seeding.store), "production": False, "parent_branch": parent, **seeding.stamps()}
    found = seeding.store.get("planetscale.branch", scope, name)
    made = seeding.store.put("planetscale.branch", scope, name, {**(found or new), **described})
    for each in body.get("backups", ()):
        described_backup(seeding.store, made, parse(seeding.stamp), seeding.dated(each))
    return made


def workflow(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a workflow on the first branch, whatever is said of it, over one that is copying."""
    first = seeding.store.all("planetscale.branch", scope)[0]
    number = _next_number(seeding.store, "planetscale.workflow", scope)
    made = new_workflow(ids.short(seeding.store), number, first, seeding.stamp, seeding.dated(described))
    seeding.store.put("planetscale.workflow", scope, str(made["number"]), made)
    return made


def deployment(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a deployment at the end of the queue, whatever is said of it, over one that is queued."""
    number = _next_number(seeding.store, "planetscale.deployment", scope)
    made = new_deployment(ids.short(seeding.store), number, seeding.stamp, seeding.dated(described))
    seeding.store.put("planetscale.deployment", scope, made["id"], made)
    return made


def _next_number(store: Store, kind: str, scope: str) -> int:
    shown = ("number", "deploy_request_number")
    return 1 + max(
        (each.body[name] for each in store.all(kind, scope) for name in shown if name in each.body), default=0
    )


def policy(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a backup policy, whatever is said of it, over a system policy's values; nothing is checked."""
    fields = {**bodies.SYSTEM_POLICY, **described}
    made = bodies.policy(ids.short(seeding.store), fields, seeding.stamp)
    made |= {"display_name": display_name(str(fields["name"])), **described}
    made |= {"next_run_at": described.get("next_run_at", next_run(made, parse(seeding.stamp)))}
    seeding.store.put("planetscale.policy", scope, made["id"], made)
    return made


def _user(seeding: Seeding, scope: str, email: str, body: Body) -> None:
    organization = seeding.store.get("planetscale.organization", "", body["organization"])
    if organization is None:
        raise LookupError(f"organization {body['organization']}")
    seeding.store.put(
        "planetscale.user",
        scope,
        email,
        {
            "id": ids.short(seeding.store),
            "display_name": body["name"],
            "name": body["name"],
            "email": email,
            "avatar_url": AVATAR,
            **seeding.stamps(),
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


def _service_token(seeding: Seeding, _scope: str, id: str, body: Body) -> None:
    shown = {name: body.get(name) for name in ("name", "expires_at", "last_used_at")}
    token = {**_token("service", body["token"], body), **shown, **seeding.stamps()}
    seeding.store.put("planetscale.token", "service", id, token)


def _access_token(seeding: Seeding, _scope: str, token: str, body: Body) -> None:
    seeding.store.put("planetscale.token", "oauth", token, _token("oauth", token, body))
