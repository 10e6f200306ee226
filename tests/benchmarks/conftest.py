"""A peer that needs no binaries of others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.peer import Binaries, binaries
from tests.benchmarks import fake_tofu


@pytest.fixture
def peer(tmp_path: Path) -> Binaries:
    """A CLI and a provider, given as a person gives them."""
    cli, provider = tmp_path / "tofu", tmp_path / "terraform-provider-planetscale_v1.2.3"
    cli.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{fake_tofu.__file__}' \"$@\"\n")
    provider.write_text("")
    for each in (cli, provider):
        each.chmod(0o755)
    found = binaries({"PEER_TOFU": str(cli), "PEER_PROVIDER": os.path.relpath(provider)})
    assert found
    return found
