"""What exists in an account of Northflank: its add-ons and volumes, and the backup schedules of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pulumi_backups.discovery import Chosen, Discovery, Entry, Kind, Option, Place
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.addon_backup_plan import rules_of
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleOperations
from pulumi_backups.northflank.functions import (
    get_addon_backup_schedules,
    get_addons,
    get_projects,
    get_volume_backup_schedules,
    get_volumes,
)
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleOperations

SCHEDULES = ("backup schedule", "backup schedules")
ADDON = Kind(
    noun="add-on",
    entries=SCHEDULES,
    single="AddonBackupSchedule",
    plan="AddonBackupPlan",
    plan_input="schedules",
    arguments="AddonBackupScheduleArgs",
)
VOLUME = Kind(noun="volume", entries=SCHEDULES, single="VolumeBackupSchedule")


def _places(chosen: Chosen) -> Iterator[Place | BackupsError]:
    team_id = next(iter(chosen["team"]), None)
    try:
        projects = chosen["project"] or [each.id for each in get_projects(team_id=team_id)]
    except BackupsError as error:
        yield error
        return
    for project in projects:
        where = {**({"team_id": team_id} if team_id else {}), "project_id": project}
        yield from _owners(where, ADDON, "addon_id", get_addons)
        yield from _owners(where, VOLUME, "volume_id", get_volumes)


def _owners(
    where: dict[str, str], kind: Kind, name: str, get_all: Callable[..., list[Any]]
) -> Iterator[Place | BackupsError]:
    """The add-ons or the volumes of a project."""
    try:
        found = get_all(**where)
    except BackupsError as error:
        yield error
    else:
        yield from (Place(kind, {**where, name: each.id}) for each in found)


def _entries(place: Place) -> list[Entry]:
    where = place.where
    team, project = where.get("team_id"), where["project_id"]
    if place.kind is VOLUME:
        snapshots = get_volume_backup_schedules(team_id=team, project_id=project, volume_id=where["volume_id"])
        return [
            Entry(each.scheduling.interval, each.id, VolumeBackupScheduleOperations.listed(each)) for each in snapshots
        ]
    schedules = get_addon_backup_schedules(team_id=team, project_id=project, addon_id=where["addon_id"])
    return [Entry("-".join(each.key), each.id, AddonBackupScheduleOperations.listed(each)) for each in schedules]


DISCOVERY = Discovery(
    account=NORTHFLANK,
    options=(
        Option(
            "project",
            "only this project, instead of all that the token sees. Can be given several times.",
            multiple=True,
        ),
        Option("team", "the team that owns the projects, if the token is not the team's own."),
    ),
    kinds=(ADDON, VOLUME),
    places=_places,
    entries=_entries,
    rules_of=rules_of,
)
