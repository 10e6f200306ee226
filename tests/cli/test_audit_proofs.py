"""What each vendor's folder says for the audit fits its package."""

from __future__ import annotations

from importlib import import_module

import pytest
from pulumi_backups.cli.audit.command import PROOFS

from tests.newvendor.activation import NAME
from tests.vendors import NAMES


def test_every_vendor_can_be_audited() -> None:
    # The fixture has no such file.
    assert {*NAMES} - {*PROOFS} == {NAME}


@pytest.mark.parametrize("vendor", [*PROOFS])
def test_kinds_are_resources_of_the_package(vendor: str) -> None:
    package = import_module(f"pulumi_backups.{vendor}")
    assert PROOFS[vendor].account.key == vendor
    for kind in PROOFS[vendor].kinds:
        assert kind in package.__all__


def test_resources_that_promise_backups_are_audited() -> None:
    """Those with a timetable: a new one of them must not be left out."""
    for vendor, proof in PROOFS.items():
        package = import_module(f"pulumi_backups.{vendor}")
        promising = {name for name in package.__all__ if name.endswith(("Policy", "Schedule", "Plan"))}
        assert promising == {*proof.kinds}


def test_options_that_widen_the_audit_differ() -> None:
    assert len({proof.widening.option for proof in PROOFS.values()}) == len(PROOFS)
