"""What a drill asks of PlanetScale, and what it makes of the answers."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.bridge import Settings
from pulumi_backups.connect import connect
from pulumi_backups.drills import Original, Report, Request, Result, is_copy, run
from pulumi_backups.planetscale.drill import DRILL
from pulumi_backups.planetscale.settings import PLANETSCALE

from tests.emulator_clock import EmulatorClock

if TYPE_CHECKING:
    from tests.conftest import Emulator

Drilled = Callable[..., Report]
GIVEN: Mapping[str, Any] = {
    "organization": "acme",
    "database": "storefront",
    "branch": None,
    "cluster_size": "PS_10",
    "region": None,
    "keyspace_size": (),
}


@pytest.fixture
def original(config: Callable[..., dict[str, str]], clock: EmulatorClock) -> Callable[..., Original]:
    """Makes the original of a drill. Its waits take no real time."""
    settings = Settings.of(PLANETSCALE, config().get)
    connect(settings).clock = clock
    return lambda **given: DRILL.original(settings, {**GIVEN, **given})


@pytest.fixture
def drilled(original: Callable[..., Original], emulator: Emulator, clock: EmulatorClock) -> Drilled:
    """Takes a backup by hand, and drills it."""

    def drill(verify: str | None = None, **given: Any) -> Report:
        branch = {"branch": given["branch"]} if "branch" in given else {}
        emulator.call("POST", "/planetscale/backups", {"database": given.get("database", "storefront"), **branch})
        clock.sleep(60)
        emulator.sent()
        return drill_only(original(**given), verify)

    return drill


def drill_only(original: Original, verify: str | None = None) -> Report:
    report = Report("planetscale", "PlanetScale", original.place, original.where, original.client.clock.now(), "me", {})
    run(original, Request(verify=verify), report, lambda: True, lambda _line: None)
    return report


def words(report: Report, name: str) -> tuple[str, str]:
    """The outcome and the words of a check."""
    (found,) = (each for each in report.checks if each.name == name)
    return found.outcome.value, found.words


def test_the_branch_is_the_default_one_unless_it_is_named(drilled: Drilled) -> None:
    assert drilled().where == "acme/storefront/main"
    assert drilled(database="billing", branch="staging").where == "acme/billing/staging"


def test_the_request_has_what_a_person_gave(drilled: Drilled, emulator: Emulator) -> None:
    report = drilled(region="eu-west", keyspace_size=("PS_20",))
    assert report.result is Result.PROVEN
    assert report.copy_settings == "size PS_10, region eu-west, keyspace PS_20"
    (body,) = emulator.bodies("create_branch")
    assert report.backup is not None
    assert body == {
        "name": report.copy,
        "backup_id": report.backup.id,
        "cluster_size": "PS_10",
        "region": "eu-west",
        "keyspace_cluster_sizes": ["PS_20"],
    }
    assert is_copy(body["name"], "acme/storefront")


def test_the_newest_successful_backup_is_restored(
    original: Callable[..., Original], emulator: Emulator, clock: EmulatorClock
) -> None:
    ids = []
    for _ in range(3):
        ids.append(emulator.call("POST", "/planetscale/backups", {"database": "storefront"})["id"])
        clock.sleep(60)
    emulator.call("PATCH", f"/planetscale/backups/{ids[2]}", {"state": "failed"})
    report = drill_only(original())
    assert report.backup is not None
    assert report.backup.id == ids[1]


@pytest.mark.parametrize("state", ["failed", "canceled", "running"])
def test_a_named_backup_must_be_good(
    original: Callable[..., Original], emulator: Emulator, clock: EmulatorClock, state: str
) -> None:
    id = emulator.call("POST", "/planetscale/backups", {"database": "storefront"})["id"]
    clock.sleep(60)
    emulator.call("PATCH", f"/planetscale/backups/{id}", {"state": state})
    made = original()
    report = Report("planetscale", "PlanetScale", made.place, made.where, clock.now(), "me", {})
    run(made, Request(backup=id), report, lambda: True, lambda _line: None)
    assert report.result is Result.NOT_TRIED
    assert f"the backup {id} of acme/storefront/main is {state}, and only a successful one" in report.problems[0]


def test_a_database_without_a_free_restore_branch_is_not_tried(drilled: Drilled, emulator: Emulator) -> None:
    emulator.switch(planetscale__restore_branches_limit=0)
    report = drilled()
    assert report.result is Result.NOT_TRIED
    assert report.problems == [
        "PlanetScale: the database acme/storefront has as many restored branches as it may have. Delete one that is "
        "not needed: pulumi-backups drill --leftovers lists those that drills made."
    ]
    assert "create_branch" not in emulator.sent()


@pytest.mark.parametrize("database", ["storefront", "billing"])
@pytest.mark.parametrize(
    ("restored", "outcome", "found"),
    [("whole", "passed", "The copy has all tables of"), ("missing_table", "failed", "The copy lacks tables of"),
     ("empty", "failed", "The copy lacks tables of")],
)  # fmt: skip
def test_the_copy_must_have_the_tables_of_the_original(
    drilled: Drilled, emulator: Emulator, database: str, restored: str, outcome: str, found: str
) -> None:
    emulator.switch(planetscale__restored_schema=restored)
    report = drilled(database=database)
    assert words(report, "tables")[0] == outcome
    assert words(report, "tables")[1].startswith(f"{found} acme/{database}/main")
    assert (report.result is Result.PROVEN) is (outcome == "passed")


def test_an_original_without_tables_proves_nothing(drilled: Drilled, emulator: Emulator) -> None:
    empty = {"organizations": {"acme": {"databases": {"empty": {"kind": "postgresql", "tables": []}}}}}
    emulator.call("POST", "/seed", {"planetscale": empty})
    report = drilled(database="empty")
    assert words(report, "tables") == (
        "not run",
        "PlanetScale shows no tables of acme/empty/main, so there is nothing to compare the copy with.",
    )
    assert report.result is Result.NOT_PROVEN


def test_a_lost_answer_makes_no_second_copy(drilled: Drilled, emulator: Emulator) -> None:
    emulator.fail("cut_after", operation="create_branch", times=1)
    assert drilled().result is Result.PROVEN
    assert emulator.sent().count("create_branch") == 1


def test_a_command_gets_an_access_that_only_reads_and_expires(drilled: Drilled, emulator: Emulator) -> None:
    command = 'echo "$DATABASE_URL" | sed "s/:[^:]*@/:@/"; test "$DATABASE_NAME:$DATABASE_PORT" = storefront:3306'
    report = drilled(command)
    assert report.result is Result.PROVEN
    (body,) = emulator.bodies("create_password")
    assert (body["role"], body["ttl"]) == ("reader", 3660)
    report = drilled("env", database="billing")
    assert "DATABASE_PASSWORD=[hidden]" in report.output
    (body,) = emulator.bodies("create_role")
    assert (body["inherited_roles"], body["ttl"]) == (["pg_read_all_data"], 3660)


def test_a_refused_access_is_no_pass(drilled: Drilled, emulator: Emulator) -> None:
    emulator.fail("status", operation="create_role", status=403)
    report = drilled("exit 0", database="billing")
    assert words(report, "verification")[0] == "not run"
    assert report.result is Result.NOT_PROVEN


def test_a_branch_that_was_not_restored_is_not_deleted(
    original: Callable[..., Original], emulator: Emulator, clock: EmulatorClock
) -> None:
    """It has the name of a copy, and somebody branched it off."""
    made = original()
    name = made.new_name(clock.now())
    emulator.call("POST", "/planetscale/branches", {"database": "storefront", "name": name})
    with pytest.raises(Exception, match="no restore drill made it"):
        made.delete(name)


def test_a_branch_that_was_promoted_is_not_deleted(
    original: Callable[..., Original], drilled: Drilled, emulator: Emulator
) -> None:
    """Somebody has made production of the copy: it is no throw-away any more."""
    made = original()
    report = drilled()
    assert report.copy is not None
    emulator.call(
        "POST",
        "/planetscale/branches",
        {"database": "storefront", "name": report.copy, "restored_from_branch": "main", "production": True},
    )
    with pytest.raises(Exception, match="no restore drill made it"):
        made.delete(report.copy)


# --- a real database --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres() -> Iterator[dict[str, str]]:
    """A PostgreSQL server with one table, and who may read it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "/none").parent]
    programs = found[-1]
    if not (programs / "initdb").exists() or not shutil.which("psql"):
        pytest.skip("there is no PostgreSQL: apt-get install postgresql")
    # The server refuses to run as root.
    person = "nobody" if os.geteuid() == 0 else None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as folder:
        if person:
            os.chown(folder, pwd.getpwnam(person).pw_uid, -1)
        data, password = f"{folder}/data", Path(folder, "password")
        password.write_text("s3cr/t&x")
        password.chmod(0o644)
        initialize = ["initdb", "--pgdata", data, "--username", "reader", "--auth", "scram-sha-256"]
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        for command in (
            [*initialize, f"--pwfile={password}"],
            ["pg_ctl", "start", "-w", "-D", data, "-l", f"{folder}/log", "-o", settings],
        ):
            subprocess.run([programs / command[0], *command[1:]], check=True, capture_output=True, cwd="/", user=person)
        access = {"username": "reader", "password": password.read_text(), "database_name": "postgres"}
        try:
            subprocess.run(
                ["psql", "--host=127.0.0.1", f"--port={port}", "--username=reader", "--dbname=postgres",
                 "--command=create table invoices as select generate_series(1, 3) as id"],
                check=True, capture_output=True, env={**os.environ, "PGPASSWORD": access["password"]},
            )  # fmt: skip
            yield {"host": f"127.0.0.1:{port}", **access}
        finally:
            stop = ["pg_ctl", "stop", "-D", data, "-m", "immediate"]
            subprocess.run([programs / stop[0], *stop[1:]], check=True, capture_output=True, cwd="/", user=person)


@pytest.mark.parametrize(
    ("table", "outcome", "written"), [("invoices", "passed", "3"), ("nothing", "failed", 'relation "nothing" does not')]
)
def test_a_command_looks_into_a_real_database(
    drilled: Drilled, emulator: Emulator, postgres: dict[str, str], table: str, outcome: str, written: str
) -> None:
    database = {"kind": "postgresql", "connection": postgres}
    emulator.call("POST", "/seed", {"planetscale": {"organizations": {"acme": {"databases": {"real": database}}}}})
    command = f'psql "$DATABASE_URL" --tuples-only --no-align --command "select count(*) from {table}"'  # noqa: S608
    report = drilled(command, database="real")
    assert words(report, "verification")[0] == outcome, report.output
    assert written in report.output
    assert postgres["password"] not in report.output
