"""Explicit providers: several accounts of a vendor in one program, over Pulumi's own mechanism."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

import pulumi
from pulumi.runtime.sync_await import _sync_await

from pulumi_backups.bridge.inputs import with_whole_numbers
from pulumi_backups.bridge.settings import PROVIDER_KEY, Settings, Vendor
from pulumi_backups.errors import BackupsError

# The package of all dynamic providers. Pulumi finds a resource's provider by it.
PACKAGE = "pulumi-python"
_TOKEN = f"{PACKAGE}:dynamic:Resource"

Values = Mapping[str, Any]


class ExplicitProvider(pulumi.ProviderResource):
    """The account that resources and functions use if their options name this provider.

    Its settings do not come from the stack config. The environment supplies those that are left out.
    """

    vendor: ClassVar[Vendor]

    def __init__(self, resource_name: str, settings: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """Registers the provider. `settings`: the vendor's settings by name, None if the program does not give them."""
        self.settings = {
            name: pulumi.Output.secret(value) if name in self.vendor.secrets else value
            for name, value in settings.items()
            if value is not None
        }
        properties = {self.vendor.config_key(name): _text(value) for name, value in self.settings.items()}
        super().__init__(PACKAGE, resource_name, {PROVIDER_KEY: resource_name, **properties}, opts)

    def settings_from(self, values: Values) -> Settings:
        """The provider's settings in the program's own process, from their values by name."""
        config = {self.vendor.config_key(name): _text(value) for name, value in values.items() if value is not None}
        return Settings.of(self.vendor, {PROVIDER_KEY: self.pulumi_resource_name, **config}.get)

    def known_values(self) -> Values:
        """The values of the settings, for a function that returns at once. Raises BackupsError if one is unknown."""
        values = _sync_await(pulumi.Output.all(_=0, **self.settings).future(with_unknowns=False))
        if values is None:
            raise BackupsError(
                f"{self.vendor.title}: a setting of the provider {self.pulumi_resource_name!r} is not known yet. "
                "Use the _output form of the function."
            )
        return {name: value for name, value in values.items() if name in self.settings}


def provider_of(options: Any) -> ExplicitProvider | None:
    """The explicit provider that Pulumi will use: the one that options name, or that their parent has.

    options: of a resource or a function. Raises BackupsError if the provider is not one of ours.
    """
    if options is None:
        return None
    given = options.provider
    if given is None or given.package != PACKAGE:
        given = _by_package(options).get(PACKAGE)
    if given is None and options.parent is not None:
        given = options.parent.get_provider(_TOKEN)
    if given is not None and not isinstance(given, ExplicitProvider):
        raise BackupsError(
            f"The provider {given.pulumi_resource_name!r} is a plain ProviderResource of {PACKAGE}. Declare it with "
            "the vendor's own class instead, which is named Provider."
        )
    return given


def _by_package(options: Any) -> Mapping[str, pulumi.ProviderResource]:
    """The option `providers`, as Pulumi reads it: of two providers of a package it takes the last one."""
    providers = getattr(options, "providers", None) or {}
    return providers if isinstance(providers, Mapping) else {each.package: each for each in providers}


def provider_for(vendor: Vendor, options: Any, what: str) -> ExplicitProvider | None:
    """The explicit provider of a resource or function, `what`.

    Raises BackupsError if Pulumi will use one of another vendor, or will pass over one: that would be a wrong account.
    """
    found = provider_of(options)
    if found is not None and found.vendor is not vendor:
        raise BackupsError(
            f"{vendor.title}: {what} has the provider {found.pulumi_resource_name!r}, which is one of "
            f"{found.vendor.title}. Pulumi passes one provider to all children of a component. Name the right one in "
            "the options: provider=..."
        )
    for each in _named_in(options, inherited=found is None):
        if each is not found and isinstance(each, ExplicitProvider) and each.vendor is vendor:
            raise BackupsError(
                f"{vendor.title}: Pulumi would pass over the provider {each.pulumi_resource_name!r} of {what}. It "
                f"takes one of the package {PACKAGE}, to which all these belong. Name it in the options: provider=..."
            )
    return found


def _named_in(options: Any, *, inherited: bool) -> Iterator[pulumi.ProviderResource]:
    """Every provider that options name; with `inherited`, those that their parent has too."""
    if options is not None:
        yield from (each for each in (options.provider, *_values(options, "providers")) if each is not None)
        yield from _values(options.parent, "_providers") if inherited else ()


def _values(holder: Any, name: str) -> list[pulumi.ProviderResource]:
    providers = getattr(holder, name, None) or ()
    return list(providers.values() if isinstance(providers, Mapping) else providers)


def _text(value: Any) -> Any:
    """A provider's config holds text only. A number of another stack is a float, also if it is whole."""
    if isinstance(value, pulumi.Output):
        return value.apply(lambda known: None if known is None else _text(known))
    return str(with_whole_numbers(value))


_account: ContextVar[Settings | None] = ContextVar("account", default=None)


@contextmanager
def account(settings: Settings | None) -> Iterator[None]:
    """Makes the functions of a vendor use an explicit provider's settings in the meantime."""
    token = _account.set(settings)
    try:
        yield
    finally:
        _account.reset(token)


def account_settings(vendor: Vendor) -> Settings | None:
    """The settings of the explicit provider that functions of this vendor use now."""
    settings = _account.get()
    return settings if settings is not None and settings.vendor is vendor else None
