"""What takes backups: everything that `pulumi-backups discover` could see.

With adopt=True, the first `pulumi up` adopts what exists and changes nothing. Afterwards, remove adopt=True.
"""

from pulumi_backups import northflank, planetscale

# PlanetScale

ORGANIZATION = "north"

for database in ("billing", "orders"):
    planetscale.BackupPolicy(
        f"{database}-hourly",
        organization=ORGANIZATION,
        database=database,
        name="hourly",
        target="production",
        frequency_value=4,
        frequency_unit="hour",
        schedule_time="00:00",
        retention_value=2,
        retention_unit="day",
        adopt=True,
    )
    planetscale.BackupPolicy(
        f"{database}-daily",
        organization=ORGANIZATION,
        database=database,
        name="daily",
        target="production",
        frequency_value=1,
        frequency_unit="day",
        schedule_time="03:00",
        retention_value=30,
        retention_unit="day",
        adopt=True,
    )

planetscale.BackupPolicy(
    "search-development",
    organization=ORGANIZATION,
    database="search",
    name="development",
    target="development",
    frequency_value=12,
    frequency_unit="hour",
    schedule_time="06:00",
    retention_value=1,
    retention_unit="day",
    adopt=True,
)
planetscale.BackupPolicy(
    "search-daily",
    organization=ORGANIZATION,
    database="search",
    name="daily",
    target="production",
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=30,
    retention_unit="day",
    adopt=True,
)
planetscale.BackupPolicy(
    "search-weekly",
    organization=ORGANIZATION,
    database="search",
    name="weekly",
    target="production",
    frequency_value=1,
    frequency_unit="week",
    schedule_time="04:00",
    schedule_day=0,
    retention_value=1,
    retention_unit="year",
    adopt=True,
)

# Not declared, because PlanetScale requires it and nobody can delete it: the backup policy "system-backups" of
# north/billing, north/empty, north/orders, north/search.
# Databases without other backup policies: north/empty.

# Northflank

PROJECT_ID = "estate"

northflank.AddonBackupSchedule(
    "carts-snapshot-hourly",
    project_id=PROJECT_ID,
    addon_id="carts",
    backup_type="snapshot",
    scheduling={"interval": "hourly", "minute": 0},
    retention_time=3,
    adopt=True,
)
northflank.AddonBackupSchedule(
    "carts-dump-daily",
    project_id=PROJECT_ID,
    addon_id="carts",
    backup_type="dump",
    scheduling={"interval": "daily", "minute": 30, "hour": [2, 14]},
    retention_time=30,
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
