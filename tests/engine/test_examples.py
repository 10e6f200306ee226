"""The projects in `examples`, each once on the real engine: what they create, and that they can be destroyed."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pulumi_backups.testing import Emulator, running_emulator

from tests.docs.pages import ROOT

EXAMPLES = ROOT / "examples"


class Account:
    """What exists at the vendors while an example is up."""

    def __init__(self, emulator: Emulator, outputs: dict[str, Any]) -> None:
        self._emulator = emulator
        self.outputs = outputs

    def objects(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._emulator.control("GET", f"/{kind}")[kind.rpartition("/")[2]]
        return found

    @property
    def policies(self) -> list[dict[str, Any]]:
        """All policies except the required ones."""
        return [each for each in self.objects("planetscale/policies") if not each["required"]]

    def policies_by_database(self) -> Counter[str]:
        return Counter(f"{each['organization']}/{each['database']}" for each in self.policies)


@pytest.fixture
def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    with running_emulator() as emulator:
        yield emulator


@contextmanager
def up(emulator: Emulator, example: str, **config: Any) -> Iterator[Account]:
    """Runs the example, and destroys it after the block. Only what it keeps on purpose may be left."""
    stack = emulator.stack(EXAMPLES / example, config)
    outputs = {name: output.value for name, output in stack.up().outputs.items()}
    account = Account(emulator, outputs)
    yield account
    command = ["pulumi", "state", "unprotect", "--all", "--yes", "--stack", stack.name]
    environment = {**os.environ, **stack.workspace.env_vars}
    subprocess.run(command, cwd=stack.workspace.work_dir, env=environment, capture_output=True, check=True)
    stack.destroy()
    assert account.policies == account.objects("northflank/schedules") == []


def test_one_database(emulator: Emulator) -> None:
    with up(emulator, "one-database", database="billing") as account:
        assert {each["name"] for each in account.policies} == {"hourly", "nightly", "monthly"}
        assert account.policies_by_database() == {"acme/billing": 3}
        assert account.outputs == {"hours between two backups": 4, "days that backups reach back": 365}


def test_estate_by_tiers(emulator: Emulator) -> None:
    with up(emulator, "estate-by-tiers", tiers={"storefront": "gold", "orders-db": "gold"}) as account:
        silver = dict.fromkeys(("acme/billing", "acme/analytics", "acme/sessions"), 1)
        assert account.policies_by_database() == {"acme/storefront": 2, **silver}
        schedules = Counter(each["addon_id"] for each in account.objects("northflank/schedules"))
        assert schedules == {"orders-db": 2, "catalog-db": 1, "reports-db": 1, "cart-cache": 1}


def test_backup_before_promotion(emulator: Emulator) -> None:
    with up(emulator, "backup-before-promotion", release="42") as account:
        (backup,) = (each for each in account.objects("planetscale/backups") if each["name"] == "before-release-42")
        assert account.outputs == {"backup": backup["id"], "bytes": backup["size"], "is production": True}
    # The backup of a release stays.
    assert backup["id"] in {each["id"] for each in account.objects("planetscale/backups")}


def test_two_organizations(emulator: Emulator) -> None:
    token = {"token": "another-token", "organization": "acme-data"}
    ledger = {"databases": {"ledger": {"kind": "postgresql"}}}
    emulator.seed({"planetscale": {"organizations": {"acme-data": ledger}, "service_tokens": {"another-id": token}}})
    settings = {"secondOrganization": "acme-data", "secondTokenId": "another-id", "secondToken": "another-token"}
    with up(emulator, "two-organizations", **settings) as account:
        first = ("acme/storefront", "acme/billing", "acme/analytics", "acme/sessions")
        assert account.policies_by_database() == dict.fromkeys((*first, "acme-data/ledger"), 1)


def test_offsite_addon(emulator: Emulator) -> None:
    with up(emulator, "offsite-addon") as account:
        by_type = {each["backupType"]: each for each in account.objects("northflank/schedules")}
        assert by_type["dump"]["customDestinationId"] == "offsite-archive"
        assert by_type["snapshot"]["additionalDestinations"][0]["destinationId"] == "offsite-archive"


def test_every_example_has_a_test_and_a_line_in_the_readme() -> None:
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml"))
    assert len(names) == 5
    assert [name for name in names if f"test_{name.replace('-', '_')}" not in globals()] == []
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert [name for name in names if f"({name}/__main__.py)" not in readme] == []
