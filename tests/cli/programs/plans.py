"""What takes backups: everything that `pulumi-backups discover` could see.

With adopt=True, the first `pulumi up` adopts what exists and changes nothing. Afterwards, remove adopt=True.
"""

from pulumi_backups import northflank, planetscale

# PlanetScale

ORGANIZATION = "north"

DAILY = planetscale.BackupPolicyArgs(
    target="production",
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=30,
    retention_unit="day",
)

EVERY_4_HOURS_FOR_30_DAYS = {
    "hourly": planetscale.BackupPolicyArgs(
        target="production",
        frequency_value=4,
        frequency_unit="hour",
        schedule_time="00:00",
        retention_value=2,
        retention_unit="day",
    ),
    "daily": DAILY,
}

for database in ("billing", "orders"):
    planetscale.BackupPlan(
        database, organization=ORGANIZATION, database=database, policies=EVERY_4_HOURS_FOR_30_DAYS, adopt=True
    )

planetscale.BackupPlan(
    "search",
    organization=ORGANIZATION,
    database="search",
    policies={
        "development": planetscale.BackupPolicyArgs(
            target="development",
            frequency_value=12,
            frequency_unit="hour",
            schedule_time="06:00",
            retention_value=1,
            retention_unit="day",
        ),
        "daily": DAILY,
        "weekly": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=1,
            frequency_unit="week",
            schedule_time="04:00",
            schedule_day=0,
            retention_value=1,
            retention_unit="year",
        ),
    },
    adopt=True,
)

# Not declared, because PlanetScale requires it and nobody can delete it: the backup policy "system-backups" of
# north/billing, north/empty, north/orders, north/search.
# Databases without other backup policies: north/empty.

# Northflank

PROJECT_ID = "estate"

northflank.AddonBackupPlan(
    "carts",
    project_id=PROJECT_ID,
    addon_id="carts",
    schedules=[
        northflank.AddonBackupScheduleArgs(
            backup_type="snapshot", scheduling={"interval": "hourly", "minute": 0}, retention_time=3
        ),
        northflank.AddonBackupScheduleArgs(
            backup_type="dump", scheduling={"interval": "daily", "minute": 30, "hour": [2, 14]}, retention_time=30
        ),
    ],
    adopt=True,
)

northflank.VolumeBackupSchedule(
    "media-daily",
    project_id=PROJECT_ID,
    volume_id="media",
    scheduling={"interval": "daily", "minute": 0, "hour": [1, 13]},
    retention_time=14,
    adopt=True,
)

# Add-ons without backup schedules: estate/queue.
