"""What a state contains."""

from __future__ import annotations

import base64
import json
import pickletools

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack

# Bytes of one resource in the state, without its position in the program, which the engine adds.
LARGEST = 2500


def test_state_is_small_and_contains_nothing_that_changes_by_itself(stack: Stack) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    for name, where in (
        ("nightly", b"pulumi_backups.planetscale.backup_policy"),
        ("orders", b"pulumi_backups.northflank.addon_backup_schedule"),
    ):
        entry = stack.resources()[name]
        pickled = base64.b64decode(entry["inputs"]["__provider"])
        assert where in pickled
        assert len(pickled) < 130
        assert not {code.name for code, _, _ in pickletools.genops(pickled)} & {"BUILD", "EMPTY_DICT", "SETITEMS"}
        for moving in ("last_ran_at", "next_run_at", "updated_at", "updatedAt"):
            assert moving not in json.dumps(entry)
        own = {key: value for key, value in entry.items() if key not in ("sourcePosition", "stackTrace")}
        assert len(json.dumps(own)) < LARGEST
