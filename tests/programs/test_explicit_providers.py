"""An explicit provider has an argument for each setting of its vendor, and its credentials are secrets."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

import pytest
from pulumi.runtime import rpc
from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.explicit_provider import ExplicitProvider
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.http.retry_policy import RetryPolicy

from tests.programs.mocked import Recorder, run_mocked
from tests.providers import provider_classes

PROVIDERS: list[type[ExplicitProvider]] = [planetscale.Provider, northflank.Provider]


def settings_of(vendor: Vendor) -> set[str]:
    models = [each.operations.inputs for each in provider_classes() if each.operations.vendor is vendor]
    supplied = {field.argument.setting for model in models for field in fields_of(model)} - {None}
    patience = {field.name for field in fields(RetryPolicy)}
    return {
        *vendor.credential_settings,
        vendor.base_url_setting,
        vendor.requests_setting,
        *patience,
        *map(str, supplied),
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_setting_is_an_argument(provider: type[ExplicitProvider]) -> None:
    arguments = set(inspect.signature(provider).parameters) - {"resource_name", "opts"}
    assert arguments == settings_of(provider.vendor)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_credentials_are_secrets_and_every_value_is_text(provider: type[ExplicitProvider]) -> None:
    vendor, recorder = provider.vendor, Recorder()
    given: dict[str, Any] = dict.fromkeys(settings_of(vendor), 5)
    run_mocked(lambda: provider("other", **given), recorder)
    sent = recorder.resources["other"]
    secrets = {vendor.config_key(name) for name in vendor.secrets}
    assert {
        name for name, value in sent.items() if isinstance(value, dict) and rpc._special_sig_key in value
    } == secrets
    plain = {vendor.config_key(name): str(value) for name, value in given.items() if name not in vendor.secrets}
    assert {name: value for name, value in sent.items() if name not in secrets} == {"__provider:name": "other", **plain}
