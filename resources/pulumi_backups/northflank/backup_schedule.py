"""How the backup schedules of add-ons and volumes are created, found, changed and deleted.

The API can list, create and delete schedules. It has no read of one schedule, and no update. An add-on or volume has
at most one schedule for each backup type and interval, so these two are a schedule's identity.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pulumi_backups.bridge import (
    Adopt,
    Adoption,
    Declared,
    Output,
    PriorState,
    RemoteState,
    canonical_form,
    nothing_to_adopt,
)
from pulumi_backups.bridge.adoption import shown
from pulumi_backups.bridge.host import info, warn
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.bridge.urns import name_in, urn_argument
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.collection import MAX_LIST_AGE
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound, Refused, RequestError, Unavailable
from pulumi_backups.http.paths import path_of
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.northflank.schedules import list_schedules, request_body
from pulumi_backups.northflank.settings import NORTHFLANK

if TYPE_CHECKING:
    from pulumi_backups.http.collection import Collection
    from pulumi_backups.northflank.results import BackupScheduleResult

# Delete, create, list, and create and list once more to restore the old one.
REQUESTS_OF_AN_UPDATE = 5
# Seconds after which a schedule that was created should be in the list.
LISTED_WITHIN = 20.0


class Adopting(Protocol):
    """What the inputs models of all schedules have."""

    @property
    def adopt(self) -> Adopt | None: ...


I = TypeVar("I", bound=Adopting)  # noqa: E741 - the inputs model of the resource


class ScheduleOperations(ConnectedOperations[I], Generic[I]):
    """Creates, reads, updates and deletes schedules, each found by its identity, which survives an update."""

    vendor = NORTHFLANK
    outputs = (
        Output("schedule_id", str, "Northflank's own id of the schedule. An update changes it."),
        Output("created_at", str, "When the schedule was created, ISO 8601 in UTC."),
    )
    vendors_id = "schedule_id"
    if_declared_twice = "There is one for each backup type and interval: merge the two, or remove one."

    @classmethod
    @abstractmethod
    def owner_path(cls, inputs: I) -> tuple[str, ...]:
        """The path of the add-on or volume, part by part."""

    @classmethod
    @abstractmethod
    def key(cls, inputs: I) -> tuple[str, str]:
        """The schedule's backup type and interval."""

    @abstractmethod
    def declared(self, inputs: I) -> dict[str, Any]:
        """The declared settings; None for what is not set."""

    @staticmethod
    @abstractmethod
    def listed(schedule: BackupScheduleResult, *declared: Mapping[str, Any]) -> dict[str, Any]:
        """The settings that a list shows, without what the vendor filled in for values that none of `declared` has."""

    @classmethod
    def physical_id(cls, inputs: I) -> str:
        """The identity as one text, the same for the life of the schedule."""
        return "/".join((*cls.owner_path(inputs)[1::2], *cls.key(inputs)))

    @classmethod
    def identity(cls, inputs: I) -> str:
        return f"the backup schedule {cls.physical_id(inputs)}"

    def create(self, declared: Declared[I]) -> RemoteState:
        """Creates the schedule, or adopts the existing one of its identity."""
        inputs = declared.inputs
        call = self.call("create", inputs)
        existing = self._find(self.schedules(inputs).items(MAX_LIST_AGE), inputs)
        if existing:
            adoption = Adoption(
                declared,
                self._remote_state(existing, inputs),
                self.owners,
                call.error,
                otherwise="choose another interval",
            )
            return adoption.adopt(lambda: self._remote_state(self._replace(call, existing, inputs), inputs))
        if inputs.adopt:
            nothing_to_adopt(declared, "schedule of this backup type and interval")
        return self._remote_state(self._create(call, inputs, self.declared(inputs)), inputs)

    def read(self, prior: PriorState[I]) -> RemoteState | None:
        """Reads from the list. A second list confirms that a schedule is gone, as there is no read of one."""
        schedules = self.schedules(prior.inputs)
        with self._explain_missing_owner(prior):
            found = self._find(schedules.items(), prior.inputs) or self._find(schedules.reload(), prior.inputs)
        return None if found is None else self._remote_state(found, prior.inputs)

    def update(self, prior: PriorState[I], declared: Declared[I]) -> RemoteState:
        """Deletes the schedule and creates it with the new settings. Restores the old one if that fails."""
        inputs = declared.inputs
        call = self.call("update", inputs)
        current = self._find(self.schedules(inputs).items(MAX_LIST_AGE), inputs)
        if current is None:
            # Deleted outside Pulumi, or an update ended between its delete and its create.
            return self._remote_state(self._create(call, inputs, self.declared(inputs)), inputs)
        before = self.declared(prior.inputs)
        unseen = self._unseen(current, inputs, before)
        return self._remote_state(self._replace(call, current, inputs, before, unseen), inputs, unseen)

    def delete(self, prior: PriorState[I]) -> None:
        """Deletes the schedule. Its backups stay until their retention ends."""
        with self._explain_missing_owner(prior):
            found = self._find(self.schedules(prior.inputs).items(), prior.inputs)
        # A list that lacks it may be wrong, so the recorded one is deleted too.
        id = found.id if found else prior.outputs.get("schedule_id")
        if id is None:
            return
        if user := self.owners.user_of((id,)):
            # It was created in this one's place, or is found under another path: with team_id, or without.
            info(f"Northflank: {self.identity(prior.inputs)} is kept: the resource {name_in(user)} has it now.")
            return
        with self._explain_missing_owner(prior):
            self._delete(self.call("delete", prior.inputs), id, prior.inputs)

    @contextmanager
    def _explain_missing_owner(self, prior: PriorState[I]) -> Iterator[None]:
        """Turns a 404 for the whole list into an error that says how to make Pulumi forget the schedule."""
        try:
            yield
        except NotFound as error:
            owner = "/".join(self.owner_path(prior.inputs)[1::2])
            raise BackupsError(
                f"{error} If {owner} was deleted, its schedules are gone with it. Make Pulumi forget this one: "
                f"pulumi state delete {urn_argument(prior.urn)}"
            ) from error

    def _replace(
        self,
        call: ApiCall,
        current: BackupScheduleResult,
        inputs: I,
        before: Mapping[str, Any] = MappingProxyType({}),
        unseen: Mapping[str, Any] = MappingProxyType({}),
    ) -> BackupScheduleResult:
        """Changes an existing schedule to the declared settings.

        before: the settings that were declared before. unseen: settings to keep that are not declared.
        """
        settings = {**self.declared(inputs), **unseen}
        if self._matches(current, settings, before):
            return current
        with call.capacity(REQUESTS_OF_AN_UPDATE):
            try:
                self._delete(call, current.id, inputs)
            except Unavailable as error:
                raise BackupsError(
                    f"{error} Perhaps it is deleted already. Run pulumi up --refresh, which then creates it again."
                ) from error
            try:
                return self._create(call, inputs, settings)
            except RequestError as error:
                self._restore(current, inputs, error)
                raise BackupsError(
                    f"{error} The old schedule is restored. Run pulumi up again, with other settings if these were "
                    "refused."
                ) from error

    def _unseen(self, current: BackupScheduleResult, inputs: I, before: Mapping[str, Any]) -> dict[str, Any]:
        """Settings that were added outside Pulumi, and that no refresh has brought into the state.

        No preview has shown that they go, so an update keeps them, and the state stays without them until a refresh.
        """
        declared = self.declared(inputs)
        listed = canonical_form(self.inputs, self.listed(current))
        found = {name: value for name, value in listed.items() if declared.get(name) is None and not before.get(name)}
        for name, value in found.items():
            warn(
                f"Northflank: {self.identity(inputs)} keeps {name}={shown(value)}, which was set outside Pulumi. "
                "Declare it. Otherwise the first pulumi up after a pulumi refresh removes it."
            )
        return found

    def _restore(self, old: BackupScheduleResult, inputs: I, error: RequestError) -> None:
        """Creates the old schedule again after an update failed with `error`."""
        body = request_body(canonical_form(self.inputs, self.listed(old)))
        try:
            self._post(self.call("restore", inputs), inputs, body, lambda _: True)
        except RequestError as second:
            raise BackupsError(
                f"{error} The old schedule could not be restored either: {second} {self._what_exists(inputs)} "
                f"Run pulumi up --refresh, or create it in the console. Its settings were {json.dumps(body)}."
            ) from error

    def _what_exists(self, inputs: I) -> str:
        """What there is after neither the new nor the old schedule could be created, as far as can be seen."""
        try:
            found = self._find(self.schedules(inputs).reload(), inputs)
        except RequestError:
            return "Perhaps there is now NO such schedule."
        return f"There is one now, with the id {found.id}." if found else "There is now NO such schedule."

    def _matches(self, schedule: BackupScheduleResult, settings: Mapping[str, Any], *prior: Mapping[str, Any]) -> bool:
        """Whether a listed schedule has these settings. What the vendor filled in is no difference."""
        listed = canonical_form(self.inputs, self.listed(schedule, settings, *prior))
        return listed == canonical_form(self.inputs, settings)

    def _create(self, call: ApiCall, inputs: I, settings: Mapping[str, Any]) -> BackupScheduleResult:
        return self._post(call, inputs, request_body(settings), lambda found: self._matches(found, settings))

    def _post(
        self, call: ApiCall, inputs: I, body: dict[str, Any], matches: Callable[[BackupScheduleResult], bool]
    ) -> BackupScheduleResult:
        schedules = self.schedules(inputs)
        # A deletion before may have used up the deadline.
        call = call.with_new_deadline()

        def find_created() -> BackupScheduleResult | None:
            found = self._find(schedules.reload(), inputs)
            return found if found and matches(found) else None

        def look() -> tuple[BackupScheduleResult | None, str]:
            # The list may lag behind: it may lack the new schedule, or show the deleted one.
            status = f"the backup schedule {self.physical_id(inputs)} is created, and not listed yet"
            return self._find(schedules.reload(), inputs), status

        def send() -> BackupScheduleResult:
            call.post(self._path(inputs), body)
            try:
                return poll(self.client, look, LISTED_WITHIN)
            except (RequestError, PollTimeout) as error:
                reason = f"could not be read back ({error})" if isinstance(error, RequestError) else "is not listed"
                raise call.error(
                    f"it was created, but {reason}",
                    "Run pulumi up again. If it then says that there is one already, that is it: set adopt=True.",
                ) from error

        return create_once(call, send, find_created)

    def _delete(self, call: ApiCall, id: str, inputs: I) -> None:
        schedules = self.schedules(inputs)
        try:
            call.delete(self._path(inputs, id))
        except (NotFound, Refused) as error:
            # The documents do not say how the vendor refuses to delete what is gone, and a token that lost its access
            # gets a 404 as well. Only a list makes it certain.
            if any(schedule.id == id for schedule in schedules.reload()):
                if isinstance(error, NotFound):
                    raise call.contradiction() from error
                raise
        schedules.discard(id)

    def _find(self, schedules: list[BackupScheduleResult], inputs: I) -> BackupScheduleResult | None:
        return next((schedule for schedule in schedules if schedule.key == self.key(inputs)), None)

    def _remote_state(self, schedule: BackupScheduleResult, inputs: I, unseen: Iterable[str] = ()) -> RemoteState:
        listed = self.listed(schedule, self.declared(inputs))
        return RemoteState(
            id=self.physical_id(inputs),
            inputs={name: value for name, value in listed.items() if name not in unseen},
            outputs={"schedule_id": schedule.id, "created_at": timestamp(schedule.created_at)},
            vendors_id=schedule.id,
        )

    def schedules(self, inputs: I) -> Collection[BackupScheduleResult]:
        """The schedules of the add-on or volume. One list serves all resources of a run."""
        owner = self.owner_path(inputs)
        return self.client.collection(
            self._path(inputs), lambda: list_schedules(self.client, owner), lambda schedule: schedule.id
        )

    def _path(self, inputs: I, *id: str) -> str:
        return path_of("v1", *self.owner_path(inputs), "backup-schedules", *id)
