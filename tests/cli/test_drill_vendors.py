"""What each vendor's folder says about restores fits its package."""

from __future__ import annotations

from importlib import import_module

import pytest
from pulumi_backups.cli.audit.command import PROOFS
from pulumi_backups.cli.drill.command import COMMAND, DRILLS

from tests.cli.drilled import EXAMPLES
from tests.newvendor.activation import NAME
from tests.vendors import NAMES


def test_every_vendor_can_be_drilled_and_is_tested() -> None:
    # The fixture has no such file, so it is not offered.
    assert {*NAMES} - {*DRILLS} == {NAME}
    assert {*COMMAND.commands} == {*DRILLS} == {*EXAMPLES}


@pytest.mark.parametrize("vendor", [*DRILLS])
def test_resources_are_those_that_the_audit_knows(vendor: str) -> None:
    package = import_module(f"pulumi_backups.{vendor}")
    assert DRILLS[vendor].account.key == vendor
    assert DRILLS[vendor].resources <= {*PROOFS[vendor].kinds} <= {*package.__all__}


def test_options_that_limit_the_search_differ() -> None:
    names = [option.name for drill in DRILLS.values() for option in drill.everywhere]
    assert len({*names}) == len(names)
