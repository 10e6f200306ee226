"""All databases of an organization and all add-ons of a project, by tier. What has no tier is silver.

    pulumi config set project shop
    pulumi config set --path 'tiers.storefront' gold
    pulumi config set --path 'tiers.orders-db' gold

The program asks the vendors what there is. So what somebody creates next week is backed up by the next `pulumi up`.
"""

from dataclasses import dataclass

import pulumi
from pulumi_backups import northflank, planetscale


@dataclass(frozen=True)
class Tier:
    """What a database and an add-on of this tier get, and what their backups must be good for."""

    policies: dict[str, planetscale.BackupPolicyArgs]
    schedules: list[northflank.AddonBackupScheduleArgs]
    recovery_point_hours: int
    reach_days: int

    @property
    def objective(self) -> planetscale.ObjectiveArgs:
        return {"recovery_point_hours": self.recovery_point_hours, "reach_days": self.reach_days}


HOURLY = planetscale.BackupPolicyArgs(
    target="production",
    frequency_value=4,
    frequency_unit="hour",
    schedule_time="00:00",
    retention_value=2,
    retention_unit="day",
)


def nightly(days: int) -> planetscale.BackupPolicyArgs:
    return planetscale.BackupPolicyArgs(
        target="production",
        frequency_value=1,
        frequency_unit="day",
        schedule_time="03:00",
        retention_value=days,
        retention_unit="day",
    )


def snapshots(interval: northflank.SchedulingArgs, days: int) -> northflank.AddonBackupScheduleArgs:
    return northflank.AddonBackupScheduleArgs(backup_type="snapshot", scheduling=interval, retention_time=days)


EVERY_HOUR = northflank.SchedulingArgs(interval="hourly", minute=0)
EVERY_NIGHT = northflank.SchedulingArgs(interval="daily", hour=3, minute=0)

TIERS = {
    "gold": Tier(
        policies={"hourly": HOURLY, "nightly": nightly(30)},
        schedules=[snapshots(EVERY_HOUR, 2), snapshots(EVERY_NIGHT, 30)],
        recovery_point_hours=4,
        reach_days=30,
    ),
    "silver": Tier(
        policies={"nightly": nightly(7)},
        schedules=[snapshots(EVERY_NIGHT, 7)],
        recovery_point_hours=24,
        reach_days=7,
    ),
}

config = pulumi.Config()
tiers = config.get_object("tiers") or {}
project = config.get("project") or "shop"
# If a list is suddenly shorter, as with a token that sees less, this is an error, and no policy is deleted.
protected = pulumi.ResourceOptions(protect=True)

for database in planetscale.get_databases():
    tier = TIERS[tiers.get(database.name, "silver")]
    planetscale.BackupPlan(
        database.name,
        database=database.name,
        policies=tier.policies,
        objective=tier.objective,
        others="report",
        opts=protected,
    )
for addon in northflank.get_addons(project_id=project):
    tier = TIERS[tiers.get(addon.id, "silver")]
    northflank.AddonBackupPlan(
        addon.id,
        project_id=project,
        addon_id=addon.id,
        schedules=tier.schedules,
        objective=tier.objective,
        others="report",
        opts=protected,
    )
