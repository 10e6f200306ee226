"""One database: a backup every four hours, one every night and one every month.

pulumi config set database storefront
"""

import pulumi
from pulumi_backups import planetscale

database = pulumi.Config().get("database") or "storefront"

plan = planetscale.BackupPlan(
    database,
    database=database,
    policies={
        "hourly": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=4,
            frequency_unit="hour",
            schedule_time="00:00",
            retention_value=2,
            retention_unit="day",
        ),
        "nightly": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=1,
            frequency_unit="day",
            schedule_time="03:00",
            retention_value=30,
            retention_unit="day",
        ),
        "monthly": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=1,
            frequency_unit="month",
            schedule_week=0,
            schedule_day=0,
            schedule_time="05:00",
            retention_value=1,
            retention_unit="year",
        ),
    },
    # The preview refuses settings that are not good enough.
    objective={"recovery_point_hours": 4, "reach_days": 365},
)

pulumi.export("hours between two backups", plan.recovery_point_hours)
pulumi.export("days that backups reach back", plan.reach_days)
