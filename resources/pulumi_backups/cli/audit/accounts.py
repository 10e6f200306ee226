"""The settings with which the audit asks: from the environment, and from the state what is not encrypted there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from pulumi_backups.bridge import Settings, Vendor
from pulumi_backups.bridge.settings import PROVIDER_KEY
from pulumi_backups.cli.audit.state import StateProvider
from pulumi_backups.cli.credentials import has_credential, problem_with_credential, variables


def account_settings(vendor: Vendor, provider: StateProvider, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a provider in the state.

    A variable with the name of an explicit provider at its end goes before the one without, and the environment goes
    before the state. A credential comes from one place as a whole, and never from the state.
    """
    own = _own(vendor, provider, environment)
    credentials = {vendor.environment_key(setting) for setting in vendor.credential_settings}
    replaced = credentials if own.keys() & credentials else set()
    shared = {name: value for name, value in environment.items() if name not in replaced}
    named = {} if provider.name is None else {PROVIDER_KEY: provider.name}
    return Settings(vendor, named.get, {**_recorded(vendor, provider), **shared, **own})


def refusal(settings: Settings) -> str | None:
    """Why nothing can be asked with these settings, as a sentence."""
    vendor, name = settings.vendor, settings.provider
    if has_credential(settings):
        return problem_with_credential(settings)
    if name is None:
        return f"{vendor.title}: there is no credential in the environment. Set {variables(vendor)}."
    suffix = suffix_of(name)
    return (
        f"{vendor.title}: there is no credential of the provider {name!r} in the environment. "
        f"Set {variables(vendor, suffix)}, or the same without {suffix}."
    )


def suffix_of(provider: str) -> str:
    """How the variables of an explicit provider end: `acme-data` → `__ACME_DATA`."""
    return f"__{re.sub(r'[^A-Z0-9]', '_', provider.upper())}"


def _own(vendor: Vendor, provider: StateProvider, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of an explicit provider, by their names without its name. Blank ones count as not set."""
    if provider.name is None:
        return {}
    prefix, suffix = vendor.environment_key(""), suffix_of(provider.name)
    return {
        name.removesuffix(suffix): value
        for name, value in environment.items()
        if name.startswith(prefix) and name.endswith(suffix) and value.strip()
    }


def _recorded(vendor: Vendor, provider: StateProvider) -> dict[str, str]:
    """The settings in the state, as variables: where the server is, and how often it may be asked."""
    names = (vendor.base_url_setting, vendor.requests_setting, "retry_seconds", "max_wait_seconds")
    recorded = dict(provider.settings)
    keys = {vendor.config_key(name): vendor.environment_key(name) for name in names}
    return {variable: recorded[key] for key, variable in keys.items() if key in recorded}
