"""Backups of PlanetScale branches, taken when they are declared.

    from pulumi_backups import planetscale

    before = planetscale.BranchBackup(
        "before-migration-42",
        database="billing",
        branch="main",
        retention_value=30,
        retention_unit="day",
    )
    pulumi.export("size", before.finished.size)

A backup may take hours. It has two parts, so that a killed run loses nothing: the first starts the backup and is in the
state at once, and the second waits. Whatever depends on `before`, or uses `before.backup_id`, runs once the backup is
finished.

The rules come from the vendor's API reference (create_backup, update_backup) and its own clients: one manual backup
runs on a branch at a time, and `protected` is a boolean or text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from uuid import uuid4

import pulumi

from pulumi_backups.bridge import (
    Adoption,
    Component,
    Declared,
    Output,
    PriorState,
    Provider,
    RemoteState,
    Resource,
    Successor,
    nothing_to_adopt,
)
from pulumi_backups.bridge.host import info, warn
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.bridge.urns import urn_argument
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.durations import duration
from pulumi_backups.http.errors import NotFound, Refused
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.planetscale.backups import Backups
from pulumi_backups.planetscale.branch_backup_inputs import BranchBackupInputs
from pulumi_backups.planetscale.finished_branch_backup import FinishedBranchBackup
from pulumi_backups.planetscale.refusals import is_about_body
from pulumi_backups.planetscale.settings import PLANETSCALE
from pulumi_backups.planetscale.start_backup import StartBackup

if TYPE_CHECKING:
    from pulumi_backups.planetscale.responses import Backup

# A hidden output. With it, the part that waits sees that a replacement has adopted the old backup as the new one.
START_ID = "__start_id"

# --- mapping --------------------------------------------------------------------------------------------------


def body_of(backup: BranchBackupInputs) -> dict[str, Any]:
    """The body that starts the backup. Its protection is set afterwards."""
    body = {
        "name": backup.name,
        "retention_value": backup.retention_value,
        "retention_unit": backup.retention_unit,
        "emergency": backup.emergency,
    }
    return {name: value for name, value in body.items() if value is not None}


def remote_state(backup: Backup) -> RemoteState:
    """What the state records of a response, which has no retention. The child records the backup's own state."""
    return RemoteState(
        id=backup.id,
        inputs={"name": backup.name, "protected": backup.protected},
        outputs={"created_at": timestamp(backup.created_at)},
    )


# --- operations -----------------------------------------------------------------------------------------------


class BranchBackupOperations(ConnectedOperations[BranchBackupInputs]):
    """Starts, reads, protects and deletes backups. Nothing here waits for the backup itself."""

    vendor = PLANETSCALE
    inputs = BranchBackupInputs
    outputs = (
        Output("created_at", str, "When the backup was started, ISO 8601 in UTC."),
        Output(START_ID, str | None, "Changes whenever Pulumi creates the resource, even if that adopts a backup."),
    )

    @classmethod
    def identity(cls, inputs: BranchBackupInputs) -> str:
        """PlanetScale accepts two backups of one name. Here the name is a backup's identity on its branch.

        So a run finds the backup that a killed run has started, and does not start a second one.
        """
        return f"the backup {inputs.name!r} of {inputs.organization}/{inputs.database}/{inputs.branch}"

    def create(self, declared: Declared[BranchBackupInputs]) -> RemoteState:
        """Starts the backup exactly once, or adopts the existing one of its name."""
        inputs = declared.inputs
        backups, call = self._backups(inputs), self.call("take", inputs)
        start = StartBackup(backups, call, inputs, declared.replaced_id)
        backup, existed = start.run(body_of(inputs))
        if existed:
            return _with_start_id(self._adopt(declared, call, backup), uuid4().hex)
        if inputs.adopt:
            nothing_to_adopt(declared, f"manual backup named {inputs.name!r}", start.similar)
        if inputs.protected != backup.protected:
            backup = self._protect_or_warn(backups, inputs, backup)
        return _with_start_id(remote_state(backup), uuid4().hex)

    def read(self, prior: PriorState[BranchBackupInputs]) -> RemoteState | None:
        """Reads only this backup, because a branch may have thousands."""
        found = self._backups(prior.inputs).find(prior.id)
        return None if found is None else _with_start_id(remote_state(found), prior.outputs.get(START_ID))

    def update(self, prior: PriorState[BranchBackupInputs], declared: Declared[BranchBackupInputs]) -> RemoteState:
        """Sets `protected`. The other inputs that can change only say how to wait."""
        inputs = declared.inputs
        if inputs.protected != prior.inputs.protected:
            protected = remote_state(self._protect(self._backups(inputs), inputs, prior.id))
            return _with_start_id(protected, prior.outputs.get(START_ID))
        return RemoteState(id=prior.id, inputs={}, outputs=dict(prior.outputs))

    def delete(self, prior: PriorState[BranchBackupInputs]) -> None:
        """Deletes the backup itself. A backup that is being replaced is deleted once its successor has succeeded."""
        backups, call = self._backups(prior.inputs), self.call("delete", prior.inputs)
        if prior.deleted_first:
            raise call.error(
                "Pulumi would delete it before another backup exists",
                "Remove delete_before_replace from the resource's options. If Pulumi deletes it because it depends on "
                "another resource, set delete_before_replace=False there.",
            )
        if prior.inputs.protected:
            raise call.error(
                "it is protected",
                "Declare protected=False and run pulumi up first. If another backup has taken its place already, "
                f"remove the protection of {prior.id} at PlanetScale and run pulumi refresh. To keep the backup and "
                f"make Pulumi forget it: pulumi state delete {urn_argument(prior.urn)}",
            )
        if prior.moved:
            info(
                f"PlanetScale: {self.identity(prior.inputs)} (id {prior.id}) is kept: its resource has another "
                "provider now, and whether the new backup succeeds is not known here. Delete it at PlanetScale then."
            )
            return
        if prior.successor:
            self._wait_for(prior.successor, call)
        try:
            call.delete(backups.path(prior.id))
        except NotFound:
            if backups.find(prior.id) is not None:
                raise

    def _wait_for(self, successor: Successor[BranchBackupInputs], call: ApiCall) -> None:
        """Waits until the successor of a backup has succeeded. Raises if it has not: then the old backup stays."""
        backups = self._backups(successor.inputs)
        named = f"its successor (id {successor.id} of {backups.place})"
        kept = "The old backup is kept, and the next pulumi up tries to delete it again."

        def look() -> tuple[Backup | None, str]:
            found = backups.find(successor.id)
            if found is None:
                raise call.error(f"{named} is gone", f"{kept} Run pulumi refresh first.")
            return (None if found.is_unfinished else found), f"the old backup waits for {named}, which is {found.state}"

        try:
            found = poll(self.client, look, successor.inputs.wait_minutes * 60)
        except PollTimeout:
            waited = duration(successor.inputs.wait_minutes * 60)
            raise call.error(f"{named} was not finished after {waited}", kept) from None
        if found.state != "success":
            raise call.error(
                f"{named} ended as {found.state}",
                "The old backup is kept until a successor succeeds. Give the backup another name to take another one.",
            )

    def _adopt(self, declared: Declared[BranchBackupInputs], call: ApiCall, backup: Backup) -> RemoteState:
        inputs = declared.inputs
        adoption = Adoption(
            declared,
            remote_state(backup),
            self.owners,
            call.error,
            otherwise="choose another name",
            can_replace=False,
            found=f"id {backup.id}, {backup.state}",
        )
        adopted = adoption.adopt(lambda: remote_state(self._protect(self._backups(inputs), inputs, backup.id)))
        if inputs.retention_value is not None or inputs.emergency:
            warn(
                f"PlanetScale: the adopted backup {inputs.name!r} keeps the retention that it was taken with, whatever "
                "is declared. expires_at says until when it is kept."
            )
        return adopted

    def _protect(self, backups: Backups[Backup], inputs: BranchBackupInputs, id: str) -> Backup:
        """Sets `protected` in the form that PlanetScale accepts.

        Its contract has a boolean. Its CLI sends text, because the API ignores a JSON false.
        """
        call = self.call("protect" if inputs.protected else "remove the protection from", inputs)
        kept: Backup | None = None
        refusals: dict[bool | str, Refused] = {}
        for value in (True, "true") if inputs.protected else ("false", False):
            try:
                backup = backups.parse(call, call.patch(backups.path(id), {"protected": value}))
            except Refused as error:
                if not is_about_body(error):
                    raise
                refusals[value] = error
            else:
                if backup.protected == inputs.protected:
                    return backup
                kept = backup
        if kept is None:
            # The other refusal may only be about the text.
            raise refusals[inputs.protected]
        warn(f"PlanetScale left protected={kept.protected} on the backup {inputs.name!r}. The state records that.")
        return kept

    def _protect_or_warn(self, backups: Backups[Backup], inputs: BranchBackupInputs, started: Backup) -> Backup:
        """Protects a backup that exists by now: a failure here must not keep it out of the state."""
        try:
            return self._protect(backups, inputs, started.id)
        except BackupsError as error:
            warn(f"{error} The backup is started. The next pulumi up tries the protection again.")
            return started

    def _backups(self, inputs: BranchBackupInputs) -> Backups[Backup]:
        from pulumi_backups.planetscale.responses import Backup

        return Backups(self.client, inputs.organization, inputs.database, inputs.branch, Backup)


def _with_start_id(remote: RemoteState, start_id: str | None) -> RemoteState:
    return replace(remote, outputs={**remote.outputs, START_ID: start_id})


class BranchBackupProvider(Provider):
    """Stored by reference in every state: neither its name nor its module may ever change."""

    operations = BranchBackupOperations


# --- what people type -----------------------------------------------------------------------------------------


class StartedBranchBackup(Resource, module="planetscale", name="BranchBackup"):
    """The part of a BranchBackup that starts the backup. Destroying it deletes the backup."""

    _provider_class = BranchBackupProvider
    _is_part = True


class BranchBackup(Component):
    """A backup of a branch. Destroying it deletes the backup.

    It has two parts: `started` starts the backup, and `finished` waits for it.
    """

    _component_type = "planetscale:index:BranchBackup"
    _first_part = StartedBranchBackup
    _provider_class = BranchBackupProvider

    def _declare_parts(self, resource_name: str, inputs: Mapping[str, Any], first: StartedBranchBackup) -> None:
        self.started = first
        self._finished = self._declare_finished(resource_name) if inputs["wait"] else None

    def _declare_finished(self, resource_name: str) -> FinishedBranchBackup:
        first, token = self.started, FinishedBranchBackup.type_token()
        # In version 0.1.0 it was a child of what is the first part now.
        old_parent = pulumi.Output.from_input((first._aliases or [first.urn])[0])
        return FinishedBranchBackup(
            f"{resource_name}-finished",
            organization=self.organization,
            database=self.database,
            branch=self.branch,
            backup_id=first.id,
            start_id=first.__dict__[START_ID],
            wait_minutes=self.wait_minutes,
            backup_urn=first.urn,
            opts=pulumi.ResourceOptions(
                parent=self, aliases=[pulumi.create_urn(f"{resource_name}-finished", token, old_parent)]
            ),
        )

    @property
    def id(self) -> NoReturn:
        """A component has no id. Use `backup_id`."""
        raise AttributeError("BranchBackup is a component and has no id. Use backup_id.")

    @property
    def backup_id(self) -> pulumi.Output[str]:
        """Id of the backup. With `wait`, it is known once the backup is finished."""
        return self.started.id if self._finished is None else self._finished.backup_id

    @property
    def finished(self) -> FinishedBranchBackup:
        """The end of the backup, with its state, size and times. It exists only with `wait`."""
        if self._finished is None:
            raise AttributeError("finished exists only with wait=True. Read the state with get_branch_backup.")
        return self._finished

    # --- generated by `make generate` from the inputs and outputs above: do not edit ---

    def __init__(
        self,
        resource_name: str,
        *,
        database: pulumi.Input[str],
        branch: pulumi.Input[str],
        organization: pulumi.Input[str | None] = None,
        name: pulumi.Input[str] | None = None,
        retention_value: pulumi.Input[int | None] = None,
        retention_unit: pulumi.Input[Literal["hour", "day", "week", "month", "year"] | None] = None,
        emergency: pulumi.Input[bool | None] = None,
        protected: pulumi.Input[bool | None] = None,
        wait: bool = True,
        wait_minutes: pulumi.Input[int | None] = None,
        adopt: pulumi.Input[bool | Literal["overwrite"] | None] = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the resource.

        :param database: Database, by its name in URLs. A change replaces the resource.
        :param branch: Branch that is backed up. A change replaces the resource.
        :param organization: Organization that owns the database, by its name in URLs. Default:
            `planetscale:organization` or PLANETSCALE_ORGANIZATION. A change replaces the resource.
        :param name: Name of the backup: its identity on the branch. Text on one line, not blank. Default: the
            resource's name. A change replaces the resource.
        :param retention_value: Number of retention units for which the backup is kept. A whole number from 1 to 1000.
            Default: the vendor's. A change replaces the resource.
        :param retention_unit: Unit of the retention. "hour", "day", "week", "month" or "year". Default: the vendor's. A
            change replaces the resource.
        :param emergency: Take it at once, even if that slows the database down. PostgreSQL only. Default: false. A
            change replaces the resource.
        :param protected: Protect the backup from deletion. Default: False.
        :param wait: Wait until the backup is finished. Default: True.
        :param wait_minutes: The longest wait, in minutes: for the backup, and before it for another manual backup of
            the branch. A whole number from 1 to 10080. Default: 240.
        :param adopt: Adopt the existing manual backup of this name, as after a run that was killed: True if it has
            exactly these settings, "overwrite" to change it to them. True, False or "overwrite". Default: false.
        """
        if not isinstance(wait, bool):
            raise TypeError(
                "BranchBackup: wait must be a plain bool, not an Output, because the program itself needs it."
            )
        self._register(
            resource_name,
            {
                "organization": organization,
                "database": database,
                "branch": branch,
                "name": resource_name if name is None else name,
                "retention_value": retention_value,
                "retention_unit": retention_unit,
                "emergency": emergency,
                "protected": protected,
                "wait": wait,
                "wait_minutes": wait_minutes,
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
    def branch(self) -> pulumi.Output[str]:
        """Branch that is backed up."""
        return pulumi.get(self, "branch")

    @property
    @pulumi.getter
    def name(self) -> pulumi.Output[str]:
        """Name of the backup: its identity on the branch."""
        return pulumi.get(self, "name")

    @property
    @pulumi.getter
    def retention_value(self) -> pulumi.Output[int | None]:
        """Number of retention units for which the backup is kept."""
        return pulumi.get(self, "retention_value")

    @property
    @pulumi.getter
    def retention_unit(self) -> pulumi.Output[Literal["hour", "day", "week", "month", "year"] | None]:
        """Unit of the retention."""
        return pulumi.get(self, "retention_unit")

    @property
    @pulumi.getter
    def emergency(self) -> pulumi.Output[bool | None]:
        """Take it at once, even if that slows the database down. PostgreSQL only."""
        return pulumi.get(self, "emergency")

    @property
    @pulumi.getter
    def protected(self) -> pulumi.Output[bool]:
        """Protect the backup from deletion."""
        return pulumi.get(self, "protected")

    @property
    @pulumi.getter
    def wait(self) -> pulumi.Output[bool]:
        """Wait until the backup is finished."""
        return pulumi.get(self, "wait")

    @property
    @pulumi.getter
    def wait_minutes(self) -> pulumi.Output[int]:
        """The longest wait, in minutes: for the backup, and before it for another manual backup of the branch."""
        return pulumi.get(self, "wait_minutes")

    @property
    @pulumi.getter
    def created_at(self) -> pulumi.Output[str]:
        """When the backup was started, ISO 8601 in UTC."""
        return pulumi.get(self, "created_at")

    # --- end of the generated part ---
