"""The backups of every database and add-on that this stack names, by tier.

The stack's config (Pulumi.dev.yaml) names the databases and add-ons, each with its tier. This file defines the tiers.
Change a number and run `pulumi preview`: it shows what changes for each database and add-on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_backups import northflank, planetscale


@dataclass(frozen=True)
class Tier:
    """How often databases and add-ons of a tier are backed up, and how long the backups are kept.

    policies: arguments of planetscale.BackupPolicy, by name.
    schedules: arguments of northflank.AddonBackupSchedule, by name. Times are UTC, retention is in days.
    """

    policies: Mapping[str, Mapping[str, Any]]
    schedules: Mapping[str, Mapping[str, Any]]


def every(value: int, unit: str, at: str, *, keep: tuple[int, str], **when: int) -> dict[str, Any]:
    """One line of the table below, as arguments of a BackupPolicy."""
    return {
        "frequency_value": value,
        "frequency_unit": unit,
        "schedule_time": at,
        "retention_value": keep[0],
        "retention_unit": keep[1],
        **when,
    }


HOURLY = northflank.SchedulingArgs(interval="hourly", minute=0)
DAILY = northflank.SchedulingArgs(interval="daily", hour=2, minute=30)
WEEKLY = northflank.SchedulingArgs(interval="weekly", day=6, hour=3, minute=30)
SUNDAY, FIRST = 0, 0

TIERS = {
    "gold": Tier(
        policies={
            "hourly": every(4, "hour", "00:00", keep=(2, "day")),
            "daily": every(1, "day", "03:00", keep=(14, "day")),
            "weekly": every(1, "week", "04:00", schedule_day=SUNDAY, keep=(8, "week")),
            "monthly": every(1, "month", "05:00", schedule_day=SUNDAY, schedule_week=FIRST, keep=(1, "year")),
        },
        schedules={
            "hourly": {"scheduling": HOURLY, "retention_time": 3},
            "daily": {"scheduling": DAILY, "retention_time": 30},
            "weekly": {"scheduling": WEEKLY, "retention_time": 90},
        },
    ),
    "silver": Tier(
        policies={
            "daily": every(1, "day", "03:15", keep=(7, "day")),
            "weekly": every(1, "week", "04:15", schedule_day=SUNDAY, keep=(4, "week")),
        },
        schedules={
            "daily": {"scheduling": DAILY, "retention_time": 14},
            "weekly": {"scheduling": WEEKLY, "retention_time": 60},
        },
    ),
    "bronze": Tier(
        policies={"daily": every(1, "day", "03:30", keep=(3, "day"))},
        schedules={"weekly": {"scheduling": WEEKLY, "retention_time": 30}},
    ),
}


def tier_of(thing: str, name: object) -> Tier:
    """The tier that the stack's config gives a database or an add-on."""
    if name not in TIERS:
        raise pulumi.RunError(f"{thing} has the tier {name!r} in the stack's config; the tiers are {', '.join(TIERS)}.")
    return TIERS[str(name)]


def mapping_in(config: pulumi.Config, key: str, to: str, *, optional: bool = False) -> dict[str, Any]:
    """A mapping in the stack's config. `to` says what it maps each name to, for the error."""
    value = config.get_object(key)
    if value is None and optional:
        return {}
    if not isinstance(value, dict) or not value:
        raise pulumi.RunError(
            f"{config.full_key(key)} in the stack's config must name one or more, each with its {to}."
        )
    return value


def addon_in(name: str, facts: object) -> tuple[str, bool, Tier]:
    """The project of an add-on, whether it can be dumped, and its tier."""
    if not isinstance(facts, dict) or not isinstance(facts.get("project"), str):
        raise pulumi.RunError(
            f"Add-on {name} in the stack's config needs a project and a tier, and dumps: true or false."
        )
    return facts["project"], facts.get("dumps") is True, tier_of(f"Add-on {name}", facts.get("tier"))


config = pulumi.Config()
databases = mapping_in(config, "databases", "tier")
addons = mapping_in(config, "addons", "project and tier")
volumes = mapping_in(config, "volumes", "project", optional=True)
promotions = mapping_in(config, "promotions", "branch", optional=True)

policies = {}
for database, tier_name in databases.items():
    policies[database] = {
        name: planetscale.BackupPolicy(f"{database}-{name}", database=database, target="production", **arguments)
        for name, arguments in tier_of(f"Database {database}", tier_name).policies.items()
    }

schedules = {}
for addon, facts in addons.items():
    project, dumps, tier = addon_in(addon, facts)
    schedules[addon] = {
        name: northflank.AddonBackupSchedule(
            f"{addon}-{name}",
            project_id=project,
            addon_id=addon,
            # A dump can be stored elsewhere, but it loads the add-on. So hourly backups are snapshots.
            backup_type="dump" if dumps and name != "hourly" else "snapshot",
            **arguments,
        )
        for name, arguments in tier.schedules.items()
    }

# Volumes have no tiers: each is backed up every night.
snapshots = {
    volume: northflank.VolumeBackupSchedule(
        f"{volume}-daily", project_id=project, volume_id=volume, scheduling=DAILY, retention_time=14
    )
    for volume, project in volumes.items()
}

# A branch is promoted only after a backup of it is finished.
for database, branch in promotions.items():
    backup = planetscale.BranchBackup(
        f"{database}-before-promotion", database=database, branch=branch, retention_value=30, retention_unit="day"
    )
    promotion = planetscale.BranchPromotion(
        f"{database}-promotion",
        database=database,
        branch=branch,
        opts=pulumi.ResourceOptions(depends_on=[backup]),
    )
    finished = pulumi.Output.format("{0} ({1} bytes)", backup.finished.completed_at, backup.finished.size)
    pulumi.export(f"{database}_backed_up_before_promotion", finished)
    pulumi.export(f"{database}_{branch}_is_production", promotion.production)


def retention(policy: planetscale.BackupPolicy) -> pulumi.Output[str]:
    """The schedule and retention of a policy, in words."""
    return pulumi.Output.format(
        "every {0}, from {1}, kept for {2}",
        counted(policy.frequency_value, policy.frequency_unit),
        policy.schedule_time,
        counted(policy.retention_value, policy.retention_unit),
    )


def counted(value: pulumi.Output[int], unit: pulumi.Output[str]) -> pulumi.Output[str]:
    """`1 day`, `14 days`."""
    return pulumi.Output.all(value, unit).apply(lambda both: f"{both[0]} {both[1]}{'' if both[0] == 1 else 's'}")


def next_runs(database: str, declared: list[planetscale.BackupPolicy]) -> pulumi.Output[dict[str, str]]:
    """When each policy of a database runs next, including the system policies. One list per database, read now."""
    return planetscale.get_backup_policies_output(
        database=database, opts=pulumi.InvokeOutputOptions(depends_on=declared)
    ).apply(
        lambda found: {
            policy.name: f"{policy.next_run_at:%a %d %b %H:%M} UTC" for policy in found if policy.next_run_at
        }
    )


pulumi.export(
    "policies",
    {database: {name: retention(policy) for name, policy in found.items()} for database, found in policies.items()},
)
pulumi.export(
    "next_runs", {database: next_runs(database, list(found.values())) for database, found in policies.items()}
)
pulumi.export(
    "schedules",
    {
        addon: {
            name: pulumi.Output.format("{0}, kept for {1} days", schedule.backup_type, schedule.retention_time)
            for name, schedule in found.items()
        }
        for addon, found in schedules.items()
    },
)
pulumi.export(
    "volumes",
    {
        volume: pulumi.Output.format("kept for {0} days", schedule.retention_time)
        for volume, schedule in snapshots.items()
    },
)
if config.get_bool("account"):
    pulumi.export("regions", [region.slug for region in planetscale.get_regions()])
    pulumi.export("user", planetscale.get_user().display_name)
