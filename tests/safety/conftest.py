"""A stack of one resource of any kind, after its creation, in the next run of Pulumi."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.planetscale.kinds import BRANCH
from tests.safety.kinds import KINDS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack


@pytest.fixture
def made(emulator: Emulator, config: Callable[..., dict[str, str]], new_stack: type[Stack]) -> Callable[[str], Stack]:
    def make(name: str) -> Stack:
        kind = KINDS[name]
        declared = dict(kind.declared)
        if name == "FinishedBranchBackup":
            place = {key: BRANCH[key] for key in ("database", "branch")}
            backup = emulator.call("POST", "/planetscale/backups", {**place, "name": "before", "state": "success"})
            declared["backup_id"] = backup["id"]
        stack = new_stack(kind.provider, config())
        stack.up(**declared)
        stack.start(config())
        emulator.sent()
        return stack

    return make
