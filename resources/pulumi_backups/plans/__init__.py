"""What the plans of all vendors share: one resource for all backup policies or schedules of a database or add-on.

It joins `bridge`, which knows the resources, and `objectives`, which knows what their settings promise.
"""

from pulumi_backups.plans.entries import Entry, Settings, is_hidden
from pulumi_backups.plans.inputs import (
    Objective,
    Others,
    adopt_argument,
    others_argument,
    shortfall_violations,
    similar_names,
)
from pulumi_backups.plans.operations import PlanOperations
from pulumi_backups.plans.resource import Plan

__all__ = [
    "Entry",
    "Objective",
    "Others",
    "Plan",
    "PlanOperations",
    "Settings",
    "adopt_argument",
    "is_hidden",
    "others_argument",
    "shortfall_violations",
    "similar_names",
]
