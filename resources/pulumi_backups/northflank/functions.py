"""Functions that read from Northflank. Lists are complete, results are typed, times are datetimes.

    from pulumi_backups import northflank

    for schedule in northflank.get_addon_backup_schedules(project_id="shop", addon_id="orders-db"):
        pulumi.log.info(f"{schedule.backup_type}, {schedule.scheduling}: kept {schedule.retention_time} days")

Each function sends its request when the program calls it, also in a preview. Its `_output` form accepts outputs of
resources; in a preview, its result is unknown if one of them is. Each raises BackupsError, whose text says what failed
and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from pulumi_backups.bridge.functions import functions_of, output_of, program_settings
from pulumi_backups.connect import connect
from pulumi_backups.northflank.schedules import list_schedules, owner_path
from pulumi_backups.northflank.settings import NORTHFLANK

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import BackupScheduleResult

function = functions_of(NORTHFLANK, "pulumi_backups.northflank.results")


@function
def get_addon_backup_schedules(
    *, project_id: str, addon_id: str, team_id: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> list[BackupScheduleResult]:
    """All backup schedules of an add-on."""
    client = connect(program_settings(NORTHFLANK))
    return list(list_schedules(client, owner_path(team_id, project_id, "addons", addon_id)))


def get_addon_backup_schedules_output(
    *,
    project_id: pulumi.Input[str],
    addon_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[list[BackupScheduleResult]]:
    """`get_addon_backup_schedules` for outputs of resources."""
    arguments = {"project_id": project_id, "addon_id": addon_id, "team_id": team_id}
    return output_of(get_addon_backup_schedules, arguments, opts)
