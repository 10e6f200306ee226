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

The rules are those of the vendor's API reference (create_backup_policy, update_backup_policy) and of the overlay
of its Terraform provider, which says what the reference leaves out.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi

from pulumi_backups.bridge import (
    Between,
    Expected,
    Findings,
    Name,
    Observed,
    Operations,
    Passing,
    PathPart,
    Provider,
    Recorded,
    Resource,
    Settings,
    argument,
    belongs,
    inputs,
)
from pulumi_backups.bridge.host import warn
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.answers import parse
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.operation import Operation
from pulumi_backups.planetscale.functions import get_backup_policy_output
from pulumi_backups.planetscale.policies import Policies, Policy, ids_of
from pulumi_backups.planetscale.settings import PLANETSCALE, connect

if TYPE_CHECKING:
    from pulumi_backups.planetscale.results import BackupPolicyResult

# --- inputs ---------------------------------------------------------------------------------------------------


def _is_time_of_day(text: str) -> bool:
    return re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", text) is not None


TimeOfDay = Annotated[
    str, Passing(_is_time_of_day), Expected("a time of day as HH:MM on 24 hours, from 00:00 to 23:59")
]
Count = Annotated[int, Between(1, 999)]


def schedule_day_fits_the_frequency(frequency_unit: str, schedule_day: int | None) -> Findings:
    """A day belongs to weekly and monthly policies, and nowhere else."""
    words = "a whole number from 0, Sunday, to 6, Saturday"
    yield from belongs("schedule_day", schedule_day, ("week", "month"), "frequency_unit", frequency_unit, words)


def schedule_week_fits_the_frequency(frequency_unit: str, schedule_week: int | None) -> Findings:
    """A week of the month belongs to monthly policies, and nowhere else."""
    words = "a whole number from 0, the first week, to 3, the fourth"
    yield from belongs("schedule_week", schedule_week, ("month",), "frequency_unit", frequency_unit, words)


@inputs(schedule_day_fits_the_frequency, schedule_week_fits_the_frequency)
class BackupPolicyInputs:
    """What is declared of a backup policy."""

    organization: PathPart = argument(
        "Organization that owns the database, by its name in URLs.", replaces=True, setting="organization"
    )
    database: PathPart = argument("Database that is backed up, by its name in URLs.", replaces=True)
    name: Name = argument("Name of the policy.", default_words="the resource's name")
    target: Literal["production", "development"] = argument("Which of the database's branches are backed up.")
    frequency_value: Count = argument("A backup is taken every so many frequency units.")
    frequency_unit: Literal["hour", "day", "week", "month"] = argument("Unit of the frequency.")
    schedule_time: TimeOfDay = argument("Time of day of the backup; for hourly policies, of the first one.")
    schedule_day: Annotated[int, Between(0, 6)] | None = argument(
        "Day of the week, 0 is Sunday; required for week and month, only there.", default=None
    )
    schedule_week: Annotated[int, Between(0, 3)] | None = argument(
        "Week of the month, 0 is the first; required for month, only there.", default=None
    )
    retention_value: Count = argument("A backup is kept for so many retention units.")
    retention_unit: Literal["hour", "day", "week", "month", "year"] = argument("Unit of the retention.")
    adopt: bool | None = argument(
        "Take over the policy of this name that the database has already, and bring it to these settings.",
        default=None,
        default_words="false",
        only_at_creation=True,
    )


# --- mapping --------------------------------------------------------------------------------------------------


# What is sent and read back under one name, here and there.
BODY_FIELDS = (
    "name",
    "target",
    "frequency_value",
    "frequency_unit",
    "schedule_time",
    "schedule_day",
    "schedule_week",
    "retention_value",
    "retention_unit",
)


def body_of(policy: BackupPolicyInputs | Policy) -> dict[str, Any]:
    """The settings of a policy, declared or answered; None where one is not set."""
    return {name: getattr(policy, name) for name in BODY_FIELDS}


def observed(policy: Policy) -> Observed:
    """What state records of an answer: nothing in it moves by itself."""
    return Observed(
        id=policy.id,
        inputs=body_of(policy),
        outputs={
            "display_name": policy.display_name,
            "created_at": timestamp(policy.created_at),
            "required": policy.required,
        },
    )


# --- operations -----------------------------------------------------------------------------------------------


class BackupPolicyOperations(Operations[BackupPolicyInputs]):
    """Creates, reads, updates and deletes policies; each database is listed once."""

    vendor = PLANETSCALE
    inputs = BackupPolicyInputs
    outputs = ("display_name", "created_at", "required")

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    def create(self, inputs: BackupPolicyInputs) -> Observed:
        """Creates the policy, or adopts the one of its name.

        The vendor lets two policies bear one name; here a name is a policy's identity within its database.
        """
        operation = self._operation("create", inputs)
        policies = self._policies(inputs)
        if not policies.known.claim(inputs.name):
            raise operation.error(
                "two resources of this program declare it",
                "Give one of them another name, or remove it.",
            )
        try:
            namesakes = policies.named(inputs.name)
            if namesakes:
                return observed(self._adopt(operation, policies, inputs, namesakes))
            return observed(self._create_once(operation, policies, inputs))
        except BaseException:
            policies.known.release(inputs.name)
            raise

    def read(self, state: Recorded[BackupPolicyInputs]) -> Observed | None:
        """Reads from the list of the database, which is asked for once."""
        policies = self._policies(state.inputs)
        policy = policies.find(self._operation("read", state.inputs), state.id)
        if policy is None:
            return None
        _warn_of_namesakes(policies, policy)
        return observed(policy)

    def update(self, state: Recorded[BackupPolicyInputs], inputs: BackupPolicyInputs) -> Observed:
        """Sets every declared field, and clears with an explicit null what is declared no longer."""
        operation = self._operation("update", inputs)
        _refuse_required(operation, state.id, state.outputs.get("required"))
        policies = self._policies(inputs)
        renamed = inputs.name != state.inputs.name
        if renamed:
            taken = [policy for policy in policies.named(inputs.name) if policy.id != state.id]
            if taken:
                raise operation.error(
                    f"another policy of this name is there already{ids_of(taken)}",
                    "Choose another name, or rename or delete that one first.",
                )
            if not policies.known.claim(inputs.name):
                raise operation.error(
                    "another resource of this program takes this name in the same run",
                    "Choose another name, or rename one after the other.",
                )
        policy = self._set(operation, policies, state.id, body_of(state.inputs), inputs)
        if renamed:
            policies.known.release(state.inputs.name)
        return observed(policy)

    def delete(self, state: Recorded[BackupPolicyInputs]) -> None:
        """Deletes the policy. What it has backed up stays until its retention ends."""
        operation = self._operation("delete", state.inputs)
        _refuse_required(operation, state.id, state.outputs.get("required"))
        policies = self._policies(state.inputs)
        try:
            operation.delete(policies.path(state.id))
        except NotFound:
            policies.confirm_gone(operation, state.id)
        policies.known.discard(state.id)
        policies.known.release(state.inputs.name)

    def _adopt(
        self, operation: Operation, policies: Policies, inputs: BackupPolicyInputs, namesakes: list[Policy]
    ) -> Policy:
        if len(namesakes) > 1:
            raise operation.error(
                f"{len(namesakes)} policies of this name are there already{ids_of(namesakes)}",
                "Delete all but one at PlanetScale; then set adopt=True to take that one over.",
            )
        (existing,) = namesakes
        _refuse_required(operation, existing.id, existing.required)
        if not inputs.adopt:
            raise operation.error(
                f"a policy of this name is there already{ids_of(namesakes)}",
                "Set adopt=True to take it over with the declared settings, or choose another name.",
            )
        return self._set(operation, policies, existing.id, body_of(existing), inputs)

    def _create_once(self, operation: Operation, policies: Policies, inputs: BackupPolicyInputs) -> Policy:
        # The list before may have had to wait; that is not taken from the patience with the creation.
        operation = operation.again()
        before = {policy.id for policy in policies.known.items()}
        body = {name: value for name, value in body_of(inputs).items() if value is not None}

        def send() -> Policy:
            return parse(Policy, operation.post(policies.path(), body), operation)

        def find_made() -> Policy | None:
            fresh = [policy for policy in policies.known.reload() if policy.id not in before]
            made = [policy for policy in fresh if body_of(policy) == body_of(inputs)]
            others = [policy for policy in fresh if policy.name == inputs.name and policy not in made]
            if others and not made:
                raise operation.error(
                    f"a policy of this name has appeared meanwhile{ids_of(others)}, with other settings",
                    "Look at it at PlanetScale; then set adopt=True to take it over, or choose another name.",
                )
            if len(made) > 1:
                raise operation.error(
                    f"it was made {len(made)} times{ids_of(made)}: by a request whose answer never came, and by "
                    "another, or by somebody else at the same moment",
                    "Delete all but one at PlanetScale; then set adopt=True to take that one over.",
                )
            return made[0] if made else None

        created = create_once(operation, send, find_made)
        policies.known.put(created)
        return created

    def _set(
        self, operation: Operation, policies: Policies, id: str, before: dict[str, Any], inputs: BackupPolicyInputs
    ) -> Policy:
        """Brings a policy to the declared settings.

        PATCH keeps what it leaves out, so a field that was set before and is declared no longer is cleared with a
        null. Whether the vendor takes one is not documented: what stays all the same is said, and state records it.
        """
        # The list before may have had to wait; that is not taken from the patience with this.
        operation = operation.again()
        declared = body_of(inputs)
        body = {name: value for name, value in declared.items() if value is not None or before[name] is not None}
        path = policies.path(id)
        try:
            policy = parse(Policy, operation.patch(path, body), operation)
            stale = _uncleared(declared, policy)
            if any(name not in body for name in stale):
                # Somebody set it at PlanetScale since the last refresh.
                policy = parse(Policy, operation.patch(path, dict.fromkeys(stale)), operation)
        except NotFound as error:
            raise BackupsError(
                f"{error} If it was deleted outside Pulumi, run pulumi refresh; the next pulumi up creates it again."
            ) from error
        for name in _uncleared(declared, policy):
            warn(
                f"PlanetScale kept {name}={getattr(policy, name)} of backup policy {inputs.name!r} though it "
                "was cleared; the next preview will show it again. It can be cleared in PlanetScale's console."
            )
        policies.known.put(policy)
        return policy

    def _policies(self, inputs: BackupPolicyInputs) -> Policies:
        return Policies(self.client, inputs.organization, inputs.database)

    def _operation(self, verb: str, inputs: BackupPolicyInputs) -> Operation:
        return Operation(
            self.client, f"{verb} backup policy {inputs.name!r} of {inputs.organization}/{inputs.database}"
        )


def _uncleared(declared: dict[str, Any], policy: Policy) -> list[str]:
    return [name for name in BODY_FIELDS if declared[name] is None and getattr(policy, name) is not None]


def _warn_of_namesakes(policies: Policies, policy: Policy) -> None:
    """Two stacks that create at the same moment see nothing of each other, and the vendor takes both."""
    namesakes = policies.named(policy.name)
    if len(namesakes) > 1:
        warn(
            f"PlanetScale: {policies.place} has {len(namesakes)} backup policies named {policy.name!r}"
            f"{ids_of(namesakes)}, and each takes backups: another stack or a person made one as well."
        )


def _refuse_required(operation: Operation, id: str, required: Any) -> None:
    if required:
        raise operation.error(
            f"it is a required system policy (id {id}), which PlanetScale keeps for every database",
            "Declare a policy of another name beside it; to have Pulumi forget this one, use pulumi state delete.",
        )


class BackupPolicyProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BackupPolicyOperations


# --- what people type -----------------------------------------------------------------------------------------


class BackupPolicy(Resource, module="planetscale", name="BackupPolicy"):
    """A policy by which PlanetScale backs up the branches of a database."""

    organization: pulumi.Output[str]
    database: pulumi.Output[str]
    name: pulumi.Output[str]
    target: pulumi.Output[str]
    frequency_value: pulumi.Output[int]
    frequency_unit: pulumi.Output[str]
    schedule_time: pulumi.Output[str]
    schedule_day: pulumi.Output[int | None]
    schedule_week: pulumi.Output[int | None]
    retention_value: pulumi.Output[int]
    retention_unit: pulumi.Output[str]
    display_name: pulumi.Output[str]
    created_at: pulumi.Output[str]
    required: pulumi.Output[bool]

    @property
    def last_ran_at(self) -> pulumi.Output[datetime | None]:
        """When the policy last ran, asked of PlanetScale now; it is in no state."""
        return self._live().apply(lambda policy: policy.last_ran_at)

    @property
    def next_run_at(self) -> pulumi.Output[datetime | None]:
        """When the policy will run next, asked of PlanetScale now; it is in no state."""
        return self._live().apply(lambda policy: policy.next_run_at)

    def _live(self) -> pulumi.Output[BackupPolicyResult]:
        return get_backup_policy_output(organization=self.organization, database=self.database, policy_id=self.id)

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        target: pulumi.Input[str],
        frequency_value: pulumi.Input[int],
        frequency_unit: pulumi.Input[str],
        schedule_time: pulumi.Input[str],
        retention_value: pulumi.Input[int],
        retention_unit: pulumi.Input[str],
        organization: pulumi.Input[str] | None = None,
        name: pulumi.Input[str] | None = None,
        schedule_day: pulumi.Input[int] | None = None,
        schedule_week: pulumi.Input[int] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a backup policy.

        :param database: Database that is backed up, by its name in URLs. Another one replaces the policy.
        :param target: "production" or "development": which of the database's branches are backed up.
        :param frequency_value: A backup every so many units, 1 to 999.
        :param frequency_unit: "hour", "day", "week" or "month".
        :param schedule_time: Time of day, "HH:MM", 24 hours.
        :param retention_value: A backup is kept for so many units, 1 to 999.
        :param retention_unit: "hour", "day", "week", "month" or "year".
        :param organization: Owner of the database; else planetscale:organization or PLANETSCALE_ORGANIZATION.
            Another one replaces the policy.
        :param name: Name of the policy, its identity within the database; else the resource's name.
        :param schedule_day: 0, Sunday, to 6, Saturday; required for week and month, only there.
        :param schedule_week: 0, the first week of the month, to 3, the fourth; required for month, only there.
        :param adopt: Take over the policy of this name that is there already, and bring it to these settings.
        """
        super().__init__(
            BackupPolicyProvider(),
            resource_name,
            {
                "organization": organization,
                "database": database,
                "name": resource_name if name is None else name,
                "target": target,
                "frequency_value": frequency_value,
                "frequency_unit": frequency_unit,
                "schedule_time": schedule_time,
                "schedule_day": schedule_day,
                "schedule_week": schedule_week,
                "retention_value": retention_value,
                "retention_unit": retention_unit,
                "adopt": adopt,
            },
            opts,
            derived={"display_name": "name"},
        )
