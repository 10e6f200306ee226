"""Functions that read from Northflank. Lists are complete, results are typed, times are datetimes.

    from pulumi_backups import northflank

    for addon in northflank.get_addons(project_id="shop"):
        for schedule in northflank.get_addon_backup_schedules(project_id="shop", addon_id=addon.id):
            print(f"{addon.id}: {schedule.backup_type}, {schedule.scheduling}, kept {schedule.retention_time} days")

Each function sends its request when the program calls it, also in a preview. Its `_output` form accepts outputs of
resources; in a preview, its result is unknown if one of them is. Each raises BackupsError, whose text says what failed
and what to do.

Functions work outside of `pulumi up` too, in a plain Python script. The credential then comes from the environment. A
list has what the credential may see, so it may be shorter than a person expects.

team_id: the team that owns the project or the destinations, if the token is not the team's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pulumi

from pulumi_backups.bridge.functions import functions_of, output_of, program_settings
from pulumi_backups.connect import connect
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.parse import parse
from pulumi_backups.http.paths import path_of
from pulumi_backups.northflank.pagination import paginate
from pulumi_backups.northflank.schedules import account_path, list_schedules, owner_path, project_path
from pulumi_backups.northflank.settings import NORTHFLANK

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import (
        AddonBackupResult,
        AddonResult,
        BackupDestinationResult,
        BackupScheduleResult,
        ProjectResult,
        VolumeBackupResult,
        VolumeResult,
    )

T = TypeVar("T")
Opts = pulumi.InvokeOutputOptions

function = functions_of(NORTHFLANK, "pulumi_backups.northflank.results")


@function
def get_projects(*, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None) -> list[ProjectResult]:
    """All projects of the account or of a team. It needs *Project > Projects > Manage > Read*."""
    from pulumi_backups.northflank.results import ProjectResult

    return _get_all(ProjectResult, "projects", account_path(team_id), "projects", key="projects")


def get_projects_output(
    *, team_id: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[ProjectResult]]:
    """`get_projects` for outputs of resources."""
    return output_of(get_projects, {"team_id": team_id}, opts)


@function
def get_addons(
    *, project_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[AddonResult]:
    """All add-ons of a project. It needs *Project > Addons > General > Read*."""
    from pulumi_backups.northflank.results import AddonResult

    return _get_all(AddonResult, "add-ons", project_path(team_id, project_id), "addons", key="addons")


def get_addons_output(
    *, project_id: pulumi.Input[str], team_id: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[AddonResult]]:
    """`get_addons` for outputs of resources."""
    return output_of(get_addons, {"project_id": project_id, "team_id": team_id}, opts)


@function
def get_volumes(
    *, project_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[VolumeResult]:
    """All volumes of a project. It needs *Project > Volumes > General > Read*."""
    from pulumi_backups.northflank.results import VolumeResult

    return _get_all(VolumeResult, "volumes", project_path(team_id, project_id), "volumes")


def get_volumes_output(
    *, project_id: pulumi.Input[str], team_id: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[VolumeResult]]:
    """`get_volumes` for outputs of resources."""
    return output_of(get_volumes, {"project_id": project_id, "team_id": team_id}, opts)


@function
def get_addon_backups(
    *, project_id: str, addon_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[AddonBackupResult]:
    """All backups of an add-on. It needs *Project > Addons > General > Read*."""
    from pulumi_backups.northflank.results import AddonBackupResult

    owner = owner_path(team_id, project_id, "addons", addon_id)
    return _get_all(AddonBackupResult, "backups", owner, "backups", key="backups")


def get_addon_backups_output(
    *,
    project_id: pulumi.Input[str],
    addon_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[AddonBackupResult]]:
    """`get_addon_backups` for outputs of resources."""
    return output_of(get_addon_backups, {"project_id": project_id, "addon_id": addon_id, "team_id": team_id}, opts)


@function
def get_volume_backups(
    *, project_id: str, volume_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[VolumeBackupResult]:
    """All backups of a volume. It needs *Project > Volumes > Backups > Read*."""
    from pulumi_backups.northflank.results import VolumeBackupResult

    owner = owner_path(team_id, project_id, "volumes", volume_id)
    return _get_all(VolumeBackupResult, "backups", owner, "backups")


def get_volume_backups_output(
    *,
    project_id: pulumi.Input[str],
    volume_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[VolumeBackupResult]]:
    """`get_volume_backups` for outputs of resources."""
    return output_of(get_volume_backups, {"project_id": project_id, "volume_id": volume_id, "team_id": team_id}, opts)


@function
def get_addon_backup_schedules(
    *, project_id: str, addon_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[BackupScheduleResult]:
    """All backup schedules of an add-on. It needs *Project > Addons > General > Read*."""
    client = connect(program_settings(NORTHFLANK))
    return list(list_schedules(client, owner_path(team_id, project_id, "addons", addon_id)))


def get_addon_backup_schedules_output(
    *,
    project_id: pulumi.Input[str],
    addon_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[BackupScheduleResult]]:
    """`get_addon_backup_schedules` for outputs of resources."""
    arguments = {"project_id": project_id, "addon_id": addon_id, "team_id": team_id}
    return output_of(get_addon_backup_schedules, arguments, opts)


@function
def get_volume_backup_schedules(
    *, project_id: str, volume_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[BackupScheduleResult]:
    """All backup schedules of a volume. It needs *Project > Volumes > Backups > Read*."""
    client = connect(program_settings(NORTHFLANK))
    return list(list_schedules(client, owner_path(team_id, project_id, "volumes", volume_id)))


def get_volume_backup_schedules_output(
    *,
    project_id: pulumi.Input[str],
    volume_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
    opts: Opts | None = None,
) -> pulumi.Output[list[BackupScheduleResult]]:
    """`get_volume_backup_schedules` for outputs of resources."""
    arguments = {"project_id": project_id, "volume_id": volume_id, "team_id": team_id}
    return output_of(get_volume_backup_schedules, arguments, opts)


@function
def get_backup_destinations(
    *, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[BackupDestinationResult]:
    """All backup destinations of the account or of a team, without their credentials.

    It needs *Account > BackupDestinations > General > Read*. By the contract, the list has no ids. A schedule that uses
    a destination shows its id: see `custom_destination_id` and `additional_destinations` of
    `get_addon_backup_schedules`. In the vendor's examples, the id is the name in lower case with hyphens: "Example
    Backup Destination" has the id "example-backup-destination".
    """
    from pulumi_backups.northflank.results import BackupDestinationResult

    return _get_all(
        BackupDestinationResult,
        "backup destinations",
        account_path(team_id),
        "backup-destinations",
        key="backupDestinations",
    )


def get_backup_destinations_output(
    *, team_id: pulumi.Input[str | None] = None, opts: Opts | None = None
) -> pulumi.Output[list[BackupDestinationResult]]:
    """`get_backup_destinations` for outputs of resources."""
    return output_of(get_backup_destinations, {"team_id": team_id}, opts)


def _get_all(cls: type[T], things: str, owner: tuple[str, ...], collection: str, key: str | None = None) -> list[T]:
    """The objects of a list, to its last page.

    things: what they are called in errors. owner: the path of what has them. collection: the list's path in it.
    key: as in `paginate`.
    """
    whose = f" of {'/'.join(owner[1::2])}" if owner else ""
    call = ApiCall(connect(program_settings(NORTHFLANK)), f"list the {things}{whose}")
    return [parse(cls, row, call) for row in paginate(call, path_of("v1", *owner, collection), key)]
