"""With which credentials the audit asks, and which server."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.cli.audited import DUMPS, World
from tests.cli.conftest import Audit

SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}


PROVIDER = "pulumi:providers:pulumi-python"


def with_provider(world: World, name: str, **inputs: Any) -> str:
    """The state of the world, whose resources have an explicit provider, or the default one."""
    urn = f"urn:pulumi:dev::tests::{PROVIDER}::{name}"
    named = {} if name == "default" else {"__provider:name": name}
    state = world.export()
    entries = state["deployment"]["resources"]
    for entry in entries:
        entry["provider"] = f"{urn}::abc"
    entries.append({"urn": urn, "type": PROVIDER, "id": "abc", "custom": True, "inputs": {**inputs, **named}})
    return json.dumps(state)


def test_server_comes_from_the_state_if_the_environment_names_none(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = os.environ["PLANETSCALE_SERVER_URL"]
    monkeypatch.delenv("PLANETSCALE_SERVER_URL")
    settings = {"planetscale:serverUrl": server, "planetscale:serviceToken": SIGNATURE}
    assert audit("-", given=with_provider(nightly, "default", **settings)).code == 0
    monkeypatch.setenv("PLANETSCALE_SERVER_URL", server)
    elsewhere = {"planetscale:serverUrl": "http://127.0.0.1:9/v1"}
    assert audit("-", given=with_provider(nightly, "default", **elsewhere)).code == 0


def test_credential_of_an_explicit_provider_has_its_name(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = with_provider(nightly, "acme-data.eu", **{"planetscale:serviceToken": SIGNATURE})
    # Without variables of its own, it uses those of all.
    assert audit("-", given=given).code == 0
    token = os.environ["PLANETSCALE_SERVICE_TOKEN"]
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN", "wrong")
    assert "it answered 401" in audit("-", given=given).out
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN__ACME_DATA_EU", token)
    ran = audit("-", given=given)
    # A credential is taken from one place as a whole.
    assert "PLANETSCALE_SERVICE_TOKEN_ID is not set, so the credential is incomplete." in " ".join(ran.out.split())
    monkeypatch.setenv("PLANETSCALE_SERVICE_TOKEN_ID__ACME_DATA_EU", os.environ["PLANETSCALE_SERVICE_TOKEN_ID"])
    assert audit("-", given=given).code == 0


@pytest.mark.parametrize(
    ("provider", "sentence"),
    [
        (
            "default",
            "PlanetScale: there is no credential in the environment. Set PLANETSCALE_SERVICE_TOKEN_ID and "
            "PLANETSCALE_SERVICE_TOKEN, or PLANETSCALE_ACCESS_TOKEN.",
        ),
        (
            "data",
            "PlanetScale: there is no credential of the provider 'data' in the environment. Set "
            "PLANETSCALE_SERVICE_TOKEN_ID__DATA and PLANETSCALE_SERVICE_TOKEN__DATA, or "
            "PLANETSCALE_ACCESS_TOKEN__DATA, or the same without __DATA.",
        ),
    ],
)
def test_missing_credential_is_unknown_and_sends_nothing(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch, provider: str, sentence: str
) -> None:
    nightly.schedule("catalog", addon_id="catalog-db", **DUMPS)
    monkeypatch.delenv("PLANETSCALE_SERVICE_TOKEN_ID")
    monkeypatch.delenv("PLANETSCALE_SERVICE_TOKEN")
    nightly.emulator.sent()
    ran = audit("-", "--organization", "acme", given=with_provider(nightly, provider))
    assert ran.code == 2
    assert sentence in " ".join(ran.out.split())
    assert sorted(nightly.emulator.sent()) == ["listAddonBackupSchedules", "listAddonBackups"]


@pytest.mark.usefixtures("nightly")
def test_server_that_the_resources_refuse_is_unknown(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANETSCALE_SERVER_URL", "http://vendor.example/v1")
    ran = audit()
    assert ran.code == 2
    assert "would send the credential without encryption" in " ".join(ran.out.split())


def test_widened_look_uses_the_provider_that_has_resources_there(
    audit: Audit, nightly: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("SERVICE_TOKEN_ID", "SERVICE_TOKEN"):
        monkeypatch.setenv(f"PLANETSCALE_{part}__DATA", os.environ[f"PLANETSCALE_{part}"])
        monkeypatch.delenv(f"PLANETSCALE_{part}")
    ran = audit("-", "--organization", "acme", given=with_provider(nightly, "data"))
    assert ran.code == 1
    assert "acme/storefront" in ran.out
