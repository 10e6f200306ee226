"""A plain Python script: prints what there is to back up. It needs no Pulumi engine."""

from __future__ import annotations

from pulumi_backups import BackupsError, northflank, planetscale

try:
    for organization in planetscale.get_organizations():
        for database in planetscale.get_databases(organization=organization.name):
            policies = planetscale.get_backup_policies(organization=organization.name, database=database.name)
            print(f"{organization.name}/{database.name} ({database.kind}): {len(policies)} policies")
    for branch in planetscale.get_branches(database="storefront", production=True):
        print(f"storefront/{branch.name} is production")
    for project in northflank.get_projects():
        for addon in northflank.get_addons(project_id=project.id):
            schedules = northflank.get_addon_backup_schedules(project_id=project.id, addon_id=addon.id)
            print(f"{project.id}/{addon.id} ({addon.spec.type}): {len(schedules)} schedules")
        for volume in northflank.get_volumes(project_id=project.id):
            backups = northflank.get_volume_backups(project_id=project.id, volume_id=volume.id)
            print(f"{project.id}/{volume.id} (volume): {len(backups)} backups")
except BackupsError as error:
    raise SystemExit(str(error)) from error
