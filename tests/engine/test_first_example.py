"""The README's first example: once it is up, its preview needs neither a credential nor a server."""

from __future__ import annotations

import shutil

from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.programs.test_first_example import PROGRAM


def test_first_example_is_previewed_offline_even_if_an_object_is_gone(stack: Stack, vendors: Vendors) -> None:
    shutil.copy(PROGRAM, stack.project / "__main__.py")
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.outputs() == {"nightly policy": vendors.policy()["id"], "orders backed up at": [2, 14]}

    vendors.delete_policy()
    vendors.stop()
    stack.without_credentials()
    ran = stack.preview("--expect-no-changes")
    assert (ran.code, ran.errors) == (0, []), ran.text
