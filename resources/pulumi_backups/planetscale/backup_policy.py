"""Backup policies of PlanetScale databases.

    from pulumi_backups import planetscale

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

The rules come from the vendor's API reference (create_backup_policy, update_backup_policy), and from the overlay of
its Terraform provider, which says what the reference leaves out.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Adopt,
    Adoption,
    Declared,
    Name,
    Output,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    adoption,
    argument,
    inputs,
    nothing_to_adopt,
)
from pulumi_backups.bridge.functions import FunctionError, output_of
from pulumi_backups.bridge.host import info
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.http.collection import MAX_LIST_AGE
from pulumi_backups.http.errors import NotFound
from pulumi_backups.planetscale.database_inputs import DatabaseInputs
from pulumi_backups.planetscale.functions import get_backup_policy
from pulumi_backups.planetscale.policies import Policies, ids_of, settings_of
from pulumi_backups.planetscale.policy_settings import PolicySettings
from pulumi_backups.planetscale.settings import PLANETSCALE

if TYPE_CHECKING:
    from pulumi_backups.planetscale.responses import Policy
    from pulumi_backups.planetscale.results import BackupPolicyResult

# --- inputs ---------------------------------------------------------------------------------------------------


@inputs()
class BackupPolicyInputs(PolicySettings, DatabaseInputs):
    """What a program declares about a backup policy."""

    name: Name = argument("Name of the policy: its identity within the database.", resource_name=True)
    adopt: Adopt | None = adoption("the existing policy of this name")


# --- mapping --------------------------------------------------------------------------------------------------


def remote_state(policy: Policy) -> RemoteState:
    """What the state records of a response. Nothing in it changes by itself."""
    return RemoteState(
        id=policy.id,
        inputs=settings_of(policy),
        outputs={
            "display_name": policy.display_name,
            "created_at": timestamp(policy.created_at),
            "required": policy.required,
        },
    )


# --- operations -----------------------------------------------------------------------------------------------


class BackupPolicyOperations(ConnectedOperations[BackupPolicyInputs]):
    """Creates, reads, updates and deletes policies. Each database is listed once."""

    vendor = PLANETSCALE
    inputs = BackupPolicyInputs
    kind = "planetscale backup policy"
    outputs = (
        Output("display_name", str, "Name as PlanetScale shows it. It follows from `name`.", repeats="name"),
        Output("created_at", str, "When the policy was created, ISO 8601 in UTC."),
        Output("required", bool, "Whether it is a system policy, which cannot be deleted."),
    )

    @classmethod
    def place(cls, inputs: BackupPolicyInputs) -> str:
        return f"{inputs.organization}/{inputs.database}"

    @classmethod
    def identity(cls, inputs: BackupPolicyInputs) -> str:
        """PlanetScale accepts two policies of one name. Here the name is a policy's identity within its database."""
        return f"backup policy {inputs.name!r} of {inputs.organization}/{inputs.database}"

    def create(self, declared: Declared[BackupPolicyInputs]) -> RemoteState:
        """Creates the policy, or adopts the existing one of its name."""
        inputs = declared.inputs
        call, policies = self.call("create", inputs), self._policies(inputs)
        same_name = policies.named(inputs.name, MAX_LIST_AGE)
        if len(same_name) > 1:
            raise call.error(
                f"{len(same_name)} policies of this name exist already{ids_of(same_name)}",
                "Delete all but one at PlanetScale, then set adopt=True to adopt that one.",
            )
        if same_name:
            (existing,) = same_name
            adoption = Adoption(
                declared, remote_state(existing), self.owners, call.error, otherwise="choose another name"
            )
            return adoption.adopt(
                lambda: remote_state(policies.set(call, existing.id, settings_of(existing), settings_of(inputs)))
            )
        if inputs.adopt:
            nothing_to_adopt(declared, f"policy named {inputs.name!r}", policies.similar(inputs.name))
        return remote_state(policies.create(call, settings_of(inputs)))

    def read(self, prior: PriorState[BackupPolicyInputs]) -> RemoteState | None:
        """Reads from the list of the database, which is requested once."""
        policies = self._policies(prior.inputs)
        with policies.explain_missing_database(prior.urn):
            policy = policies.find(self.call("read", prior.inputs), prior.id)
        if policy is None:
            return None
        policies.warn_about_duplicates(policy)
        return remote_state(policy)

    def update(self, prior: PriorState[BackupPolicyInputs], declared: Declared[BackupPolicyInputs]) -> RemoteState:
        """Sends every declared field, and clears with an explicit null what is no longer declared."""
        inputs = declared.inputs
        call, policies = self.call("update", inputs), self._policies(inputs)
        if inputs.name != prior.inputs.name:
            taken = [policy for policy in policies.named(inputs.name, MAX_LIST_AGE) if policy.id != prior.id]
            if taken:
                raise call.error(
                    f"another policy of this name exists already{ids_of(taken)}",
                    "Choose another name, or rename or delete that one first.",
                )
        return remote_state(policies.set(call, prior.id, settings_of(prior.inputs), settings_of(inputs)))

    def delete(self, prior: PriorState[BackupPolicyInputs]) -> None:
        """Deletes the policy. Its backups stay until their retention ends. A system policy stays as it is."""
        call, policies = self.call("delete", prior.inputs), self._policies(prior.inputs)
        if prior.outputs.get("required"):
            info(
                f"PlanetScale: {self.identity(prior.inputs)} (id {prior.id}) is kept: it is a required system policy. "
                "Pulumi only forgets it."
            )
            return
        try:
            call.delete(policies.path(prior.id))
        except NotFound:
            with policies.explain_missing_database(prior.urn):
                policies.confirm_gone(call, prior.id)
        policies.known.discard(prior.id)

    def _policies(self, inputs: BackupPolicyInputs) -> Policies:
        return Policies(self.client, inputs.organization, inputs.database)


class BackupPolicyProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BackupPolicyOperations


# --- live values ----------------------------------------------------------------------------------------------


def _live_policy(resource_name: str, **arguments: Any) -> BackupPolicyResult:
    """The policy as PlanetScale has it now."""
    try:
        return get_backup_policy(**arguments)
    except FunctionError as error:
        if not isinstance(error.__cause__, NotFound):
            raise
        raise FunctionError(
            f"PlanetScale: could not read when {resource_name!r} runs: it answered 404 for backup policy "
            f"{arguments['policy_id']} of {arguments['organization']}/{arguments['database']}. If the policy was "
            "deleted outside Pulumi, run pulumi refresh; the next pulumi up creates it again."
        ) from error


# --- what people type -----------------------------------------------------------------------------------------


class BackupPolicy(Resource, module="planetscale", name="BackupPolicy"):
    """A policy by which PlanetScale backs up the branches of a database."""

    _provider_class = BackupPolicyProvider

    @property
    def last_ran_at(self) -> pulumi.Output[datetime | None]:
        """When the policy last ran. PlanetScale is asked once in a run of the program, because no state holds it."""
        return self._live.apply(lambda policy: policy.last_ran_at)

    @property
    def next_run_at(self) -> pulumi.Output[datetime | None]:
        """When the policy runs next. PlanetScale is asked once in a run of the program, because no state holds it."""
        return self._live.apply(lambda policy: policy.next_run_at)

    @cached_property
    def _live(self) -> pulumi.Output[BackupPolicyResult]:
        name = self.pulumi_resource_name
        arguments = {"organization": self.organization, "database": self.database, "policy_id": self.id}
        return output_of(lambda **found: _live_policy(name, **found), arguments, self._account)

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        target: pulumi.Input[Literal["production", "development"]],
        frequency_value: pulumi.Input[int],
        frequency_unit: pulumi.Input[Literal["hour", "day", "week", "month"]],
        schedule_time: pulumi.Input[str],
        retention_value: pulumi.Input[int],
        retention_unit: pulumi.Input[Literal["hour", "day", "week", "month", "year"]],
        organization: pulumi.Input[str | None] = None,
        schedule_day: pulumi.Input[int | None] = None,
        schedule_week: pulumi.Input[int | None] = None,
        name: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool | Literal["overwrite"] | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param target: Which branches of the database are backed up. "production" or "development".
        :param frequency_value: Number of frequency units from one backup to the next. A whole number from 1 to 999.
        :param frequency_unit: Unit of the frequency. "hour", "day", "week" or "month".
        :param schedule_time: Time of day of the backup; of the first one for hourly policies. A time of day as HH:MM on
            24 hours, from 00:00 to 23:59.
        :param retention_value: Number of retention units for which a backup is kept. A whole number from 1 to 999.
        :param retention_unit: Unit of the retention. "hour", "day", "week", "month" or "year".
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        :param schedule_day: Day of the week. A whole number from 0, Sunday, to 6, Saturday. Required, and only valid,
            when `frequency_unit` is "week" or "month".
        :param schedule_week: Week of the month. A whole number from 0, the first week, to 3, the fourth. Required, and
            only valid, when `frequency_unit` is "month".
        :param name: Name of the policy: its identity within the database. Text on one line, not blank. Default: the
            resource's name.
        :param adopt: Adopt the existing policy of this name: True if it has exactly these settings, "overwrite" to
            change it to them. True, False or "overwrite". Default: false.
        """
        self._register(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "target": target,
                "frequency_value": frequency_value,
                "frequency_unit": frequency_unit,
                "schedule_time": schedule_time,
                "schedule_day": schedule_day,
                "schedule_week": schedule_week,
                "retention_value": retention_value,
                "retention_unit": retention_unit,
                "name": resource_name if name is None else name,
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
    def target(self) -> pulumi.Output[Literal["production", "development"]]:
        """Which branches of the database are backed up."""
        return pulumi.get(self, "target")

    @property
    @pulumi.getter
    def frequency_value(self) -> pulumi.Output[int]:
        """Number of frequency units from one backup to the next."""
        return pulumi.get(self, "frequency_value")

    @property
    @pulumi.getter
    def frequency_unit(self) -> pulumi.Output[Literal["hour", "day", "week", "month"]]:
        """Unit of the frequency."""
        return pulumi.get(self, "frequency_unit")

    @property
    @pulumi.getter
    def schedule_time(self) -> pulumi.Output[str]:
        """Time of day of the backup; of the first one for hourly policies."""
        return pulumi.get(self, "schedule_time")

    @property
    @pulumi.getter
    def schedule_day(self) -> pulumi.Output[int | None]:
        """Day of the week."""
        return pulumi.get(self, "schedule_day")

    @property
    @pulumi.getter
    def schedule_week(self) -> pulumi.Output[int | None]:
        """Week of the month."""
        return pulumi.get(self, "schedule_week")

    @property
    @pulumi.getter
    def retention_value(self) -> pulumi.Output[int]:
        """Number of retention units for which a backup is kept."""
        return pulumi.get(self, "retention_value")

    @property
    @pulumi.getter
    def retention_unit(self) -> pulumi.Output[Literal["hour", "day", "week", "month", "year"]]:
        """Unit of the retention."""
        return pulumi.get(self, "retention_unit")

    @property
    @pulumi.getter
    def name(self) -> pulumi.Output[str]:
        """Name of the policy: its identity within the database."""
        return pulumi.get(self, "name")

    @property
    @pulumi.getter
    def display_name(self) -> pulumi.Output[str]:
        """Name as PlanetScale shows it. It follows from `name`."""
        return pulumi.get(self, "display_name")

    @property
    @pulumi.getter
    def created_at(self) -> pulumi.Output[str]:
        """When the policy was created, ISO 8601 in UTC."""
        return pulumi.get(self, "created_at")

    @property
    @pulumi.getter
    def required(self) -> pulumi.Output[bool]:
        """Whether it is a system policy, which cannot be deleted."""
        return pulumi.get(self, "required")

    # --- end of the generated part ---
