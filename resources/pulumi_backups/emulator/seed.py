"""What is in the world: the default one, and more of anything on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from . import ids
from .clock import Clock
from .northflank import bodies as northflank_bodies
from .planetscale import bodies as planetscale_bodies
from .planetscale.rules import display_name
from .store import Body, Store

Plant = Callable[["Seeding", str, str, Body], None]


class SeedError(Exception):
    """A description of a world that cannot be read; the message says where."""


def reset(store: Store, clock: Clock) -> None:
    """Nothing but the default world: no faults, no log, every switch at its default, the clock at real time."""
    with store.transaction():
        store.clear()
        add(store, clock, json.loads(files(__package__).joinpath("seed.json").read_text("utf-8")))
        store.set("seeded", True)


def add(store: Store, clock: Clock, world: Any) -> None:
    """Adds what `world` describes, all or nothing; what exists keeps its id and its policies. Raises SeedError."""
    with store.transaction():
        seeding = Seeding(store, clock.stamp())
        seeding.sections("", "", world, {"planetscale": _planetscale, "northflank": _northflank})


class Seeding:
    """One walk through a description of a world."""

    def __init__(self, store: Store, stamp: str) -> None:
        self.store = store
        self.stamp = stamp

    def sections(self, scope: str, path: str, described: Any, known: Mapping[str, Plant]) -> None:
        """Plants each known section of `described`; raises SeedError for an unknown one."""
        if not isinstance(described, dict):
            raise SeedError(f"{path or 'the seed'} must be an object")
        for name, value in described.items():
            if name not in known:
                raise SeedError(f"{path}.{name} is not known; there are {', '.join(known)}".lstrip("."))
            known[name](self, scope, f"{path}.{name}".lstrip("."), value)

    def each(self, scope: str, path: str, described: Any, plant: Callable[[str, str, Body], None]) -> None:
        """Calls `plant` with scope, name and body of everything in a section."""
        if not isinstance(described, dict):
            raise SeedError(f"{path} must be an object of objects by name")
        for name, body in described.items():
            if not name or "/" in name or not isinstance(body, dict):
                raise SeedError(f"{path}.{name} must be an object, its name without a slash")
            try:
                plant(scope, name, body)
            except (KeyError, TypeError, AttributeError, LookupError) as error:
                raise SeedError(f"{path}.{name} lacks or misuses {error}") from error


def _planetscale(seeding: Seeding, scope: str, path: str, described: Any) -> None:
    sections = {
        "regions": _section(_region),
        "organizations": _section(_organization),
        "users": _section(_user),
        "service_tokens": _section(_service_token),
        "access_tokens": _section(_access_token),
    }
    seeding.sections(scope, path, described, sections)


def _section(plant: Callable[[Seeding, str, str, Body], None]) -> Plant:
    def run(seeding: Seeding, scope: str, path: str, described: Any) -> None:
        seeding.each(scope, path, described, lambda *thing: plant(seeding, *thing))

    return run


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
    seeding.sections(name, f"planetscale.organizations.{name}", body, {"databases": _section(_database)})


def _database(seeding: Seeding, organization: str, name: str, body: Body) -> None:
    store, scope = seeding.store, f"{organization}/{name}"
    if store.get("planetscale.database", organization, name) is None:
        region = body.get("region", "us-east")
        planetscale_bodies.region_of(store, region)
        database = {"id": ids.short(store), "kind": body.get("kind", "mysql"), "region": region}
        store.put("planetscale.database", organization, name, {**database, **_stamps(seeding)})
        policy(seeding, scope, {"required": True})
    default = {} if store.all("planetscale.branch", scope) else {"main": {"production": True}, "staging": {}}
    for branch, described in body.get("branches", default).items():
        parent = None if described.get("production") else "main"
        one = {"id": ids.short(store), "production": False, "parent_branch": parent, **described, **_stamps(seeding)}
        store.put("planetscale.branch", scope, branch, one)
    for described in body.get("policies", ()):
        policy(seeding, scope, described)


def policy(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a backup policy, whatever is said of it, over a system policy's values; nothing is checked."""
    fields = {**planetscale_bodies.SYSTEM_POLICY, **described}
    made = planetscale_bodies.policy(ids.short(seeding.store), fields, seeding.stamp)
    made |= {"display_name": display_name(str(fields["name"])), **described}
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
            "avatar_url": "https://app.planetscale.com/gravatar-fallback.png",
            **_stamps(seeding),
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
    seeding.store.put("planetscale.token", "service", id, _token("service", body["token"], body))


def _access_token(seeding: Seeding, _scope: str, token: str, body: Body) -> None:
    seeding.store.put("planetscale.token", "oauth", token, _token("oauth", token, body))


def _northflank(seeding: Seeding, scope: str, path: str, described: Any) -> None:
    sections = {
        "tokens": _section(_northflank_token),
        "teams": _section(_team),
        "projects": _section(_project),
        "destinations": _section(_destination),
    }
    seeding.sections(scope, path, described, sections)


def _northflank_token(seeding: Seeding, _scope: str, token: str, body: Body) -> None:
    seeding.store.put("northflank.token", "", token, {"teams": body.get("teams")})


def _team(seeding: Seeding, _scope: str, team: str, body: Body) -> None:
    sections = {"projects": _section(_project), "destinations": _section(_destination)}
    seeding.sections(team, f"northflank.teams.{team}", body, sections)


def _project(seeding: Seeding, team: str, name: str, body: Body) -> None:
    if seeding.store.get("northflank.project", team, name) is None:
        seeding.store.put("northflank.project", team, name, {"created_at": seeding.stamp})
    sections = {"addons": _section(_addon), "volumes": _section(_volume)}
    seeding.sections(f"{team}/{name}", f"northflank.projects.{name}", body, sections)


def _addon(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    kind = body.get("type", "postgresql")
    if kind not in northflank_bodies.TITLES:
        raise LookupError(f"addon type {kind}")
    seeding.store.put("northflank.addon", scope, name, {"type": kind, "created_at": seeding.stamp})
    for described in body.get("schedules", ()):
        schedule(seeding, f"{scope}/addon/{name}", described)


def _volume(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    seeding.store.put("northflank.volume", scope, name, {"created_at": seeding.stamp})
    for described in body.get("schedules", ()):
        schedule(seeding, f"{scope}/volume/{name}", described)


def schedule(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a backup schedule, whatever is said of it, over those of a daily snapshot; nothing is checked."""
    default = {
        "backupType": "snapshot",
        "scheduling": {"interval": "daily", "hour": [3], "minute": [0]},
        "retentionTime": 7,
    }
    made = northflank_bodies.schedule(ids.hexadecimal(seeding.store), {**default, **described}, seeding.stamp)
    made |= {name: value for name, value in described.items() if name != "compressionType"}
    seeding.store.put("northflank.schedule", scope, made["id"], made)
    return made


def _destination(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    destination = {
        "name": name,
        "description": "Copies kept apart from the cluster",
        "type": "s3",
        "prefix": "backups/",
        "credentials": {
            "accessKey": "DEMO-ACCESS-KEY",
            "secretKey": "********",
            "bucketName": name,
            "region": "eu-central-1",
            "endpoint": "https://s3.example.invalid",
        },
    }
    seeding.store.put("northflank.destination", scope, name, {**destination, **body})


def _stamps(seeding: Seeding) -> Body:
    return {"created_at": seeding.stamp, "updated_at": seeding.stamp}
