"""The backups of every database, add-on and volume of two accounts, by tier.

This file defines the tiers. The stack's config (Pulumi.dev.yaml) says which tier a database or add-on has. All others
have the tier "silver", those of next week included: a list from the vendors names them.
Change a number and run `pulumi preview`: it shows what changes for each database and add-on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_backups import northflank, planetscale

Policies = Mapping[str, planetscale.BackupPolicyArgs]
Schedules = Mapping[str, northflank.AddonBackupScheduleArgs]


@dataclass(frozen=True)
class Tier:
    """How often databases and add-ons are backed up, how long the backups are kept, and what they must be good for.

    policies: of a database, by name. objective: in hours between two backups, and in days that backups reach back.
    scheduling: of an add-on, with the days for which backups are kept.
    """

    policies: Policies
    objective: planetscale.ObjectiveArgs
    scheduling: list[tuple[northflank.SchedulingArgs, int]]


def every(value: int, unit: Any, at: str, *, keep: tuple[int, Any], **when: int) -> planetscale.BackupPolicyArgs:
    """One line of the table below."""
    return planetscale.BackupPolicyArgs(
        target="production",
        frequency_value=value,
        frequency_unit=unit,
        schedule_time=at,
        retention_value=keep[0],
        retention_unit=keep[1],
        **when,  # type: ignore[typeddict-item]
    )


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
        objective={"recovery_point_hours": 4, "reach_days": 365},
        scheduling=[(HOURLY, 3), (DAILY, 30), (WEEKLY, 90)],
    ),
    "silver": Tier(
        policies={
            "daily": every(1, "day", "03:15", keep=(7, "day")),
            "weekly": every(1, "week", "04:15", schedule_day=SUNDAY, keep=(4, "week")),
        },
        objective={"recovery_point_hours": 24, "reach_days": 28},
        scheduling=[(DAILY, 14), (WEEKLY, 60)],
    ),
    "bronze": Tier(
        policies={"daily": every(1, "day", "03:30", keep=(3, "day"))},
        objective={"recovery_point_hours": 24, "reach_days": 3},
        scheduling=[(WEEKLY, 30)],
    ),
}
# A dump can be stored elsewhere, but it loads the add-on. So hourly backups are snapshots.
CAN_BE_DUMPED = ("postgresql", "mysql", "mongodb")

config = pulumi.Config()
# No plan is deleted without a person who removes its protection. If a list is suddenly shorter, as with a token that
# sees less, this is an error, and no backup policy is lost.
protected = pulumi.ResourceOptions(protect=True)


def mapping_in(key: str, to: str) -> dict[str, Any]:
    """A mapping in the stack's config. `to` says what it maps each name to, for the error."""
    value = config.get_object(key)
    if not isinstance(value, dict | None):
        raise pulumi.RunError(f"{config.full_key(key)} in the stack's config must map names to {to}.")
    return value or {}


def tier_of(name: str) -> Tier:
    """The tier that the stack's config gives a database or an add-on."""
    tier = mapping_in("tiers", "tiers").get(name, "silver")
    if tier not in TIERS:
        raise pulumi.RunError(f"{name} has the tier {tier!r} in the stack's config; the tiers are {', '.join(TIERS)}.")
    return TIERS[tier]


def databases() -> list[str]:
    """The databases that the config names, so that a preview needs no vendor, or else all that there are."""
    named = config.get_object("databases")
    if not isinstance(named, list | None):
        raise pulumi.RunError(f"{config.full_key('databases')} in the stack's config must be a list of names.")
    return named or [database.name for database in planetscale.get_databases()]


def addons() -> dict[str, tuple[str, str]]:
    """The add-ons that the config names, or else all that there are: project and type of each."""
    if named := mapping_in("addons", '"project/type"'):
        return {name: (str(place).partition("/")[0], str(place).partition("/")[2]) for name, place in named.items()}
    return {
        addon.id: (project.id, addon.spec.type)
        for project in northflank.get_projects()
        for addon in northflank.get_addons(project_id=project.id)
    }


def volumes() -> dict[str, str]:
    """The volumes that the config names, or else all that there are: the project of each."""
    return mapping_in("volumes", "projects") or {
        volume.id: project.id
        for project in northflank.get_projects()
        for volume in northflank.get_volumes(project_id=project.id)
    }


def schedules_of(tier: Tier, addon_type: str) -> list[northflank.AddonBackupScheduleArgs]:
    """The schedules of an add-on of a tier."""
    return [
        northflank.AddonBackupScheduleArgs(
            backup_type="dump" if addon_type in CAN_BE_DUMPED and scheduling != HOURLY else "snapshot",
            scheduling=scheduling,
            retention_time=days,
        )
        for scheduling, days in tier.scheduling
    ]


database_plans = {
    name: planetscale.BackupPlan(
        name,
        database=name,
        policies=tier_of(name).policies,
        others="report",
        objective=tier_of(name).objective,
        opts=protected,
    )
    for name in databases()
}
addon_plans = {
    name: northflank.AddonBackupPlan(
        name,
        project_id=project,
        addon_id=name,
        schedules=schedules_of(tier_of(name), addon_type),
        others="report",
        opts=protected,
    )
    for name, (project, addon_type) in addons().items()
}
# Volumes have no tiers: each is backed up every night.
for name, project in volumes().items():
    northflank.VolumeBackupSchedule(
        f"{name}-daily", project_id=project, volume_id=name, scheduling=DAILY, retention_time=14
    )

# A branch is promoted only after a backup of it is finished.
for name, branch in mapping_in("promotions", "branches").items():
    backup = planetscale.BranchBackup(
        f"{name}-before-promotion", database=name, branch=branch, retention_value=30, retention_unit="day"
    )
    promotion = planetscale.BranchPromotion(
        f"{name}-promotion", database=name, branch=branch, opts=pulumi.ResourceOptions(depends_on=[backup])
    )
    finished = pulumi.Output.format("{0} ({1} bytes)", backup.finished.completed_at, backup.finished.size)
    pulumi.export(f"{name}_backed_up_before_promotion", finished)
    pulumi.export(f"{name}_{branch}_is_production", promotion.production)


def promised(plan: planetscale.BackupPlan | northflank.AddonBackupPlan) -> pulumi.Output[str]:
    """What a plan promises, in words. A preview knows it, so a pull request shows what it weakens."""
    return pulumi.Output.all(plan.recovery_point_hours, plan.reach_days, plan.kept_backups).apply(
        lambda known: f"at most {known[0]:g} h between two backups, {known[1]:g} days back, {known[2]} backups kept"
    )


pulumi.export("databases", {name: promised(plan) for name, plan in database_plans.items()})
pulumi.export("addons", {name: promised(plan) for name, plan in addon_plans.items()})
if config.get_bool("account"):
    pulumi.export("regions", [region.slug for region in planetscale.get_regions()])
    pulumi.export("user", planetscale.get_user().display_name)
