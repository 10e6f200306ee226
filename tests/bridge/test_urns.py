"""How messages use the URN of a resource."""

from __future__ import annotations

import shlex

import pytest
from pulumi_backups.bridge.urns import name_in, urn_argument


@pytest.mark.parametrize("name", ["nightly", "it's", "a::b", "$HOME"])
def test_message_shows_the_whole_name_and_a_urn_ready_to_paste(name: str) -> None:
    urn = f"urn:pulumi:dev::shop::acme:index:Team$pulumi-python:dynamic/acme:Policy::{name}"
    assert name_in(urn) == f"'{name}'"
    assert shlex.split(f"pulumi state delete {urn_argument(urn)}")[-1] == urn
