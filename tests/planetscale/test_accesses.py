"""Which accesses a token needs at the emulator, against the contract."""

from __future__ import annotations

from pulumi_backups.emulator.planetscale import VENDOR

from tests.contract.contract import Json
from tests.planetscale.contract import FACTS


def test_accesses_are_those_of_the_contract() -> None:
    wanted = {each["operationId"]: each["auth"] for each in FACTS["endpoints"]}
    silent: Json = {}
    for operation in VENDOR.operations:
        auth = wanted[operation.id] or silent
        assert operation.any_token is (auth is silent)
        assert operation.anonymous is auth.get("anonymous", False)
        assert operation.accesses == set(auth.get("serviceTokenAccesses", []))
        assert operation.scopes == {scope for scopes in auth.get("oauthScopes", {}).values() for scope in scopes}
