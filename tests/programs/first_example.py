"""The README's first example."""

import pulumi
from pulumi_backups import northflank, planetscale

nightly = planetscale.BackupPolicy(
    "nightly",
    database="storefront",
    target="production",
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=14,
    retention_unit="day",
)

orders = northflank.AddonBackupSchedule(
    "orders-daily",
    project_id="shop",
    addon_id="orders-db",
    backup_type="dump",
    scheduling={"interval": "daily", "hour": [2, 14], "minute": 30},
    retention_time=30,
)

pulumi.export("nightly policy", nightly.id)
pulumi.export("orders backed up at", orders.scheduling["hour"])
