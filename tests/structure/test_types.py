"""A type checker finds wrong values in a program, and finds nothing wrong in a correct one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRONG = "# wrong"
PROGRAM = f"""\
import pulumi
from pulumi_backups import northflank, planetscale

policy: planetscale.BackupPolicyArgs = {{
    "database": "storefront",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}}
nightly = planetscale.BackupPolicy(
    "nightly",
    database="storefront",
    target="production",
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=14,
    retention_unit="day",
    adopt="overwrite",
)
days: pulumi.Output[int] = nightly.retention_value
orders = northflank.AddonBackupSchedule(
    "orders",
    project_id="shop",
    addon_id="orders-db",
    backup_type="dump",
    scheduling={{"interval": "daily", "hour": [2, 14], "minute": 30}},
    retention_time=days,
)
planetscale.BackupPolicy("from-a-table", **policy)
planetscale.BackupPolicy(
    "from-outputs",
    organization=nightly.organization,
    database=nightly.database,
    target=nightly.target,
    frequency_value=nightly.frequency_value,
    frequency_unit=nightly.frequency_unit,
    schedule_time=nightly.schedule_time,
    schedule_day=nightly.schedule_day,
    retention_value=nightly.retention_value,
    retention_unit=nightly.retention_unit,
)
northflank.AddonBackupSchedule(
    "from-outputs",
    project_id=orders.project_id,
    addon_id="catalog-db",
    backup_type=orders.backup_type,
    scheduling=orders.scheduling,
    retention_time=orders.retention_time,
    additional_destinations=orders.additional_destinations,
)
(listed,) = northflank.get_addon_backup_schedules(project_id="shop", addon_id="orders-db")
northflank.AddonBackupSchedule(
    "from-a-result",
    project_id="shop",
    addon_id="catalog-db",
    backup_type="dump",
    scheduling=listed.scheduling,
    retention_time=listed.retention_time,
    additional_destinations=listed.additional_destinations,
)
for database in planetscale.get_databases(kind="postgresql", opts=pulumi.InvokeOptions()):
    planetscale.get_branch_backups(database=database.name, branch=database.default_branch, state="success")
for addon in northflank.get_addons(project_id="shop"):
    northflank.get_addon_backups_output(project_id=orders.project_id, addon_id=addon.id)
interval: pulumi.Output[str] = orders.scheduling.apply(lambda scheduling: scheduling.interval)

planetscale.BackupPolicy(
    "wrong-target",
    database="storefront",
    target="prod",  {WRONG}
    frequency_value=1,
    frequency_unit="day",
    schedule_time="03:00",
    retention_value=14,
    retention_unit="day",
)
northflank.AddonBackupSchedule(
    "wrong-type",
    project_id="shop",
    addon_id="orders-db",
    backup_type="dmp",  {WRONG}
    scheduling={{"interval": "hourly", "minute": 15}},
    retention_time=7,
)
northflank.AddonBackupSchedule(
    "wrong-interval",
    project_id="shop",
    addon_id="orders-db",
    backup_type="dump",
    scheduling={{"interval": "often", "minute": 15}},  {WRONG}
    retention_time=7,
)
planetscale.get_databases(kind="postgres")  {WRONG}
planetscale.get_branch_backups(database="storefront", branch="main", state="done")  {WRONG}
wrong: planetscale.BackupPolicyArgs = {{"database": "storefront"}}  {WRONG}
"""
WRONG_LINES = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if WRONG in line]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, "utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "basic"}), "utf-8")
    return file


def run(folder: Path, *command: str) -> str:
    # Both exit with 1 if they find an error, and with 2 or more if they could not look.
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_mypy_finds_the_wrong_values_only(program: Path) -> None:
    output = run(ROOT, "mypy", str(program))
    assert [int(line) for line in re.findall(r"program\.py:(\d+): error", output)] == WRONG_LINES, output


def test_pyright_finds_the_wrong_values_only(program: Path) -> None:
    output = run(program.parent, "basedpyright", "--pythonpath", sys.executable, "--outputjson", program.name)
    found = json.loads(output)["generalDiagnostics"]
    lines = [each["range"]["start"]["line"] + 1 for each in found if each["severity"] == "error"]
    assert lines == WRONG_LINES, output
