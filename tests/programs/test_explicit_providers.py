"""An explicit provider has an argument for each setting of its vendor, and its credentials are secrets."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc
from pulumi_backups import northflank, planetscale
from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.explicit_provider import ExplicitProvider
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.http.retry_policy import RetryPolicy

from tests.programs.mocked import Recorder, run_mocked
from tests.providers import provider_classes

POLICY: Any = {
    "database": "storefront",
    "target": "production",
    "frequency_value": 1,
    "frequency_unit": "day",
    "schedule_time": "03:00",
    "retention_value": 14,
    "retention_unit": "day",
}
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


def test_whole_number_of_another_stack_is_a_whole_number() -> None:
    recorder = Recorder()
    found: Any = pulumi.Output.from_input(60.0)
    run_mocked(lambda: planetscale.Provider("other", requests_per_minute=found), recorder)
    assert recorder.resources["other"]["planetscale:requestsPerMinute"] == "60"


def _policy(options: Callable[[Any, Any], pulumi.ResourceOptions]) -> None:
    ours, other = planetscale.Provider("ours"), northflank.Provider("other")
    planetscale.BackupPolicy("nightly", **POLICY, opts=options(ours, other))


def _below(parent: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=pulumi.ComponentResource("tests:index:Parent", "parent", None, parent))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (lambda ours, other: pulumi.ResourceOptions(providers=[ours, other]), "which is one of Northflank"),
        (
            lambda ours, _: pulumi.ResourceOptions(providers={"planetscale": ours}),
            "would pass over the provider 'ours'",
        ),
        (lambda ours, _: _below(pulumi.ResourceOptions(providers={"planetscale": ours})), "would pass over"),
        (lambda ours, other: _below(pulumi.ResourceOptions(providers=[ours, other])), "which is one of Northflank"),
    ],
)
def test_provider_that_pulumi_would_pass_over_is_an_error(
    options: Callable[[Any, Any], pulumi.ResourceOptions], words: str
) -> None:
    with pytest.raises(pulumi.RunError, match=words):
        run_mocked(lambda: _policy(options), Recorder())


@pytest.mark.parametrize(
    "options",
    [
        lambda ours, other: pulumi.ResourceOptions(providers=[other, ours]),
        lambda ours, _: pulumi.ResourceOptions(providers={"pulumi-python": ours}),
        lambda ours, _: _below(pulumi.ResourceOptions(provider=ours)),
        lambda ours, other: pulumi.ResourceOptions.merge(
            _below(pulumi.ResourceOptions(providers=[other])), pulumi.ResourceOptions(provider=ours)
        ),
    ],
)
def test_provider_that_pulumi_uses_is_accepted(options: Callable[[Any, Any], pulumi.ResourceOptions]) -> None:
    recorder = Recorder()
    run_mocked(lambda: _policy(options), recorder)
    assert "::ours::" in str(recorder.providers["nightly"])


@pytest.mark.parametrize(
    "call",
    [
        lambda other: planetscale.get_user(opts=pulumi.InvokeOptions(provider=other)),
        lambda other: planetscale.get_user_output(opts=pulumi.InvokeOutputOptions(provider=other)),
    ],
)
def test_function_does_not_use_another_vendors_provider_or_the_default_one(call: Callable[[Any], Any]) -> None:
    with pytest.raises(pulumi.RunError, match=r"the function get_user has the provider 'other', which is one of North"):
        run_mocked(lambda: call(northflank.Provider("other")), Recorder())
