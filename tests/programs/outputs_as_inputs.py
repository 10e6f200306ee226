"""A program that gives outputs of resources to other resources. `make lint` checks its types."""

from __future__ import annotations

import pulumi
from pulumi_backups import northflank, planetscale


def policy_from_a_table() -> planetscale.BackupPolicy:
    """Arguments from a table fit the constructor."""
    tier: planetscale.BackupPolicyArgs = {
        "database": "storefront",
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "week",
        "schedule_day": 0,
        "schedule_time": "03:00",
        "retention_value": 14,
        "retention_unit": "day",
    }
    return planetscale.BackupPolicy("weekly", **tier)


def policy_like(other: planetscale.BackupPolicy) -> planetscale.BackupPolicy:
    """Every output of a policy fits the argument of its name, the optional ones as well."""
    return planetscale.BackupPolicy(
        "like-weekly",
        organization=other.organization,
        database=other.database,
        target=other.target,
        frequency_value=other.frequency_value,
        frequency_unit=other.frequency_unit,
        schedule_time=other.schedule_time,
        schedule_day=other.schedule_day,
        schedule_week=other.schedule_week,
        retention_value=other.retention_value,
        retention_unit=other.retention_unit,
    )


def schedule_from_a_table() -> northflank.AddonBackupSchedule:
    """Arguments from a table fit the constructor."""
    tier: northflank.AddonBackupScheduleArgs = {
        "project_id": "shop",
        "addon_id": "orders-db",
        "backup_type": "snapshot",
        "scheduling": {"interval": "daily", "hour": [2, 14], "minute": 30},
        "retention_time": 30,
        "additional_destinations": [{"destination_id": "offsite-archive", "retention_time": 9}],
    }
    return northflank.AddonBackupSchedule("daily", **tier)


def schedule_like(other: northflank.AddonBackupSchedule) -> northflank.AddonBackupSchedule:
    """The outputs of a schedule, nested ones as a whole, fit the arguments of their names."""
    return northflank.AddonBackupSchedule(
        "like-daily",
        project_id=other.project_id,
        addon_id="catalog-db",
        backup_type=other.backup_type,
        scheduling=other.scheduling,
        retention_time=other.retention_time,
        compression_type=other.compression_type,
        additional_destinations=other.additional_destinations,
        team_id=other.team_id,
    )


def schedule_of_parts(other: northflank.AddonBackupSchedule) -> northflank.AddonBackupSchedule:
    """The parts of a nested output are read as keys and as attributes."""
    return northflank.AddonBackupSchedule(
        "parts-of-daily",
        project_id="shop",
        addon_id="reports-db",
        backup_type="snapshot",
        scheduling={
            "interval": other.scheduling["interval"],
            "hour": other.scheduling.hour,
            "minute": other.scheduling["minute"],
        },
        retention_time=other.additional_destinations.apply(lambda found: found[0].retention_time or 1 if found else 1),
    )


def declare() -> None:
    """Declares all of them."""
    policy_like(policy_from_a_table())
    daily = schedule_from_a_table()
    schedule_like(daily)
    schedule_of_parts(daily)
    pulumi.export("scheduling", daily.scheduling)
    pulumi.export("scheduling as JSON", pulumi.Output.json_dumps(daily.scheduling))
