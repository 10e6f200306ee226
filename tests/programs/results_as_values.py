"""A program that uses results of functions as inputs, as stack outputs and as JSON. `make lint` checks its types."""

from __future__ import annotations

import json

import pulumi
from pulumi_backups import northflank, planetscale


def declare() -> None:
    """Exports results in every form, and gives parts of them to resources."""
    policies = planetscale.get_backup_policies(database="storefront")
    pulumi.export("policies", policies)
    pulumi.export("policies as JSON", json.dumps(policies))
    first = policies[0]
    pulumi.export("next run", {"by key": first["next_run_at"], "by attribute": f"{first.next_run_at:%H:%M}"})

    schedules = northflank.get_addon_backup_schedules_output(project_id="shop", addon_id="orders-db")
    pulumi.export("schedules", schedules)
    pulumi.export("schedules as JSON", pulumi.Output.json_dumps(schedules))
    northflank.VolumeBackupSchedule(
        "uploads",
        project_id="shop",
        volume_id="uploads",
        scheduling=schedules[0].scheduling,
        retention_time=schedules[0]["retention_time"],
    )

    token = planetscale.get_service_token_output(token_id="engine-tests")
    pulumi.export("token", token)
    pulumi.export("token name", token.display_name)
