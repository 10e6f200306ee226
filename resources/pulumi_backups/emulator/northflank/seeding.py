"""What a description of Northflank's part of the world makes."""

from __future__ import annotations

from .. import ids
from ..clock import parse
from ..seeding import Seeding, section
from ..store import Body
from . import bodies
from .running import keep_schedule


def plant_northflank(seeding: Seeding, scope: str, path: str, described: Body) -> None:
    """Adds tokens, teams, projects and destinations."""
    sections = {
        "tokens": section(_northflank_token),
        "teams": section(_team),
        "projects": section(_project),
        "destinations": section(_destination),
    }
    seeding.sections(scope, path, described, sections)


def _northflank_token(seeding: Seeding, _scope: str, token: str, body: Body) -> None:
    seeding.store.put("northflank.token", "", token, {"teams": body.get("teams")})


def _team(seeding: Seeding, _scope: str, team: str, body: Body) -> None:
    sections = {"projects": section(_project), "destinations": section(_destination)}
    seeding.sections(team, f"northflank.teams.{team}", body, sections)


def _project(seeding: Seeding, team: str, name: str, body: Body) -> None:
    if seeding.store.get("northflank.project", team, name) is None:
        seeding.store.put("northflank.project", team, name, {"created_at": seeding.stamp})
    sections = {"addons": section(_addon), "volumes": section(_volume)}
    seeding.sections(f"{team}/{name}", f"northflank.projects.{name}", body, sections)


def _addon(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    kind = body.get("type", "postgresql")
    if kind not in bodies.TITLES:
        raise LookupError(f"addon type {kind}")
    seeding.store.put("northflank.addon", scope, name, {"type": kind, "created_at": seeding.stamp})
    for described in body.get("schedules", ()):
        schedule(seeding, f"{scope}/addon/{name}", seeding.dated(described))


def _volume(seeding: Seeding, scope: str, name: str, body: Body) -> None:
    seeding.store.put("northflank.volume", scope, name, {"created_at": seeding.stamp})
    for described in body.get("schedules", ()):
        schedule(seeding, f"{scope}/volume/{name}", seeding.dated(described))


def schedule(seeding: Seeding, scope: str, described: Body) -> Body:
    """Adds a backup schedule, whatever is said of it, over those of a daily snapshot; nothing is checked."""
    default = {
        "backupType": "snapshot",
        "scheduling": {"interval": "daily", "hour": [3], "minute": [0]},
        "retentionTime": 7,
    }
    made = bodies.schedule(ids.hexadecimal(seeding.store), {**default, **described}, seeding.stamp)
    made |= {name: value for name, value in described.items() if name != "compressionType"}
    keep_schedule(seeding.store, scope, made, parse(seeding.stamp))
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
