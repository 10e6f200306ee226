"""No credential is in what resources and functions show, raise, log or pickle."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.runtime import set_all_config
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall

from tests.safety.kinds import KINDS
from tests.safety.test_hostile_functions import FUNCTIONS
from tests.vendors import VENDORS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

PLANTED = ("planted-service-token-3f81", "planted-api-token-94c2", "planted-access-token-aa07")
CREDENTIALS = {
    PLANTED[0]: {"planetscale__serviceTokenId": "tests", "planetscale__serviceToken": PLANTED[0]},
    PLANTED[2]: {
        "planetscale__serviceTokenId": "",
        "planetscale__serviceToken": "",
        "planetscale__accessToken": PLANTED[2],
    },
}


def faults(token: str) -> list[dict[str, Any]]:
    """Faults, some with the credentials in the response."""
    echo = {
        "code": "unauthorized",
        "message": f"no such token: tests:{token}",
        "error": {"status": 401, "message": f"bad token Bearer {PLANTED[1]}", "details": {"sent": PLANTED[1]}},
    }
    return [
        {"kind": "status", "status": 401, "body": echo},
        {"kind": "status", "status": 500, "body": echo},
        {"kind": "html"},
        {"kind": "redirect"},
        {"kind": "cut_before"},
    ]


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Sets every library to its most verbose logging, and searches the logs after the test."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "urllib3", "pulumi", "grpc"):
        caplog.set_level(logging.DEBUG, logger=name)
    yield
    records = caplog.get_records("call")
    assert records, "nothing was logged"
    assert with_credential(*(f"{record.getMessage()} {vars(record)}" for record in records)) == []


@pytest.fixture(params=CREDENTIALS, ids=["service token", "OAuth token"])
def token(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def planted(token: str, config: Callable[..., dict[str, str]]) -> dict[str, str]:
    """Config with planted credentials."""
    accounts = [vendor.account for vendor in VENDORS.values()]
    of_others = {
        account.config_key(secret): token
        for account in accounts
        for secret in account.secrets
        if account.key not in ("planetscale", "northflank")
    }
    return {**config(northflank__apiToken=PLANTED[1], **CREDENTIALS[token]), **of_others}


def with_credential(*texts: str) -> list[str]:
    return [text for text in texts if any(token in text for token in PLANTED)]


def all_of(error: BaseException) -> Iterator[str]:
    """All texts of an error and its causes that a bug report may contain."""
    yield from traceback.format_exception(error)
    found: BaseException | None = error
    while found is not None:
        yield from (str(found), repr(found), repr(vars(found)), repr(found.args))
        found = found.__cause__ or found.__context__
    yield repr(pickle.dumps(error))


@pytest.mark.parametrize("name", KINDS)
def test_no_error_repr_or_pickle_of_a_resource_has_a_credential(
    new_stack: type[Stack], emulator: Emulator, planted: dict[str, str], token: str, name: str
) -> None:
    kind = KINDS[name]
    stack = new_stack(kind.provider, planted)
    declared = {**kind.declared, **({"backup_id": "b1"} if name == "FinishedBranchBackup" else {})}
    outputs = {**dict.fromkeys((output.name for output in kind.provider.operations.outputs), "x"), **kind.outputs}
    acts: list[Callable[[], Any]] = [
        lambda: stack.provider.create(declared),
        lambda: stack.provider.read("an-id", {**declared, **outputs}),
    ]
    for each in faults(token):
        emulator.fail(**each)
        for act in acts:
            with pytest.raises(BackupsError) as error:
                act()
            assert with_credential(*all_of(error.value)) == []
        emulator.heal()
    remote = vars(stack.provider)["_connected"]
    client = remote.client
    shown = [
        repr(each) for each in (stack.provider, vars(stack.provider), remote, vars(remote), client, client.rate_limiter)
    ]
    shown.append(repr(vars(ApiCall(client, "read the thing"))))
    assert with_credential(*shown) == []
    with pytest.raises(TypeError):
        pickle.dumps(client)


# get_regions sends no credential, so no response can have one.
@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "get_regions"])
def test_no_error_of_a_function_has_a_credential(
    emulator: Emulator, planted: dict[str, str], token: str, name: str
) -> None:
    function, arguments, _ = FUNCTIONS[name]
    set_all_config(planted)
    try:
        for each in faults(token):
            emulator.fail(**each)
            with pytest.raises(BackupsError) as error:
                function(**arguments)
            assert with_credential(*all_of(error.value)) == []
            emulator.heal()
    finally:
        set_all_config({})
