"""An add-on whose backups are also outside Northflank.

    pulumi config set project shop
    pulumi config set addon orders-db
    pulumi config set destination offsite-archive

The destination is an S3 bucket that is registered in Northflank. docs/functions.md says how to find its id.
"""

import pulumi
from pulumi_backups import northflank

config = pulumi.Config()
project = config.get("project") or "shop"
addon = config.get("addon") or "orders-db"
destination = config.get("destination") or "offsite-archive"

plan = northflank.AddonBackupPlan(
    addon,
    project_id=project,
    addon_id=addon,
    schedules=[
        # Snapshots are quick to take and to restore. A copy of each is kept longer outside.
        northflank.AddonBackupScheduleArgs(
            backup_type="snapshot",
            scheduling={"interval": "daily", "hour": [0, 12], "minute": 0},
            retention_time=7,
            additional_destinations=[{"destination_id": destination, "retention_time": 30}],
        ),
        # A dump can be read without Northflank. It goes to the destination only.
        northflank.AddonBackupScheduleArgs(
            backup_type="dump",
            scheduling={"interval": "weekly", "day": 6, "hour": 3, "minute": 30},
            retention_time=90,
            compression_type="zstd",
            custom_destination_id=destination,
        ),
    ],
    objective={"recovery_point_hours": 12, "reach_days": 90},
)

pulumi.export("hours between two backups", plan.recovery_point_hours)
