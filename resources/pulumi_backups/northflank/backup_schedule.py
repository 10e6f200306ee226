"""How the backup schedules of add-ons and volumes are created, found, changed and deleted.

The API can list, create and delete schedules; there is no read of one, and no update. One schedule may stand for
each backup type and interval of an add-on or volume, so these two are its identity.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pulumi_backups.bridge import Operations, PriorState, RemoteState, Settings
from pulumi_backups.bridge.host import say
from pulumi_backups.bridge.times import timestamp
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.collection import MAX_LIST_AGE
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound, Refused, RequestError, Unavailable
from pulumi_backups.http.paths import path_of
from pulumi_backups.http.polling import PollTimeout, poll
from pulumi_backups.northflank.field_names import to_camel_case
from pulumi_backups.northflank.schedules import list_schedules
from pulumi_backups.northflank.settings import NORTHFLANK, connect

if TYPE_CHECKING:
    from pulumi_backups.http.collection import Collection
    from pulumi_backups.northflank.results import BackupScheduleResult

# Delete, create, list, and the same two again to put the old one back; in each thread that Pulumi's host has.
REQUESTS_OF_AN_UPDATE = 5
THREADS = 4
# Seconds after which a schedule that was created is given up as not listed.
LISTED_WITHIN = 20.0


class Adopting(Protocol):
    """What the inputs models of all schedules have."""

    @property
    def adopt(self) -> bool | None: ...


I = TypeVar("I", bound=Adopting)  # noqa: E741 - the inputs model of the resource


class ScheduleOperations(Operations[I], Generic[I]):
    """Creates, reads, updates and deletes schedules, each found by its identity, which survives an update."""

    vendor = NORTHFLANK
    outputs = ("schedule_id", "created_at")
    vendors_id = "schedule_id"
    if_declared_twice = "There is one for each backup type and interval: put both into one, or remove one."

    def __init__(self, settings: Settings) -> None:
        self.client = connect(settings)

    @abstractmethod
    def place(self, inputs: I) -> tuple[str, ...]:
        """The path of the collection that the schedule is in, part by part."""

    @abstractmethod
    def key(self, inputs: I) -> tuple[str, str]:
        """The schedule's backup type and interval."""

    def physical_id(self, inputs: I) -> str:
        """The identity as one text, the same for the life of the schedule."""
        return "/".join((*self.place(inputs)[1::2], *self.key(inputs)))

    def identity(self, inputs: I) -> str:
        return f"the backup schedule {self.physical_id(inputs)}"

    @abstractmethod
    def declared(self, inputs: I) -> dict[str, Any]:
        """The settings that are declared, in canonical form; None where one is not set."""

    @abstractmethod
    def listed(self, schedule: BackupScheduleResult, beside: Mapping[str, Any]) -> dict[str, Any]:
        """The settings that a list shows, in the same form, without what the vendor fills in where `beside` is silent.

        beside: the settings with which they are compared.
        """

    def preserved_fields(self, _schedule: BackupScheduleResult) -> dict[str, Any]:
        """What no input sets, and the schedule that takes this one's place takes over."""
        return {}

    def create(self, inputs: I) -> RemoteState:
        """Creates the schedule, or adopts the one of its identity."""
        call = self._call("create", inputs)
        schedules = self._schedules(inputs)
        existing = self._find(schedules.items(MAX_LIST_AGE), inputs)
        if existing is None:
            return self._remote_state(self._create(call, inputs, _body(self.declared(inputs))), inputs)
        if not inputs.adopt:
            raise call.error(
                f"there is one of this backup type and interval already (id {existing.id})",
                "Set adopt=True to take it over with the declared settings, or choose another interval.",
            )
        return replace(self._remote_state(self._replace(call, existing, inputs), inputs), adopted=True)

    def read(self, state: PriorState[I]) -> RemoteState | None:
        """Reads from the list; what it lacks is confirmed by a second one, as there is no read of one schedule."""
        schedules = self._schedules(state.inputs)
        found = self._find(schedules.items(), state.inputs) or self._find(schedules.reload(), state.inputs)
        return None if found is None else self._remote_state(found, state.inputs)

    def update(self, _state: PriorState[I], inputs: I) -> RemoteState:
        """Deletes the schedule and creates it with the new settings; puts the old one back where that fails."""
        call = self._call("update", inputs)
        schedules = self._schedules(inputs)
        current = self._find(schedules.items(MAX_LIST_AGE), inputs)
        if current is None:
            # Deleted outside, or an update ended between its delete and its create.
            return self._remote_state(self._create(call, inputs, _body(self.declared(inputs))), inputs)
        return self._remote_state(self._replace(call, current, inputs), inputs)

    def delete(self, state: PriorState[I]) -> None:
        """Deletes the schedule. What it has backed up stays until its retention ends."""
        schedules = self._schedules(state.inputs)
        found = self._find(schedules.items(), state.inputs)
        recorded = state.outputs.get("schedule_id")
        # A list that lacks it may be wrong, so the one that was recorded is deleted all the same.
        id = found.id if found else recorded
        if id is not None and self.owners.another_has(id, state.id, recorded):
            # One that was made in this one's place, or that finds it elsewhere: with team_id, or without.
            say(f"Northflank: the backup schedule {state.id} stays: another resource of the stack has it.")
        elif id is not None:
            self._delete(self._call("delete", state.inputs), id, state.inputs)

    def _replace(self, call: ApiCall, current: BackupScheduleResult, inputs: I) -> BackupScheduleResult:
        preserved_fields = self.preserved_fields(current)
        body, before = _body(self.declared(inputs), preserved_fields), _body(self.listed(current, {}), preserved_fields)
        if self._is(current, body):
            return current
        call.wait_for_capacity(REQUESTS_OF_AN_UPDATE * THREADS)
        try:
            self._delete(call, current.id, inputs)
        except Unavailable as error:
            raise BackupsError(
                f"{error} Perhaps it is deleted already. Run pulumi up --refresh, which then makes it anew."
            ) from error
        try:
            return self._create(call, inputs, body)
        except RequestError as error:
            try:
                self._create(self._call("put back", inputs), inputs, before)
            except RequestError as second:
                raise BackupsError(
                    f"{error} And the schedule of before could not be put back: {second} {self._standing(inputs)} "
                    f"Run pulumi up --refresh, or create it by hand; it was {to_camel_case(before)}."
                ) from error
            raise BackupsError(
                f"{error} The schedule of before is back in its place; run pulumi up again, "
                "with other settings if these were refused."
            ) from error

    def _standing(self, inputs: I) -> str:
        """What there is where neither the new schedule nor that of before was made, as far as can be seen."""
        try:
            found = self._find(self._schedules(inputs).reload(), inputs)
        except RequestError:
            return "Perhaps there is now NO such schedule."
        return f"There is one now, with the id {found.id}." if found else "There is now NO such schedule."

    def _is(self, schedule: BackupScheduleResult, body: Mapping[str, Any]) -> bool:
        """Whether a listed schedule is the one of a body; what the vendor fills in is no difference."""
        return _body(self.listed(schedule, body), self.preserved_fields(schedule)) == body

    def _create(self, call: ApiCall, inputs: I, body: dict[str, Any]) -> BackupScheduleResult:
        schedules = self._schedules(inputs)
        before = {schedule.id for schedule in schedules.items()}
        path = self._path(inputs)
        # A deletion before may have had to wait; that is not taken from the patience with the creation.
        call = call.with_new_deadline()

        def find_created() -> BackupScheduleResult | None:
            found = self._find(schedules.reload(), inputs)
            return found if found and found.id not in before and self._is(found, body) else None

        def look() -> tuple[BackupScheduleResult | None, str]:
            # The list may lag behind, and still lack the new one, or show the one that it replaces.
            standing = f"the backup schedule {self.physical_id(inputs)} is created, and not listed yet"
            return self._find(schedules.reload(), inputs), standing

        def send() -> BackupScheduleResult:
            call.post(path, to_camel_case(body))
            try:
                return poll(self.client, look, LISTED_WITHIN)
            except (RequestError, PollTimeout) as error:
                reason = f"could not be read back ({error})" if isinstance(error, RequestError) else "is not listed"
                raise call.error(
                    f"it was created, but {reason}",
                    "Run pulumi up again; if it then says that there is one already, this is it: set adopt=True.",
                ) from error

        return create_once(call, send, find_created)

    def _delete(self, call: ApiCall, id: str, inputs: I) -> None:
        schedules = self._schedules(inputs)
        try:
            call.delete(self._path(inputs, id))
        except (NotFound, Refused) as error:
            # How the vendor refuses what is gone is not documented, and a token that lost its access gets a 404 as
            # well. Certain is only what a list shows.
            if any(schedule.id == id for schedule in schedules.reload()):
                if isinstance(error, NotFound):
                    raise call.contradiction() from error
                raise
        schedules.discard(id)

    def _find(self, schedules: list[BackupScheduleResult], inputs: I) -> BackupScheduleResult | None:
        return next((schedule for schedule in schedules if schedule.key == self.key(inputs)), None)

    def _remote_state(self, schedule: BackupScheduleResult, inputs: I) -> RemoteState:
        return RemoteState(
            id=self.physical_id(inputs),
            inputs=self.listed(schedule, self.declared(inputs)),
            outputs={"schedule_id": schedule.id, "created_at": timestamp(schedule.created_at)},
        )

    def _schedules(self, inputs: I) -> Collection[BackupScheduleResult]:
        place = self.place(inputs)
        return self.client.collection(
            self._path(inputs), lambda: list_schedules(self.client, place), lambda schedule: schedule.id
        )

    def _call(self, verb: str, inputs: I) -> ApiCall:
        return ApiCall(self.client, f"{verb} {self.identity(inputs)}")

    def _path(self, inputs: I, *id: str) -> str:
        return path_of("v1", *self.place(inputs), "backup-schedules", *id)


def _body(*settings: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent to create a schedule, with Python's names."""
    return {name: value for some in settings for name, value in some.items() if value is not None}
