"""Backup plans of Northflank add-ons: all backup schedules of an add-on as one resource.

    from pulumi_backups import northflank

    orders = northflank.AddonBackupPlan(
        "orders-db",
        project_id="shop",
        addon_id="orders-db",
        schedules=[
            northflank.AddonBackupScheduleArgs(
                backup_type="snapshot", scheduling={"interval": "hourly", "minute": 0}, retention_time=2
            ),
            northflank.AddonBackupScheduleArgs(
                backup_type="dump", scheduling={"interval": "daily", "hour": 3, "minute": 0}, retention_time=30
            ),
        ],
        others="report",
        objective={"recovery_point_hours": 1, "reach_days": 30},
    )

The rules of each schedule are those of AddonBackupSchedule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Adopt,
    AsSet,
    MinLen,
    Output,
    PriorState,
    Provider,
    RemoteState,
    Violation,
    Violations,
    argument,
    canonical_form,
    inputs,
)
from pulumi_backups.bridge.result import Result
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleOperations
from pulumi_backups.northflank.promises import rule_of
from pulumi_backups.northflank.schedule_settings import AddonInputs, ScheduleSettings
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.northflank.types import (
    AddonBackupScheduleArgs,
    ObjectiveArgs,
    ObjectiveResult,
    PlannedScheduleResult,
)
from pulumi_backups.objectives import BackupRule
from pulumi_backups.plans import (
    Entry,
    Objective,
    Others,
    Plan,
    PlanOperations,
    Settings,
    adopt_argument,
    others_argument,
    shortfall_violations,
)

# --- inputs ---------------------------------------------------------------------------------------------------


def key_of(schedule: Settings) -> str:
    """An add-on has at most one schedule for each backup type and interval."""
    return f"{schedule['backup_type']}/{schedule['scheduling']['interval']}"


@inputs(arguments_of="AddonBackupSchedule")
class PlannedSchedule(ScheduleSettings):
    """A schedule of a plan. The plan supplies its add-on."""


def intervals_differ(schedules: list[Settings]) -> Violations:
    """An add-on has at most one schedule for each backup type and interval."""
    for key, number in Counter(map(key_of, schedules)).items():
        if number > 1:
            backup_type, interval = key.split("/")
            yield Violation("schedules", f"has {number} {interval} schedules of {backup_type}s: merge them into one")


def rules_of(schedules: Iterable[Settings]) -> Iterable[BackupRule]:
    """The rules of all schedules, of dumps and of snapshots alike."""
    return map(rule_of, schedules)


def objective_is_met(schedules: list[Settings], objective: Mapping[str, Any] | None) -> Violations:
    """The schedules promise what the objective demands."""
    yield from shortfall_violations(objective, rules_of(schedules), "schedules")


@inputs(intervals_differ, objective_is_met)
class AddonBackupPlanInputs(AddonInputs):
    """What a program declares about all backup schedules of an add-on."""

    schedules: Annotated[list[PlannedSchedule], AsSet(key_of), MinLen(1)] = argument(
        "The schedules: at most one for each backup type and interval."
    )
    others: Others = others_argument("schedules of the add-on")
    objective: Objective | None = argument("What the schedules must be good for.", default=None)
    adopt: Adopt | None = adopt_argument("schedules of these backup types and intervals")


# --- mapping and operations -----------------------------------------------------------------------------------


class AddonBackupPlanOperations(PlanOperations[AddonBackupPlanInputs]):
    """Where the schedules of a plan are, and what they look like. `plans` has the operations."""

    _single: AddonBackupScheduleOperations
    vendor = NORTHFLANK
    inputs = AddonBackupPlanInputs
    single = AddonBackupScheduleOperations
    kind = AddonBackupScheduleOperations.kind
    noun, ids, besides = "schedules", "schedule_ids", "other_schedules"
    outputs = PlanOperations.outputs_of(
        Output("schedule_ids", dict[str, str], "Northflank's id of each schedule, by backup type and interval."),
        Output("other_schedules", list[dict[str, str]], "Name and id of each schedule besides."),
    )
    if_declared_twice = "Declare all schedules of an add-on in one plan, or remove one of the two."

    @staticmethod
    def by_key(entries: Any) -> dict[str, Settings]:
        return {key_of(entry): entry for entry in entries}

    @staticmethod
    def as_input(entries: Mapping[str, Settings]) -> Any:
        return list(entries.values())

    @classmethod
    def identity(cls, inputs: AddonBackupPlanInputs) -> str:
        return f"the backup plan of {cls.physical_id(inputs)}"

    @classmethod
    def physical_id(cls, plan: AddonBackupPlanInputs) -> str:
        return "/".join(filter(None, (plan.team_id, plan.project_id, plan.addon_id)))

    def existing(self, plan: AddonBackupPlanInputs) -> list[Entry]:
        return [
            self._entry(self._single.listed(schedule), schedule.id)
            for schedule in self._single.schedules(self._load(plan, "", {})).items()
        ]

    @classmethod
    def single_inputs(cls, plan: AddonBackupPlanInputs, _key: str, settings: Settings) -> dict[str, Any]:
        place = {"project_id": plan.project_id, "addon_id": plan.addon_id, "team_id": plan.team_id}
        return {**place, "adopt": plan.adopt, **settings}

    def single_state(self, urn: str | None, inputs: Any, entry: Entry) -> PriorState[Any]:
        return PriorState(urn, self._single.physical_id(inputs), inputs, {"schedule_id": entry.id})

    def entry_of(self, remote: RemoteState) -> Entry:
        return self._entry(remote.inputs, remote.vendors_id or "")

    def _entry(self, listed: Mapping[str, Any], id: str) -> Entry:
        settings = canonical_form(PlannedSchedule, listed)
        return Entry(key_of(settings), id, settings)


class AddonBackupPlanProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = AddonBackupPlanOperations


# --- what people type -----------------------------------------------------------------------------------------


class AddonBackupPlan(Plan, module="northflank", name="AddonBackupPlan"):
    """All schedules by which Northflank backs up an add-on."""

    _provider_class = AddonBackupPlanProvider

    @staticmethod
    def _rules(entries: Any) -> Iterable[BackupRule]:
        return rules_of(entries)

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        schedules: pulumi.Input[Sequence[pulumi.Input[AddonBackupScheduleArgs | PlannedScheduleResult | Result]]],
        team_id: pulumi.Input[str | None] = None,
        others: pulumi.Input[Literal["keep", "report", "delete"] | None] = None,
        objective: pulumi.Input[ObjectiveArgs | ObjectiveResult | Result | None] = None,
        adopt: pulumi.Input[bool | Literal["overwrite"] | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param project_id: Id of the project. A change replaces the resource.
        :param addon_id: Id of the add-on that is backed up. A change replaces the resource.
        :param schedules: The schedules: at most one for each backup type and interval.
        :param team_id: Id of the team that owns the project, if the token is not the team's own. A change replaces the
            resource.
        :param others: What happens to other schedules of the add-on: "keep" leaves them alone, "report" lists them,
            "delete" deletes those that a refresh has shown. "keep", "report" or "delete". Default: "keep".
        :param objective: What the schedules must be good for.
        :param adopt: Whether to adopt existing schedules of these backup types and intervals. A plan adopts those that
            have exactly the declared settings in any case. "overwrite" changes those that differ. True, False or
            "overwrite". Default: false.
        """
        self._register(
            resource_name,
            {
                "project_id": project_id,
                "addon_id": addon_id,
                "team_id": team_id,
                "schedules": schedules,
                "others": others,
                "objective": objective,
                "adopt": adopt,
            },
            opts,
        )

    @property
    @pulumi.getter
    def project_id(self) -> pulumi.Output[str]:
        """Id of the project."""
        return pulumi.get(self, "project_id")

    @property
    @pulumi.getter
    def addon_id(self) -> pulumi.Output[str]:
        """Id of the add-on that is backed up."""
        return pulumi.get(self, "addon_id")

    @property
    @pulumi.getter
    def team_id(self) -> pulumi.Output[str | None]:
        """Id of the team that owns the project, if the token is not the team's own."""
        return pulumi.get(self, "team_id")

    @property
    @pulumi.getter
    def schedules(self) -> pulumi.Output[Sequence[PlannedScheduleResult]]:
        """The schedules: at most one for each backup type and interval."""
        return pulumi.get(self, "schedules")

    @property
    @pulumi.getter
    def others(self) -> pulumi.Output[Literal["keep", "report", "delete"]]:
        """What happens to other schedules of the add-on: "keep" leaves them alone, "report" lists them, "delete"
        deletes those that a refresh has shown.
        """
        return pulumi.get(self, "others")

    @property
    @pulumi.getter
    def objective(self) -> pulumi.Output[ObjectiveResult | None]:
        """What the schedules must be good for."""
        return pulumi.get(self, "objective")

    @property
    @pulumi.getter
    def schedule_ids(self) -> pulumi.Output[Mapping[str, str]]:
        """Northflank's id of each schedule, by backup type and interval."""
        return pulumi.get(self, "schedule_ids")

    @property
    @pulumi.getter
    def other_schedules(self) -> pulumi.Output[Sequence[Mapping[str, str]]]:
        """Name and id of each schedule besides."""
        return pulumi.get(self, "other_schedules")

    # --- end of the generated part ---
