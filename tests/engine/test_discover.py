"""An estate that `pulumi-backups discover` turned into a program is adopted without a write, and then unchanged."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.estates import DAILY, DUMPS, SNAPSHOTS, large
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import sized

ACCESS_TOKEN = "estate-access-token"


@pytest.mark.parametrize("form", sized(["plans"], ["plans", "single"]))
def test_discovered_estate_is_adopted_without_a_write_and_previewed_without_a_change(
    stack: Stack, vendors: Vendors, form: str
) -> None:
    organizations, projects = large()
    organizations["north"]["databases"]["odd"] = {"policies": [{**DAILY, "name": 'it\'s "odd" {}'}]}
    copies = [{"destinationId": "cold-store", "type": "custom", "retentionTime": 9}]
    schedules = [
        {**DUMPS, "compressionType": "zstd", "customDestinationId": "own-bucket"},
        {**SNAPSHOTS, "additionalDestinations": copies},
    ]
    projects["estate"]["addons"]["copied"] = {"schedules": schedules}
    projects["estate"]["volumes"] = {"media": {"schedules": [SNAPSHOTS]}}
    token = {ACCESS_TOKEN: {"organizations": list(organizations)}}
    vendors.control(
        "POST",
        "/seed",
        {
            "planetscale": {"organizations": organizations, "access_tokens": token},
            "northflank": {"projects": projects},
        },
    )
    stack.without_credentials()
    stack.environment |= {
        "PLANETSCALE_SERVER_URL": f"{vendors.url}/planetscale/v1",
        "PLANETSCALE_ACCESS_TOKEN": ACCESS_TOKEN,
        "NORTHFLANK_BASE_URL": f"{vendors.url}/northflank",
        "NORTHFLANK_API_TOKEN": "demo-northflank-token-0000",
    }
    stack.configure({"planetscale:organization": None})
    options = ["--single"] if form == "single" else []
    program = subprocess.run(
        [sys.executable, "-m", "pulumi_backups", "discover", *options],
        env=stack.environment,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    (stack.project / "__main__.py").write_bytes(program)

    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.text.count("nothing is changed") == 12 * 3 + 1 + 9 * 2 + 2 + 1, ran.text
    assert {method for method, _ in vendors.sent()} == {"GET"}
    ran = stack.preview("--refresh", "--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text

    # Once everything is adopted, adopt=True can go.
    (stack.project / "__main__.py").write_bytes(program.replace(b", adopt=True", b"").replace(b"adopt=True,\n", b"\n"))
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert {method for method, _ in vendors.sent()} == {"GET"}
