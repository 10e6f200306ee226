"""What a seed can contain for Northflank, and how it is added."""

from __future__ import annotations

from ..clock import parse
from ..seeder import Section, Seeder, named_objects
from ..store import Body, StoredObject
from . import bodies, ids
from .clock_events import save_schedule


def _token(seeder: Seeder, _scope: str, token: str, body: Body) -> None:
    seeder.store.put("northflank.token", "", token, {"teams": body.get("teams")})


def _team(seeder: Seeder, _scope: str, team: str, body: Body) -> None:
    sections = {"projects": named_objects(_project), "destinations": named_objects(_destination)}
    seeder.add_sections(team, f"northflank.teams.{team}", body, sections)


def _project(seeder: Seeder, team: str, name: str, body: Body) -> None:
    if seeder.store.get("northflank.project", team, name) is None:
        seeder.store.put("northflank.project", team, name, {"created_at": seeder.timestamp})
    sections = {"addons": named_objects(_addon), "volumes": named_objects(_volume)}
    seeder.add_sections(f"{team}/{name}", f"northflank.projects.{name}", body, sections)


def _addon(seeder: Seeder, scope: str, name: str, body: Body) -> None:
    addon(seeder, scope, name, seeder.with_absolute_times(body))


def addon(seeder: Seeder, scope: str, id: str, described: Body) -> StoredObject:
    """Adds an addon with any fields of the contract's createAddon, a createdAt and a status. Nothing is checked but its
    type. One that exists keeps its other fields."""
    fields = {part: value for part, value in described.items() if part not in ("schedules", "createdAt", "status")}
    found = seeder.store.get("northflank.addon", scope, id) or {"type": "postgresql", "created_at": seeder.timestamp}
    body = {**found, **fields}
    if body["type"] not in bodies.TITLES:
        raise ValueError(f"there is no addon type {body['type']}")
    if "source" in fields and (not isinstance(fields["source"], dict) or "addonId" not in fields["source"]):
        raise ValueError("a source that has no addonId")
    if "createdAt" in described:
        body["created_at"] = described["createdAt"]
    if "status" in described:
        body["edits"] = {"status": described["status"]}
    created = seeder.store.put("northflank.addon", scope, id, body)
    for each in described.get("schedules", ()):
        schedule(seeder, f"{scope}/addon/{id}", seeder.with_absolute_times(each))
    return created


def _volume(seeder: Seeder, scope: str, name: str, body: Body) -> None:
    described = {part: value for part, value in body.items() if part != "schedules"}
    seeder.store.put("northflank.volume", scope, name, {"created_at": seeder.timestamp, "described": described})
    for described in body.get("schedules", ()):
        schedule(seeder, f"{scope}/volume/{name}", seeder.with_absolute_times(described))


def schedule(seeder: Seeder, scope: str, described: Body) -> Body:
    """Adds a backup schedule. A field that is not described has the value of a daily snapshot. Nothing is checked."""
    default = {
        "backupType": "snapshot",
        "scheduling": {"interval": "daily", "hour": [3], "minute": [0]},
        "retentionTime": 7,
    }
    created = bodies.schedule(ids.new_id(seeder.store), {**default, **described}, seeder.timestamp)
    created |= {name: value for name, value in described.items() if name != "compressionType"}
    save_schedule(seeder.store, scope, created, parse(seeder.timestamp))
    return created


def _destination(seeder: Seeder, scope: str, name: str, body: Body) -> None:
    destination = {
        "name": name,
        "description": "Copies outside the cluster",
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
    seeder.store.put("northflank.destination", scope, name, {**destination, **body})


SECTIONS: dict[str, Section] = {
    "tokens": named_objects(_token),
    "teams": named_objects(_team),
    "projects": named_objects(_project),
    "destinations": named_objects(_destination),
}
