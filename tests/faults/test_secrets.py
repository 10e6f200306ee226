"""No credential is in a state, a log, an error or the output, even if a run fails."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest
from pulumi import dynamic
from pulumi_backups.bridge import Provider
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

from tests.engine.stack import STACK, Stack
from tests.engine.vendors import API_TOKEN, PLANTED, SERVICE_TOKEN, TOKEN_ID, Vendors
from tests.faults.size import at_full_size
from tests.faults.world import World, soon

HIGHEST = ("--logtostderr", "--logflow", "-v=11")
# The engine logs a provider's config at its highest verbosity. Only credentials from the stack's config are in it.
ENGINES_OWN = "Configure().inputs]"
ECHO = {
    "code": "unauthorized",
    "message": f"no such token: {TOKEN_ID}:{SERVICE_TOKEN}",
    "error": {"status": 401, "message": f"bad token Bearer {API_TOKEN}", "details": {"sent": API_TOKEN}},
}


def telling(text: str) -> list[str]:
    """The lines that contain a credential, without the engine's own log."""
    return [line for line in text.splitlines() if any(token in line for token in PLANTED) and ENGINES_OWN not in line]


def test_no_credential_is_printed_or_saved_at_the_highest_verbosity(stack: Stack, vendors: Vendors) -> None:
    soon(vendors)
    World(2).declare(stack)
    ran = stack.up(*HIGHEST)
    assert ran.code == 0, ran.text[-3000:]
    assert len(ran.text) > 100_000, "it logs everything"
    assert telling(ran.text) == []
    exported = stack.call("stack", "export", "--stack", STACK)
    assert [token for token in PLANTED if token in exported] == []
    World(2, retention=15).declare(stack)
    ran = stack.up("--refresh", *HIGHEST)
    assert ran.code == 0, ran.text[-3000:]
    assert telling(ran.text) == []
    vendors.fault("status", status=401, body=ECHO)
    ran = stack.refresh(*HIGHEST)
    assert ran.code != 0
    assert "401 Unauthorized: no such token: engine-tests:…" in ran.text
    assert telling(ran.text) == []
    for file in stack.runs.iterdir():
        # All other files are searched after every test.
        if telling(file.read_text("utf-8")) == []:
            file.unlink()
    assert list(stack.runs.iterdir()) == []


@at_full_size
def test_credential_from_the_environment_is_in_no_file(stack: Stack, vendors: Vendors) -> None:
    stack.without_credentials()
    stack.environment |= {
        "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
        "PLANETSCALE_SERVICE_TOKEN": SERVICE_TOKEN,
        "NORTHFLANK_API_TOKEN": API_TOKEN,
    }
    World(2, backups=False).declare(stack)
    vendors.fault("status", status=401, body=ECHO)
    assert stack.up(*HIGHEST).code != 0
    vendors.heal()
    assert stack.up(*HIGHEST).code == 0
    # The files of the runs are searched after every test.
    assert list(stack.runs.iterdir()) != []


@at_full_size
def test_credential_with_a_wrong_character_is_not_quoted(stack: Stack) -> None:
    stack.without_credentials()
    stack.environment |= {
        "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
        "PLANETSCALE_SERVICE_TOKEN": f"{SERVICE_TOKEN}\u200b",
        "NORTHFLANK_API_TOKEN": f"{API_TOKEN}\nx",
    }
    World(1, backups=False).declare(stack)
    ran = stack.up("--continue-on-error")
    said = {message.text for message in ran.errors}
    assert len(said) == 2
    assert all("the credential has a character that no token has" in text for text in said)


@pytest.mark.parametrize("provider", [BackupPolicyProvider, AddonBackupScheduleProvider])
@pytest.mark.parametrize(
    "trouble",
    [{"kind": "status", "status": 401, "body": ECHO}, {"kind": "html"}, {"kind": "refuse"}, None, "a wrong character"],
    ids=["401", "HTML", "refused", "none", "wrong character"],
)
def test_no_credential_is_in_what_errors_and_objects_show(
    vendors: Vendors, provider: type[Provider], trouble: dict[str, Any] | str | None
) -> None:
    wrong = "\u00e9" if isinstance(trouble, str) else ""
    if isinstance(trouble, dict):
        vendors.fault(**trouble)
    config = {
        "planetscale:serverUrl": f"{vendors.url}/planetscale/v1",
        "planetscale:organization": "acme",
        "planetscale:serviceTokenId": TOKEN_ID,
        "planetscale:serviceToken": SERVICE_TOKEN + wrong,
        "planetscale:retrySeconds": "0",
        "northflank:baseUrl": f"{vendors.url}/northflank",
        "northflank:apiToken": API_TOKEN + wrong,
        "northflank:retrySeconds": "0",
    }
    made = provider()
    made.configure(dynamic.ConfigureRequest(dynamic.Config(config, "tests")))
    shown = []
    try:
        found = made.read("an-id", STATES[provider])
        assert trouble is None
        shown.append(repr(found))
    except BackupsError as error:
        assert trouble is not None
        # The whole chain of causes, as a bug report would have it.
        shown += [repr(error), repr(vars(error)), *traceback.format_exception(error)]
    shown += [repr(made), repr(vars(made)), repr(vars(made).get("_connected")), type(made).reference()]
    connected = vars(made).get("_connected")
    if connected is not None:
        call = ApiCall(connected.client, "read the thing")
        shown += [repr(connected.client), repr(call), repr(vars(call)), repr(connected.client.rate_limiter)]
        with pytest.raises(TypeError):
            pickle.dumps(connected.client)
    assert [text for text in shown if telling(text)] == []


STATES: dict[type[Provider], dict[str, Any]] = {
    BackupPolicyProvider: {
        "organization": "acme",
        "database": "storefront",
        "name": "nightly",
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "03:00",
        "retention_value": 14,
        "retention_unit": "day",
        "required": False,
    },
    AddonBackupScheduleProvider: {
        "project_id": "shop",
        "addon_id": "orders-db",
        "backup_type": "dump",
        "scheduling": {"interval": "daily", "hour": [2], "minute": [0]},
        "retention_time": 3,
        "compression_type": "gz",
        "schedule_id": "an-id",
    },
}
