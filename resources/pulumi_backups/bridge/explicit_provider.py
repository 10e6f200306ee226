"""Explicit providers: several accounts of a vendor in one program, over Pulumi's own mechanism."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

import pulumi
from pulumi.runtime.sync_await import _sync_await

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
        config = {self.vendor.config_key(name): str(value) for name, value in values.items() if value is not None}
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
    """The explicit provider that options name, or that their parent has. Raises BackupsError if it is not one of ours.

    options: of a resource or a function.
    """
    if options is None:
        return None
    given = [options.provider, *_listed(getattr(options, "providers", None))]
    if options.parent is not None:
        given.append(options.parent.get_provider(_TOKEN))
    found = next((each for each in given if each is not None and each.package == PACKAGE), None)
    if found is not None and not isinstance(found, ExplicitProvider):
        raise BackupsError(
            f"The provider {found.pulumi_resource_name!r} is a plain ProviderResource of {PACKAGE}. Declare it with "
            "the vendor's own class instead, which is named Provider."
        )
    return found


def _listed(providers: Any) -> list[Any]:
    return list(providers.values() if isinstance(providers, Mapping) else providers or ())


def provider_for(vendor: Vendor, options: Any, what: str) -> ExplicitProvider | None:
    """The explicit provider of a resource or function, `what`. Raises BackupsError if it is another vendor's."""
    found = provider_of(options)
    if found is not None and found.vendor is not vendor:
        raise BackupsError(
            f"{vendor.title}: {what} has the provider {found.pulumi_resource_name!r}, which is one of "
            f"{found.vendor.title}. Pulumi passes one provider to all children of a component. Name the right one in "
            "the options: provider=..."
        )
    return found


def _text(value: Any) -> Any:
    """A provider's config holds text only."""
    if isinstance(value, pulumi.Output):
        return value.apply(lambda known: None if known is None else str(known))
    return str(value)


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
