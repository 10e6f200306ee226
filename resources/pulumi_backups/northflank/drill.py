"""How Northflank restores: a backup becomes an add-on of its own, a fork. For `pulumi-backups drill northflank`.

The API gives no credentials of an add-on by the contract that this was written to. So a drill cannot look into a copy:
it proves that Northflank restores the backup into an add-on that runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pulumi_backups.bridge import Settings
from pulumi_backups.bridge.explicit_provider import account
from pulumi_backups.bridge.functions import program_settings
from pulumi_backups.bridge.times import utc
from pulumi_backups.connect import connect
from pulumi_backups.discovery import Chosen, Option
from pulumi_backups.drills import (
    Backup,
    Check,
    Drill,
    Given,
    Leftover,
    NoBackup,
    Original,
    Outcome,
    Progress,
)
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.errors import NotFound
from pulumi_backups.http.parse import CAMEL_CASE, Moment, PydanticConfig, parse
from pulumi_backups.northflank.backup_record import TYPES
from pulumi_backups.northflank.discovery import ADDON, DISCOVERY
from pulumi_backups.northflank.drill_copies import TAG, Copies, ListedAddon
from pulumi_backups.northflank.functions import get_addon_backups
from pulumi_backups.northflank.pagination import paginate
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.proof import Once

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import AddonBackupResult

BROKEN = ("failed", "error", "errorAllocating", "deleting", "deleted")
RESTORING = ("scheduled", "in-progress")


@dataclass(frozen=True)
class MadeAddon:
    """The answer to the request for a copy."""

    id: str
    name: str


@dataclass(frozen=True)
class Restore:
    """A restore of a backup into an add-on."""

    __pydantic_config__: ClassVar[PydanticConfig] = CAMEL_CASE

    status: str
    restore_timestamp: Moment


class Addon(Original):
    """An add-on. Its copy is another add-on of the same project."""

    noun = "add-on"

    def __init__(self, settings: Settings, given: Given) -> None:
        self._settings, self._team, self._project, self._id = settings, given["team"], given["project"], given["addon"]
        self.client = connect(settings)
        self._copies = Copies(self.client, self._team, self._project)
        self._addon = Once(lambda: self._copies.read(self._id))
        self.where = self.place = f"{self._copies.place}/{self._id}"

    def find(self, id: str | None) -> Backup:
        with account(self._settings):
            listed = get_addon_backups(team_id=self._team, project_id=self._project, addon_id=self._id)
        found = self._newest(listed) if id is None else self._named(listed, id)
        return Backup(found.id, found.name, utc(found.created_at), found.config.size)

    def _newest(self, listed: Sequence[AddonBackupResult]) -> AddonBackupResult:
        """The newest backup of the add-on itself: an import is none."""
        good = [each for each in listed if each.status == "completed"]
        own = [each for each in good if TYPES.get(each.config.source.type if each.config.source else None) != "import"]
        if not own:
            raise NoBackup(f"Northflank has no completed backup of {self.where}. Find out why, and take one.")
        return max(own, key=lambda each: utc(each.created_at))

    def _named(self, listed: Sequence[AddonBackupResult], id: str) -> AddonBackupResult:
        found = next((each for each in listed if each.id == id), None)
        if found is None or found.status != "completed":
            state = "not in the list of its backups" if found is None else one_line(found.status, 40)
            raise BackupsError(
                f"Northflank: the backup {one_line(id, 60)} of {self.where} is {state}, and only a completed one can "
                "be restored. Name another one, or leave out --backup for the newest."
            )
        return found

    def prepare(self) -> str:
        spec = self._addon().spec
        deployment = spec.config.deployment
        return (
            f"{spec.type} {spec.config.version_tag}, plan {deployment.plan_id}, "
            f"{deployment.storage_size} MB of storage, replicas: {deployment.replicas}"
        )

    def new_name(self, today: datetime) -> str:
        return self._copies.new_name(today)

    def restore(self, backup: Backup, name: str) -> None:
        call = ApiCall(self.client, f"restore the backup {backup.id} of {self.where} into the add-on {name}")
        spec = self._addon().spec
        config = spec.config
        body = {
            "name": name,
            "description": f"Restore drill of {self._id}. It is deleted when the drill ends.",
            "type": spec.type,
            "version": config.version_tag,
            "tags": [TAG],
            "billing": {
                "deploymentPlan": config.deployment.plan_id,
                "storageClass": config.deployment.storage_class,
                "storage": config.deployment.storage_size,
                "replicas": config.deployment.replicas,
            },
            "tlsEnabled": config.networking is not None and config.networking.tls_enabled,
            "externalAccessEnabled": False,
            "backupSchedules": [],
            "source": {"addonId": self._id, "backupId": backup.id},
        }

        def send() -> MadeAddon | ListedAddon:
            made = call.post(self._copies.path(), body)
            return parse(MadeAddon, made.get("data") if isinstance(made, dict) else made, call)

        create_once(call, send, lambda: self._copies.find(name), "Run pulumi-backups drill --leftovers.")

    def look(self, name: str) -> Progress:
        copy = self._copies.find(name)
        if copy is None:
            return Progress("failed", "gone, and the drill has not deleted it")
        status = one_line(copy.status, 40)
        if copy.status in BROKEN:
            return Progress("failed", status)
        if copy.status != "running":
            return Progress("waiting", status)
        # An add-on may run before its data is there.
        restore = self._newest_restore(copy.id)
        if restore is None or restore.status == "completed":
            return Progress("ready", status)
        words = f"{status}, and its restore is {one_line(restore.status, 40)}"
        return Progress("waiting" if restore.status in RESTORING else "failed", words)

    def _newest_restore(self, id: str) -> Restore | None:
        """The newest restore into the copy. None if Northflank lists none for a fork: the contract does not say."""
        call = ApiCall(self.client, f"list the restores of {self._copies.place}/{id}")
        try:
            rows = paginate(call, self._copies.path(id, "restores"), "restores")
            found = [parse(Restore, row, call) for row in rows]
        except NotFound:
            return None
        return max(found, key=lambda each: utc(each.restore_timestamp), default=None)

    def checks(self, name: str) -> Iterator[Check]:
        """Whether the copy is what the original is. Northflank shows nothing of its data."""
        copy = self._copies.find(name)
        if copy is None:
            yield Check("settings", Outcome.NOT_RUN, f"The add-on {name} is gone.")
            return
        source, restored = self._addon().spec, self._copies.read(copy.id).spec
        if restored == source:
            yield Check("settings", Outcome.PASSED, f"The copy is {self.prepare()}, as {self.where}.")
        else:
            words = f"The copy is {restored.type} {restored.config.version_tag}, and {self.where} is {self.prepare()}."
            yield Check("settings", Outcome.FAILED, words)

    def delete(self, name: str) -> bool:
        return self._copies.delete(name)


def leftovers(chosen: Chosen) -> Iterator[Leftover | BackupsError]:
    """The copies in all chosen projects."""
    seen = set()
    for place in DISCOVERY.places(chosen):
        if isinstance(place, BackupsError):
            yield place
            continue
        owner = place.where.get("team_id"), place.where["project_id"]
        if place.kind is not ADDON or owner in seen:
            continue
        seen.add(owner)
        try:
            copies = Copies(connect(program_settings(NORTHFLANK)), *owner)
            for each in copies.left():
                yield Leftover.of(copies.client, copies.place, each.name, utc(each.created_at), copies.delete)
        except BackupsError as error:
            yield error


DRILL = Drill(
    account=NORTHFLANK,
    summary="Restore an add-on's backup into a new add-on.",
    options=(
        Option("project", "Project of the add-on, by its id.", required=True),
        Option("addon", "Add-on of the backup, by its id.", required=True),
        Option("team", "Team that owns the project, if the token is not the team's own."),
    ),
    original=Addon,
    resources=frozenset({"AddonBackupSchedule", "AddonBackupPlan"}),
    everywhere=DISCOVERY.options,
    gives_credentials=False,
    leftovers=leftovers,
)
