"""`pulumi-backups discover` prints a program as a person would write it, which lacks nothing without saying so."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pulumi_backups.cli.commands import pulumi_backups

from tests.cli.conftest import CREDENTIALS, SETTINGS, Ran
from tests.cli.estates import DAILY, DUMPS, HOURLY, SNAPSHOTS, WEEKLY, large, policy, schedule

if TYPE_CHECKING:
    from tests.conftest import Emulator

Discover = Callable[..., Ran]
Estate = Callable[..., None]
ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).with_name("programs")
CHECKS = (
    ("ruff", "format", "--isolated", "--line-length", "120", "--diff"),
    ("ruff", "check", "--isolated", "--line-length", "120", "--select", "E4,E7,E9,F,I,UP,B,SIM"),
    ("mypy", "--strict", "--config-file=", "--cache-dir", str(ROOT / ".mypy_cache" / "cli")),
)
BOTH = pytest.mark.parametrize("form", [(), ("--single",)], ids=["plans", "single"])


def assert_is_clean(folder: Path, program: str) -> None:
    """The formatter, the linter and the type checker find nothing."""
    (folder / "program.py").write_text(program, "utf-8")
    for command in CHECKS:
        done = subprocess.run(
            [sys.executable, "-m", *command, "program.py"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def resources_in(program: str) -> list[str]:
    """The resource classes of the calls in a program, in their order."""
    calls = [
        node.func.attr
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return sorted(call for call in calls if not call.endswith("Args"))


# --- what a program looks like --------------------------------------------------------------------------------


@BOTH
def test_program_is_as_a_person_would_write_it(discover: Discover, estate: Estate, form: tuple[str, ...]) -> None:
    development = policy("development", 12, "hour", "06:00", 1, "day", target="development")
    estate(
        {
            "north": {
                "databases": {
                    "billing": {"policies": [DAILY, HOURLY]},
                    "orders": {"policies": [HOURLY, DAILY]},
                    "search": {"policies": [WEEKLY, DAILY, development]},
                    "empty": {},
                }
            }
        },
        {
            "estate": {
                "addons": {"carts": {"schedules": [DUMPS, SNAPSHOTS]}, "queue": {}},
                "volumes": {"media": {"schedules": [schedule("snapshot", 14, "daily", hour=[1, 13], minute=[0])]}},
            }
        },
    )
    ran = discover(*form, "--project", "estate")
    assert (ran.code, ran.err) == (0, "")
    expected = PROGRAMS / f"{'single' if form else 'plans'}.py"
    assert ran.out == expected.read_text("utf-8")


@BOTH
def test_large_estate_is_a_short_program(
    discover: Discover, estate: Estate, tmp_path: Path, form: tuple[str, ...]
) -> None:
    estate(*large())
    ran = discover(*form, "--project", "estate")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) < (200 if form else 120), ran.out
    assert_is_clean(tmp_path, ran.out)


def test_page_shows_a_part_of_such_a_program() -> None:
    page = (ROOT / "docs" / "bring-existing-backups.md").read_text("utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert shown in (PROGRAMS / "plans.py").read_text("utf-8")


def test_organizations_that_differ_are_named_by_each_resource(discover: Discover, estate: Estate) -> None:
    databases = {"databases": {"orders": {"policies": [DAILY]}}}
    estate({"north": databases, "south": databases})
    program = discover("--single", NORTHFLANK_API_TOKEN=None).out
    assert "ORGANIZATION" not in program
    assert 'for organization in ("north", "south"):' in program
    assert 'f"{organization}-orders-daily"' in program


def test_one_organization_is_a_constant(discover: Discover, estate: Estate) -> None:
    databases = {"databases": {"orders": {"policies": [DAILY]}}}
    estate({"north": databases, "south": databases})
    only = discover("--single", "--organization", "north", NORTHFLANK_API_TOKEN=None).out
    assert 'ORGANIZATION = "north"\n' in only
    assert "south" not in only
    assert discover("--single", NORTHFLANK_API_TOKEN=None, PLANETSCALE_ORGANIZATION="north").out == only


@BOTH
def test_names_with_quotes_and_other_letters(
    discover: Discover, estate: Estate, tmp_path: Path, form: tuple[str, ...]
) -> None:
    names = ["it's daily", 'say "daily"', "both ' and \"", "back\\slash", "{braces}", "日次", "a" * 150, "# comment"]
    estate({"north": {"databases": {"orders": {"policies": [{**DAILY, "name": name} for name in names]}}}})
    ran = discover(*form, NORTHFLANK_API_TOKEN=None)
    assert ran.code == 0, ran.err
    assert_is_clean(tmp_path, ran.out)
    texts = {node.value for node in ast.walk(ast.parse(ran.out)) if isinstance(node, ast.Constant)}
    assert set(names) <= texts


def test_team_is_in_each_resource(discover: Discover, emulator: Emulator) -> None:
    addons = {"ledger": {"schedules": [DUMPS]}}
    seed = {"teams": {"north": {"projects": {"core": {"addons": addons}}}}}
    emulator.call("POST", "/seed", {"northflank": seed})
    program = discover("--single", "--team", "north", PLANETSCALE_ACCESS_TOKEN=None).out
    assert 'TEAM_ID = "north"\nPROJECT_ID = "core"\n' in program
    assert "team_id=TEAM_ID,\n    project_id=PROJECT_ID,\n" in program


def test_defaults_are_left_out_and_everything_else_is_declared(discover: Discover, estate: Estate) -> None:
    copies = [{"destinationId": "cold-store", "type": "custom", "retentionTime": 9}]
    estate(
        projects={
            "estate": {
                "addons": {
                    "carts": {
                        "schedules": [
                            {**DUMPS, "compressionType": "zstd", "customDestinationId": "own-bucket"},
                            {**SNAPSHOTS, "additionalDestinations": copies},
                        ]
                    }
                }
            }
        }
    )
    program = discover("--single", "--project", "estate", PLANETSCALE_ACCESS_TOKEN=None).out
    assert '    compression_type="zstd",\n    custom_destination_id="own-bucket",\n' in program
    assert 'additional_destinations=[{"destination_id": "cold-store", "retention_time": 9}],' in program
    assert '"gz"' not in program


# --- what cannot be declared ----------------------------------------------------------------------------------


@BOTH
def test_what_cannot_be_declared_is_a_comment_that_says_why(
    discover: Discover, estate: Estate, form: tuple[str, ...]
) -> None:
    reasons = {
        '"twice" (id ': [{**DAILY, "name": "twice"}, {**DAILY, "name": "twice", "schedule_time": "05:00"}],
        "schedule_day: only valid when frequency_unit is": [{**DAILY, "name": "unused day", "schedule_day": 3}],
        "name: must be text on one line, not blank.": [{**DAILY, "name": "two\nlines"}],
        '2 backup policies "system-backups" (id ': [{**DAILY, "name": "system-backups"}],
        "retention_value: must be a whole number from 1 to 999": [{**DAILY, "name": "long", "retention_value": 1000}],
    }
    policies = [WEEKLY, *(policy for wrong in reasons.values() for policy in wrong)]
    estate({"north": {"databases": {"orders": {"policies": policies}}}})
    ran = discover(*form, NORTHFLANK_API_TOKEN=None)
    assert ran.code == 0
    comments = " ".join(line.removeprefix("# ") for line in ran.out.splitlines() if line.startswith("#"))
    assert [reason for reason in reasons if reason not in comments] == []
    texts = {node.value for node in ast.walk(ast.parse(ran.out)) if isinstance(node, ast.Constant)}
    assert texts & {each["name"] for each in policies} == {"weekly"}


def test_what_only_a_plan_refuses_is_declared_by_single_resources(discover: Discover, estate: Estate) -> None:
    estate({"north": {"databases": {"orders": {"policies": [DAILY, {**DAILY, "name": "Daily"}]}}}})
    plans, single = (discover(*form, NORTHFLANK_API_TOKEN=None).out for form in ((), ("--single",)))
    assert "has two names that differ only in case or blanks: 'Daily', 'daily'" in plans.replace("\n# ", " ")
    assert (plans.count('"daily": '), plans.count('"Daily": ')) == (1, 0)
    assert ('name="daily"' in single, 'name="Daily"' in single) == (True, True)


def test_schedule_that_the_checks_refuse_is_a_comment(discover: Discover, estate: Estate) -> None:
    many = schedule("snapshot", 100, "hourly", minute=[0, 30])
    estate(projects={"estate": {"addons": {"carts": {"schedules": [many]}}}})
    program = discover("--single", "--project", "estate", PLANETSCALE_ACCESS_TOKEN=None).out
    assert program.startswith('"""`pulumi-backups discover` found nothing that a program could declare."""\n')
    assert "would keep 4800 backups at once" in " ".join(program.replace("\n# ", " ").split())


def test_account_without_anything_is_a_comment(discover: Discover, estate: Estate) -> None:
    estate({"north": {}})
    ran = discover("--single", NORTHFLANK_API_TOKEN=None)
    assert ran.code == 0
    assert "# The credential sees no databases.\n" in ran.out
    assert "import" not in ran.out


# --- what cannot be read --------------------------------------------------------------------------------------


def test_organization_that_cannot_be_read_is_an_error_and_a_comment_and_the_rest_is_printed(
    discover: Discover, estate: Estate, emulator: Emulator, tmp_path: Path
) -> None:
    databases = {"databases": {"orders": {"policies": [DAILY]}}}
    estate({"north": databases, "south": databases})
    emulator.fail("status", status=403, operation="list_databases", path_contains="/north/")
    ran = discover("--single", NORTHFLANK_API_TOKEN=None)
    assert ran.code == 1
    sentence = "PlanetScale: could not list the databases of north: it answered 403 Forbidden"
    assert sentence in ran.err
    assert "The program is not complete. A comment in it says what is missing." in ran.err
    assert f"# NOT COMPLETE. {sentence}" in ran.out
    assert resources_in(ran.out) == ["BackupPolicy"]
    assert_is_clean(tmp_path, ran.out)


def test_organization_that_does_not_exist_is_an_error_and_a_comment(discover: Discover, estate: Estate) -> None:
    estate({"north": {"databases": {"orders": {"policies": [DAILY]}}}})
    ran = discover("--organization", "nowhere", "--organization", "north", NORTHFLANK_API_TOKEN=None)
    assert ran.code == 1
    assert "could not list the databases of nowhere: it answered 404" in ran.err
    assert "# NOT COMPLETE. PlanetScale: could not list the databases of nowhere" in ran.out
    assert resources_in(ran.out) == ["BackupPlan"]


@pytest.mark.parametrize(
    ("operation", "resources"),
    [
        ("list_organizations", ["AddonBackupSchedule", "VolumeBackupSchedule"]),
        ("list_backup_policies", ["AddonBackupSchedule", "BackupPolicy", "VolumeBackupSchedule"]),
        ("listAddons", ["BackupPolicy", "BackupPolicy", "VolumeBackupSchedule"]),
        ("listVolumes", ["AddonBackupSchedule", "BackupPolicy", "BackupPolicy"]),
        ("listAddonBackupSchedules", ["BackupPolicy", "BackupPolicy", "VolumeBackupSchedule"]),
        ("listVolumeBackupSchedules", ["AddonBackupSchedule", "BackupPolicy", "BackupPolicy"]),
    ],
)
def test_each_list_that_cannot_be_read_is_an_error_and_a_comment(
    discover: Discover, estate: Estate, emulator: Emulator, operation: str, resources: list[str]
) -> None:
    estate(
        {"north": {"databases": {"orders": {"policies": [DAILY]}, "search": {"policies": [WEEKLY]}}}},
        {"estate": {"addons": {"carts": {"schedules": [DUMPS]}}, "volumes": {"media": {"schedules": [SNAPSHOTS]}}}},
    )
    emulator.fail("status", status=403, operation=operation, times=1)
    ran = discover("--single", "--project", "estate")
    assert ran.code == 1
    assert "could not list the" in ran.err
    assert ran.out.count("# NOT COMPLETE. ") == 1
    assert resources_in(ran.out) == resources


# --- wrong use ------------------------------------------------------------------------------------------------


def test_vendor_without_a_credential_is_left_out_and_the_program_says_so(discover: Discover, estate: Estate) -> None:
    estate({"north": {"databases": {"orders": {"policies": [DAILY]}}}})
    ran = discover("--single", NORTHFLANK_API_TOKEN=None)
    sentence = "Northflank is left out, because it has no credential. To include it, set NORTHFLANK_API_TOKEN.\n"
    assert (ran.code, ran.err) == (0, sentence)
    assert ran.out.endswith(f"# {sentence}")


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (
            (),
            dict.fromkeys(CREDENTIALS),
            "There is no credential in the environment, so there is nothing to ask. For PlanetScale, set "
            "PLANETSCALE_SERVICE_TOKEN_ID and PLANETSCALE_SERVICE_TOKEN, or PLANETSCALE_ACCESS_TOKEN. For Northflank, "
            "set NORTHFLANK_API_TOKEN.",
        ),
        (
            (),
            {"PLANETSCALE_ACCESS_TOKEN": " ", "NORTHFLANK_API_TOKEN": ""},
            "There is no credential in the environment",
        ),
        (
            (),
            {"PLANETSCALE_ACCESS_TOKEN": None, "PLANETSCALE_SERVICE_TOKEN": "secret"},
            "PlanetScale: PLANETSCALE_SERVICE_TOKEN_ID is not set, so the credential is incomplete.",
        ),
        (
            (),
            {"PLANETSCALE_SERVICE_TOKEN": "secret"},
            "PlanetScale: a service token and an OAuth token are set. Keep one: PLANETSCALE_SERVICE_TOKEN_ID and "
            "PLANETSCALE_SERVICE_TOKEN, or PLANETSCALE_ACCESS_TOKEN.",
        ),
        (
            ("--project", "estate"),
            {"NORTHFLANK_API_TOKEN": None},
            "--project is about Northflank, which has no credential. Set NORTHFLANK_API_TOKEN.",
        ),
        (("--organization", "a/b"), {}, "\"a/b\" must be a name of letters, digits, '-', '_' and '.'"),
        (("--organization", ""), {}, '"" must be a name of letters, digits'),
        ((), {"PLANETSCALE_ORGANIZATION": ".."}, '".." must be a name of letters, digits'),
        (("--every",), {}, "No such option '--every'."),
        (("everything",), {}, "unexpected extra argument (everything)"),
    ],
)
def test_wrong_use_is_a_sentence(arguments: tuple[str, ...], variables: dict[str, str | None], sentence: str) -> None:
    # In this process, because nothing is asked.
    others = {name: None for name in os.environ if name.startswith(SETTINGS)}
    ran = CliRunner(env=others | CREDENTIALS | variables).invoke(pulumi_backups, ["discover", *arguments])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert sentence in ran.stderr
    assert "secret" not in ran.stderr


def test_server_that_the_resources_refuse_is_a_sentence(discover: Discover) -> None:
    ran = discover(PLANETSCALE_SERVER_URL="http://vendor.example/v1", NORTHFLANK_API_TOKEN=None)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "# NOT COMPLETE. " in ran.out


def test_wrong_credential_is_a_sentence(discover: Discover, estate: Estate) -> None:
    estate({"north": {}})
    ran = discover(PLANETSCALE_ACCESS_TOKEN="wrong", NORTHFLANK_API_TOKEN=None)
    assert ran.code == 1
    assert "could not list the organizations: it answered 401" in ran.err


def test_terminal_shows_what_is_being_read(discover: Discover, estate: Estate) -> None:
    estate({"north": {"databases": {"orders": {"policies": [DAILY]}}}})
    terminal, other_end = os.openpty()
    ran = discover("--single", NORTHFLANK_API_TOKEN=None, TERM="xterm", stderr=other_end)
    os.close(other_end)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert "PlanetScale: looking for what has backups" in shown
    assert "Northflank is left out" in shown
    assert ran.out.startswith('"""')


def test_nothing_is_written(discover: Discover, estate: Estate, emulator: Emulator) -> None:
    estate(*large())
    assert discover("--single", "--project", "estate").code == 0
    methods = {entry["method"] for entry in emulator.call("GET", "/requests")["requests"]}
    assert methods == {"GET"}
