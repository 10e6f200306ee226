"""What each vendor's folder says for the command fits its package."""

from __future__ import annotations

from importlib import import_module

import pytest
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.cli.discover import DISCOVERIES
from pulumi_backups.discovery import Discovery, Kind

from tests.newvendor.activation import NAME
from tests.vendors import NAMES

KINDS = [(discovery, kind) for discovery in DISCOVERIES.values() for kind in discovery.kinds]


def test_every_vendor_can_be_discovered() -> None:
    # The fixture has no such file. The command then says that it leaves the vendor out.
    assert {*NAMES} - {*DISCOVERIES} == {NAME}


@pytest.mark.parametrize(("discovery", "kind"), KINDS, ids=lambda each: getattr(each, "noun", None))
def test_names_are_those_of_the_package(discovery: Discovery, kind: Kind) -> None:
    package = import_module(f"pulumi_backups.{discovery.account.key}")

    def inputs_of(resource: str) -> set[str]:
        return {field.name for field in fields_of(getattr(package, resource)._provider_class.operations.inputs)}

    assert ("name" in inputs_of(kind.single)) == kind.named
    if kind.plan:
        assert kind.plan_input in inputs_of(kind.plan)
        assert kind.arguments in package.__all__
