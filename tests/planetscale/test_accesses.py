"""Which accesses a token needs at the emulator, against the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pulumi_backups.emulator.planetscale import VENDOR

from tests.contract.contract import Json
from tests.planetscale.contract import FACTS

MAX_TEXT = 400
"""The contract has only the first characters of a long description."""


@dataclass(frozen=True)
class Described:
    """The accesses and scopes that the contract names. `whole` means that there are no more scopes."""

    accesses: set[str]
    scopes: set[str]
    anonymous: bool = False
    silent: bool = False
    whole: bool = True


def described(endpoint: Json) -> Described:
    if "auth" in endpoint:
        auth = endpoint["auth"]
        if auth is None:
            return Described(set(), set(), silent=True)
        scopes = {scope for scopes in auth.get("oauthScopes", {}).values() for scope in scopes}
        return Described(set(auth.get("serviceTokenAccesses", [])), scopes, auth.get("anonymous", False))
    text = endpoint["descriptionOfAuth"]
    accesses, _, scopes = text.partition("**OAuth Scopes**")
    return Described(
        set(re.findall("`(.+?)`", accesses.partition("**Service Token Accesses**")[2])),
        set(re.findall("`(.+?)`", scopes)),
        whole=len(text) < MAX_TEXT,
    )


def test_accesses_are_those_of_the_contract() -> None:
    wanted = {each["operationId"]: described(each) for each in FACTS["endpoints"]}
    for operation in VENDOR.operations:
        found = wanted[operation.id]
        assert operation.any_token is found.silent
        assert operation.anonymous is found.anonymous
        assert operation.accesses == found.accesses
        assert operation.scopes == found.scopes or (not found.whole and operation.scopes > found.scopes)
