"""What stands in a state, and what must not."""

from __future__ import annotations

import base64
import json
import pickletools
import shutil

from tests.engine.programs import policy, schedule
from tests.engine.stack import STACK, Stack
from tests.engine.vendors import PLANTED, TOKEN_ID, Vendors

SAYS_ALL = ("--logtostderr", "--logflow", "-v=9")
IN_ENVIRONMENT = ("planted-in-environment-71ad", "planted-northflank-9e02")
# Bytes of one resource in the state, without where in the program it was declared, which the engine adds.
LARGEST = 2500


def test_no_credential_is_in_the_state_in_a_log_or_on_the_screen(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    for ran in (stack.up(*SAYS_ALL), stack.refresh(*SAYS_ALL)):
        assert ran.code == 0, ran.text[-2000:]
        assert len(ran.text) > 100_000, "it says all"
        telling = [line for line in ran.text.splitlines() if any(token in line for token in PLANTED)]
        # The engine's own log of what it hands to a provider; only at its highest verbosity, and only from config.
        assert [line for line in telling if "Configure().inputs]" not in line] == []
    shutil.rmtree(stack.runs)
    stack.runs.mkdir()
    exported = stack.call("stack", "export", "--stack", STACK)
    assert [token for token in PLANTED if token in exported] == []
    # The files of the backend and of Pulumi's home are searched after every test.

    vendors.control(
        "POST",
        "/seed",
        {
            "planetscale": {"service_tokens": {TOKEN_ID: {"token": IN_ENVIRONMENT[0], "organization": "acme"}}},
            "northflank": {"tokens": {IN_ENVIRONMENT[1]: {}}},
        },
    )
    stack.without_credentials()
    stack.environment |= {
        "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
        "PLANETSCALE_SERVICE_TOKEN": IN_ENVIRONMENT[0],
        "NORTHFLANK_API_TOKEN": IN_ENVIRONMENT[1],
    }
    stack.declare(policy(retention_value=15), schedule(retention_time=31))
    ran = stack.up(*SAYS_ALL)
    assert ran.code == 0, ran.text[-2000:]
    assert {token: stack.files_with(token) for token in IN_ENVIRONMENT} == {token: [] for token in IN_ENVIRONMENT}


def test_the_state_is_small_and_holds_nothing_that_moves_by_itself(stack: Stack) -> None:
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
