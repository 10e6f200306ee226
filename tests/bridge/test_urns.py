"""How messages use the URN of a resource."""

from __future__ import annotations

import shlex

import pytest
from pulumi_backups.bridge.urns import name_in, short_urn, urn_argument, urn_in

TYPE = "pulumi-python:dynamic/acme:Policy"


@pytest.mark.parametrize("name", ["nightly", "it's", "a::b", "$HOME"])
def test_message_shows_the_whole_name_and_a_urn_ready_to_paste(name: str) -> None:
    urn = f"urn:pulumi:dev::shop::acme:index:Team$pulumi-python:dynamic/acme:Policy::{name}"
    assert name_in(urn) == f"'{name}'"
    assert shlex.split(f"pulumi state delete {urn_argument(urn)}")[-1] == urn


@pytest.mark.parametrize(
    ("types", "short"),
    [
        (TYPE, "dev::shop::::a::b"),
        (f"acme:index:Team${TYPE}", "dev::shop::acme:index:Team$::a::b"),
        (f"{TYPE}${TYPE}", f"dev::shop::{TYPE}$::a::b"),
        # A class of the program that extends one of ours.
        ("pulumi-python:dynamic:Resource", "urn:pulumi:dev::shop::pulumi-python:dynamic:Resource::a::b"),
    ],
)
def test_state_has_the_urn_without_what_the_provider_knows(types: str, short: str) -> None:
    urn = f"urn:pulumi:dev::shop::{types}::a::b"
    assert short_urn(urn, TYPE) == short
    assert urn_in({"__urn": short}, TYPE) == urn


@pytest.mark.parametrize("properties", [{}, {"__urn": None}, {"__urn": object()}])
def test_state_without_a_known_urn_has_none(properties: dict[str, object]) -> None:
    assert urn_in(properties, TYPE) is None
