"""How PlanetScale restores: a backup becomes a branch of its own. For `pulumi-backups drill planetscale`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from pulumi_backups.bridge import Settings
from pulumi_backups.bridge.functions import program_settings
from pulumi_backups.bridge.times import utc
from pulumi_backups.connect import connect
from pulumi_backups.discovery import Chosen, Option
from pulumi_backups.drills import (
    Backup,
    Check,
    Credentials,
    Drill,
    Given,
    Leftover,
    NoBackup,
    Original,
    Outcome,
    Progress,
    new_name,
)
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.creation import create_once
from pulumi_backups.http.parse import Id, Moment, parse
from pulumi_backups.planetscale.backup_record import newest_backups
from pulumi_backups.planetscale.discovery import DISCOVERY
from pulumi_backups.planetscale.drill_copies import Copies, RestoredBranch
from pulumi_backups.planetscale.pagination import paginate
from pulumi_backups.planetscale.queries import database_path
from pulumi_backups.planetscale.settings import PLANETSCALE
from pulumi_backups.proof import Once

T = TypeVar("T")

# The default port of each kind of database. Its name begins a database's URL.
PORTS = {"mysql": 3306, "postgresql": 5432}
LOOPBACK = ("127.0.0.1", "localhost")

# --- the fields of responses that a drill needs ------------------------------------------------------------------


@dataclass(frozen=True)
class RestoredBackup:
    """A backup that may be restored."""

    id: Id
    name: str
    state: str
    created_at: Moment
    deleted_at: Moment | None
    size: int
    started_at: Moment | None = None


@dataclass(frozen=True)
class DrilledDatabase:
    """A database that has the original and the copy."""

    kind: str
    default_branch: Id
    at_backup_restore_branches_limit: bool


@dataclass(frozen=True)
class Named:
    """A keyspace or a table."""

    name: str


@dataclass(frozen=True)
class Schema:
    """The tables of a keyspace or a branch."""

    data: list[Named]


@dataclass(frozen=True)
class NewPassword:
    """An access to a branch of MySQL."""

    username: str
    plain_text: str
    access_host_url: str


@dataclass(frozen=True)
class NewRole:
    """An access to a branch of Postgres."""

    username: str
    password: str
    access_host_url: str
    database_name: str


# --- the original and its copy -----------------------------------------------------------------------------------


class Branch(Original):
    """A branch of a database. Its copy is another branch of the same database."""

    noun = "branch"

    def __init__(self, settings: Settings, given: Given) -> None:
        self._organization, self._name, self._given = given["organization"], given["database"], given
        if self._organization is None:
            variable = PLANETSCALE.environment_key("organization")
            raise BackupsError(f"PlanetScale: no organization. Add --organization, or set {variable}.")
        self.client = connect(settings)
        self.place = f"{self._organization}/{self._name}"
        self._copies = Copies(self.client, self._organization, self._name)
        self._branch: str = given["branch"] or ""
        self.where = "/".join(filter(None, (self.place, self._branch)))
        self._database = Once(lambda: self._get(DrilledDatabase, f"read the database {self.place}"))

    def find(self, id: str | None) -> Backup:
        if not self._branch:
            self._branch = self._database().default_branch
            self.where = f"{self.place}/{self._branch}"
        found = self._newest_backup() if id is None else self._backup(id)
        return Backup(found.id, found.name, utc(found.started_at or found.created_at), found.size)

    def _newest_backup(self) -> RestoredBackup:
        call = ApiCall(self.client, f"list the backups of {self.where}")
        path = self._path("branches", self._branch, "backups")
        listed, _ = newest_backups(RestoredBackup, call, path, {"state": "success"})
        good = [each for each in listed if each.state == "success" and each.deleted_at is None]
        if not good:
            raise NoBackup(f"PlanetScale has no successful backup of {self.where}. Find out why, and take one.")
        return max(good, key=lambda each: utc(each.created_at))

    def _backup(self, id: str) -> RestoredBackup:
        doing = f"read the backup {id} of {self.where}"
        found = self._get(RestoredBackup, doing, "branches", self._branch, "backups", id)
        state = "deleted" if found.deleted_at else one_line(found.state, 40)
        if state != "success":
            raise BackupsError(
                f"PlanetScale: the backup {id} of {self.where} is {state}, and only a successful one can be restored. "
                "Name another one, or leave out --backup for the newest."
            )
        return found

    def prepare(self) -> str:
        if self._database().at_backup_restore_branches_limit:
            raise BackupsError(
                f"PlanetScale: the database {self.place} has as many restored branches as it may have. "
                "Delete one that is not needed: pulumi-backups drill --leftovers lists those that drills made."
            )
        region = self._given["region"]
        details = [f"region {region}"] if region else []
        details += [f"keyspace {each}" for each in self._given["keyspace_size"]]
        return ", ".join([f"size {self._given['cluster_size']}", *details])

    def new_name(self, today: datetime) -> str:
        return new_name(self.place, today)

    def restore(self, backup: Backup, name: str) -> None:
        call = ApiCall(self.client, f"restore the backup {backup.id} of {self.where} into the branch {name}")
        body = {
            "name": name,
            "backup_id": backup.id,
            "cluster_size": self._given["cluster_size"],
            "region": self._given["region"],
            "keyspace_cluster_sizes": [*self._given["keyspace_size"]],
        }
        given = {field: value for field, value in body.items() if value}

        def send() -> RestoredBranch:
            return parse(RestoredBranch, call.post(self._path("branches"), given), call)

        create_once(call, send, lambda: self._copies.find(name), "Run pulumi-backups drill --leftovers.")

    def look(self, name: str) -> Progress:
        copy = self._copies.find(name)
        if copy is None:
            # The contract has no state for a restore that failed.
            return Progress("failed", "gone, and the drill has not deleted it")
        return Progress("ready" if copy.ready and copy.state == "ready" else "waiting", one_line(copy.state, 40))

    def checks(self, name: str) -> Iterator[Check]:
        """Whether the copy has the tables of the original."""
        expected = self._tables(self._branch)
        if not expected:
            words = f"PlanetScale shows no tables of {self.where}, so there is nothing to compare the copy with."
            yield Check("tables", Outcome.NOT_RUN, words)
            return
        missing = sorted(expected - self._tables(name))
        if not missing:
            yield Check("tables", Outcome.PASSED, f"The copy has all tables of {self.where}: {len(expected)}.")
            return
        shown = ", ".join(one_line(each, 80) for each in missing[:5]) + (", …" if missing[5:] else "")
        words = f"The copy lacks tables of {self.where}: {len(missing)} of {len(expected)} ({shown})."
        yield Check("tables", Outcome.FAILED, f"{words} If they are younger than the backup, take one and drill again.")

    def _tables(self, branch: str) -> set[str]:
        """The tables of a branch, with their keyspaces if there are any."""
        if self._database().kind != "mysql":
            return {table.name for table in self._schema(branch, {})}
        call = ApiCall(self.client, f"list the keyspaces of {self.place}/{branch}")
        rows = paginate(call, self._path("branches", branch, "keyspaces"))
        keyspaces = [parse(Named, row, call).name for row in rows]
        return {f"{each}.{table.name}" for each in keyspaces for table in self._schema(branch, {"keyspace": each})}

    def _schema(self, branch: str, query: Mapping[str, str]) -> list[Named]:
        call = ApiCall(self.client, f"read the schema of {self.place}/{branch}")
        return parse(Schema, call.get(self._path("branches", branch, "schema"), query), call).data

    def credentials(self, name: str, seconds: int) -> Credentials:
        """An access that may only read. It goes with the branch."""
        call = ApiCall(self.client, f"make an access to the branch {self.place}/{name}")
        if self._database().kind == "mysql":
            body: dict[str, Any] = {"name": name, "role": "reader", "ttl": seconds}
            password = parse(NewPassword, call.post(self._path("branches", name, "passwords"), body), call)
            return self._access(password.access_host_url, password.username, password.plain_text, self._name)
        body = {"name": name, "inherited_roles": ["pg_read_all_data"], "ttl": seconds}
        role = parse(NewRole, call.post(self._path("branches", name, "roles"), body), call)
        return self._access(role.access_host_url, role.username, role.password, role.database_name)

    def _access(self, address: str, user: str, password: str, database: str) -> Credentials:
        kind = self._database().kind
        host, _, given = address.partition(":")
        port = int(given) if given.isdecimal() else PORTS[kind]
        login = f"{quote(user, safe='')}:{quote(password, safe='')}"
        # PlanetScale accepts encrypted connections only. MySQL's clients have no common parameter for that.
        tls = "?sslmode=require" if kind == "postgresql" and host not in LOOPBACK else ""
        url = f"{kind}://{login}@{host}:{port}/{quote(database, safe='')}{tls}"
        return Credentials(url, host, port, user, password, database)

    def delete(self, name: str) -> bool:
        return self._copies.delete(name)

    def _get(self, kind: type[T], doing: str, *rest: str) -> T:
        call = ApiCall(self.client, doing)
        return parse(kind, call.get(self._path(*rest)), call)

    def _path(self, *rest: str) -> str:
        return database_path(self._organization, self._name, *rest)


def leftovers(chosen: Chosen) -> Iterator[Leftover | BackupsError]:
    """The copies in all databases of the chosen organizations."""
    for place in DISCOVERY.places(chosen):
        if isinstance(place, BackupsError):
            yield place
            continue
        try:
            copies = Copies(connect(program_settings(PLANETSCALE)), *place.where.values())
            for each in copies.left():
                yield Leftover.of(copies.client, copies.place, each.name, utc(each.created_at), copies.delete)
        except BackupsError as error:
            yield error


DRILL = Drill(
    account=PLANETSCALE,
    summary="Restore a branch's backup into a new branch.",
    options=(
        Option("database", "Database of the backup.", required=True),
        Option("branch", "Branch of the backup. Default: the database's default branch."),
        Option("organization", "Organization that owns the database.", setting="organization"),
        Option("cluster-size", "Size of the copy: PS_10.", metavar="SIZE", required=True),
        Option("region", "Region of the copy. Default: as PlanetScale chooses."),
        Option(
            "keyspace-size",
            "Size of a keyspace of the copy, as the API takes it.",
            metavar="SIZE",
            multiple=True,
            in_url=False,
        ),
    ),
    original=Branch,
    resources=frozenset({"BackupPolicy", "BackupPlan"}),
    everywhere=DISCOVERY.options,
    gives_credentials=True,
    leftovers=leftovers,
)
