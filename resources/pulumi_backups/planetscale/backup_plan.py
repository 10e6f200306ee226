"""Backup plans of PlanetScale databases: all policies of a database as one resource.

    from pulumi_backups import planetscale

    GOLD = {
        "hourly": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=4,
            frequency_unit="hour",
            schedule_time="00:00",
            retention_value=2,
            retention_unit="day",
        ),
        "daily": planetscale.BackupPolicyArgs(
            target="production",
            frequency_value=1,
            frequency_unit="day",
            schedule_time="03:00",
            retention_value=30,
            retention_unit="day",
        ),
    }
    storefront = planetscale.BackupPlan(
        "storefront",
        database="storefront",
        policies=GOLD,
        others="report",
        objective={"recovery_point_hours": 4, "reach_days": 30},
    )

The rules of each policy are those of BackupPolicy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Adopt,
    MinLen,
    Name,
    Output,
    PriorState,
    Provider,
    RemoteState,
    Violation,
    Violations,
    argument,
    inputs,
)
from pulumi_backups.bridge.result import Result
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.objectives import BackupRule
from pulumi_backups.planetscale.backup_policy import BackupPolicyOperations, remote_state
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.policies import Policies
from pulumi_backups.planetscale.policy_settings import PolicySettings
from pulumi_backups.planetscale.promises import rule_of
from pulumi_backups.planetscale.settings import PLANETSCALE
from pulumi_backups.planetscale.types import BackupPolicyArgs, ObjectiveArgs, ObjectiveResult, PlannedPolicyResult
from pulumi_backups.plans import (
    Entry,
    Objective,
    Others,
    Plan,
    PlanOperations,
    Settings,
    adopt_argument,
    is_hidden,
    others_argument,
    shortfall_violations,
    similar_names,
)

# --- inputs ---------------------------------------------------------------------------------------------------


@inputs(arguments_of="BackupPolicy")
class PlannedPolicy(PolicySettings):
    """A policy of a plan. The plan supplies its name and its database."""


def names_differ(policies: Mapping[str, Any]) -> Violations:
    """PlanetScale accepts names that differ only in case or blanks, and people do not see the difference."""
    if similar := similar_names(policies):
        yield Violation("policies", f"has two names that differ only in case or blanks: {similar[0]!r}, {similar[1]!r}")


def names_are_shown(policies: Mapping[str, Any]) -> Violations:
    """A preview shows what happens to each policy."""
    for name in filter(is_hidden, policies):
        yield Violation(
            "policies", f"has the name {quoted(name)}: Pulumi shows no name that begins with two underscores"
        )


def rules_of(policies: Mapping[str, Settings]) -> list[BackupRule]:
    """The rules that protect production branches; those of development branches if there are no others."""
    production = [each for each in policies.values() if each["target"] == "production"]
    return [rule_of(each) for each in production or policies.values()]


def objective_is_met(policies: Mapping[str, Settings], objective: Mapping[str, Any] | None) -> Violations:
    """The policies promise what the objective demands."""
    yield from shortfall_violations(objective, rules_of(policies), "policies")


@inputs(names_differ, names_are_shown, objective_is_met)
class BackupPlanInputs(DatabaseInputs):
    """What a program declares about all policies of a database."""

    policies: Annotated[dict[Name, PlannedPolicy], MinLen(1)] = argument("The policies, by their names.")
    others: Others = others_argument("policies of the database")
    objective: Objective | None = argument(
        "What the policies for production branches must be good for. Without any, those for development branches.",
        default=None,
    )
    adopt: Adopt | None = adopt_argument("policies of these names")


# --- mapping and operations -----------------------------------------------------------------------------------


class BackupPlanOperations(PlanOperations[BackupPlanInputs]):
    """Where the policies of a plan are, and what they look like. `plans.py` has the operations."""

    vendor = PLANETSCALE
    inputs = BackupPlanInputs
    single = BackupPolicyOperations
    kind = BackupPolicyOperations.kind
    noun, ids, besides = "policies", "policy_ids", "other_policies"
    outputs = PlanOperations.outputs_of(
        Output("policy_ids", dict[str, str], "PlanetScale's id of each policy, by its name."),
        Output("other_policies", list[dict[str, str]], "Name and id of each policy besides. Empty for others='keep'."),
    )
    if_declared_twice = "Declare all policies of a database in one plan, or remove one of the two."

    @staticmethod
    def by_key(entries: Any) -> dict[str, Settings]:
        return dict(entries)

    @staticmethod
    def as_input(entries: Mapping[str, Settings]) -> Any:
        return entries

    @classmethod
    def identity(cls, inputs: BackupPlanInputs) -> str:
        return f"the backup plan of {cls.physical_id(inputs)}"

    @classmethod
    def physical_id(cls, plan: BackupPlanInputs) -> str:
        return f"{plan.organization}/{plan.database}"

    def existing(self, plan: BackupPlanInputs) -> list[Entry]:
        policies = Policies(self.client, plan.organization, plan.database)
        return [self.entry_of(remote_state(policy)) for policy in policies.known.items()]

    @classmethod
    def single_inputs(cls, plan: BackupPlanInputs, key: str, settings: Settings) -> dict[str, Any]:
        place = {"organization": plan.organization, "database": plan.database}
        return {**place, "name": key, "adopt": plan.adopt, **settings}

    def single_state(self, urn: str | None, inputs: Any, entry: Entry) -> PriorState[Any]:
        return PriorState(urn, entry.id, inputs, {"required": entry.required})

    def entry_of(self, remote: RemoteState) -> Entry:
        settings = {name: value for name, value in remote.inputs.items() if value is not None}
        return Entry(settings.pop("name"), remote.id, settings, remote.outputs["required"])


class BackupPlanProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BackupPlanOperations


# --- what people type -----------------------------------------------------------------------------------------


class BackupPlan(Plan, module="planetscale", name="BackupPlan"):
    """All policies by which PlanetScale backs up a database."""

    _provider_class = BackupPlanProvider

    @staticmethod
    def _rules(entries: Any) -> Iterable[BackupRule]:
        return rules_of(entries)

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        policies: pulumi.Input[Mapping[str, pulumi.Input[BackupPolicyArgs | PlannedPolicyResult | Result]]],
        organization: pulumi.Input[str | None] = None,
        others: pulumi.Input[Literal["keep", "report", "delete"] | None] = None,
        objective: pulumi.Input[ObjectiveArgs | ObjectiveResult | Result | None] = None,
        adopt: pulumi.Input[bool | Literal["overwrite"] | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param policies: The policies, by their names.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        :param others: What happens to other policies of the database: "keep" leaves them alone, "report" lists them,
            "delete" deletes those that a refresh has shown. "keep", "report" or "delete". Default: "keep".
        :param objective: What the policies for production branches must be good for. Without any, those for development
            branches.
        :param adopt: Whether to adopt existing policies of these names. A plan adopts those that have exactly the
            declared settings in any case. "overwrite" changes those that differ. True, False or "overwrite". Default:
            false.
        """
        self._register(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "policies": policies,
                "others": others,
                "objective": objective,
                "adopt": adopt,
            },
            opts,
        )

    @property
    @pulumi.getter
    def organization(self) -> pulumi.Output[str]:
        """Organization that owns the database, by its name in URLs."""
        return pulumi.get(self, "organization")

    @property
    @pulumi.getter
    def database(self) -> pulumi.Output[str]:
        """Database, by its name in URLs."""
        return pulumi.get(self, "database")

    @property
    @pulumi.getter
    def policies(self) -> pulumi.Output[Mapping[str, PlannedPolicyResult]]:
        """The policies, by their names."""
        return pulumi.get(self, "policies")

    @property
    @pulumi.getter
    def others(self) -> pulumi.Output[Literal["keep", "report", "delete"]]:
        """What happens to other policies of the database: "keep" leaves them alone, "report" lists them, "delete"
        deletes those that a refresh has shown.
        """
        return pulumi.get(self, "others")

    @property
    @pulumi.getter
    def objective(self) -> pulumi.Output[ObjectiveResult | None]:
        """What the policies for production branches must be good for. Without any, those for development branches."""
        return pulumi.get(self, "objective")

    @property
    @pulumi.getter
    def policy_ids(self) -> pulumi.Output[Mapping[str, str]]:
        """PlanetScale's id of each policy, by its name."""
        return pulumi.get(self, "policy_ids")

    @property
    @pulumi.getter
    def other_policies(self) -> pulumi.Output[Sequence[Mapping[str, str]]]:
        """Name and id of each policy besides. Empty for others='keep'."""
        return pulumi.get(self, "other_policies")

    # --- end of the generated part ---
