"""What a backup schedule promises: its settings as a rule of `objectives`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_backups.objectives import BackupRule, Retention, at_times


def rule_of(settings: Mapping[str, Any]) -> BackupRule:
    """The rule of a schedule, from its inputs `scheduling` and `retention_time` in canonical form.

    It is about the backups at the vendor itself. Additional destinations can keep their copies for longer.
    """
    scheduling = settings["scheduling"]
    runs = at_times(scheduling["minute"], scheduling.get("hour"), scheduling.get("day"))
    return BackupRule(runs, Retention(settings["retention_time"], "day"))
