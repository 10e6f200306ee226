"""A stack and both vendors for each test. Afterwards, no file contains a credential."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.stack import Stack
from tests.engine.vendors import PLANTED, Vendors


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A project with an empty stack. It is created once, and each test works on a copy."""
    for command in ("pulumi", "pulumi-language-python", "pulumi-resource-pulumi-python"):
        if shutil.which(command) is None:
            pytest.fail(f"{command} is not on PATH. Run `make test`, which finds Pulumi or builds it.", pytrace=False)
    return Stack.create(tmp_path_factory.mktemp("blank") / "stack")


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """Both vendors, with the emulator's default world and a planted credential for each."""
    vendors = Vendors()
    yield vendors
    vendors.close()


@pytest.fixture
def stack(blank: Stack, vendors: Vendors, tmp_path: Path) -> Iterator[Stack]:
    """A stack that uses the vendors. After the test, no file contains its credentials in plain text."""
    stack = blank.copy(tmp_path / "stack")
    stack.connect(vendors.url)
    yield stack
    assert {token: stack.files_with(token) for token in PLANTED} == {token: [] for token in PLANTED}
