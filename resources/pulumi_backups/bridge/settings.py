"""A vendor's account as data, and its settings: stack config first, then the environment, under one naming rule.

`acme:serviceToken` in the stack config and `ACME_SERVICE_TOKEN` in the environment are the same
setting, `service_token`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from pulumi_backups.errors import BackupsError

# The config key with the name of an explicit provider. Pulumi shows no property that begins with two underscores.
PROVIDER_KEY = "__provider:name"


@dataclass(frozen=True)
class Credential:
    """One way to authenticate: `Credential("a service token", "{service_token_id}:{service_token}")`.

    header: the Authorization header, with the settings that it needs in braces.
    public: which of these settings may be shown, such as an id.
    """

    name: str
    header: str
    public: tuple[str, ...] = ()

    @property
    def settings(self) -> tuple[str, ...]:
        return tuple(name for _, name, _, _ in Formatter().parse(self.header) if name)

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(name for name in self.settings if name not in self.public)


def plain_error_message(body: Any) -> str | None:
    """The message in `{"message": "..."}`."""
    message = body.get("message") if isinstance(body, Mapping) else None
    return message if isinstance(message, str) else None


@dataclass(frozen=True, eq=False)
class Vendor:
    """A vendor's account, as data. The first four fields are enough; the others have defaults.

    key: the namespace of its settings, and its folder's name. title: its name in messages.
    credentials: the ways to authenticate; a person sets one of them.
    base_url: the real server. base_url_setting: the setting that names another one.
    requests: how many the vendor documents for each window of `window_seconds`; 0 means no limit.
    requests_setting: the setting that changes that number.
    error_message: finds the vendor's own message in the body of an error.
    advice: what to do about an HTTP status, as a sentence.
    """

    key: str
    title: str
    credentials: tuple[Credential, ...]
    base_url: str
    base_url_setting: str = "base_url"
    requests: int = 0
    requests_setting: str = "requests_per_minute"
    window_seconds: float = 60.0
    error_message: Callable[[Any], str | None] = plain_error_message
    advice: Mapping[int, str] = field(default_factory=dict)

    @property
    def credential_settings(self) -> tuple[str, ...]:
        return tuple(name for credential in self.credentials for name in credential.settings)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The settings that may never be in plain text."""
        return tuple(name for credential in self.credentials for name in credential.secrets)

    def config_key(self, setting: str) -> str:
        """`service_token` → `acme:serviceToken`."""
        first, *rest = setting.split("_")
        return f"{self.key}:{first}{''.join(word.capitalize() for word in rest)}"

    def environment_key(self, setting: str) -> str:
        """`service_token` → `ACME_SERVICE_TOKEN`."""
        return f"{self.key}_{setting}".upper()


@dataclass(frozen=True)
class Authorization:
    """The Authorization header of a request, and the secrets in it, which no message may show."""

    header: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Looks up the settings of one vendor.

    Credentials come from one source as a whole. If the stack config holds any of them, those of the environment are
    ignored, so that parts of two credentials are never combined.
    """

    vendor: Vendor
    config: Callable[[str], str | None] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, vendor: Vendor, config: Callable[[str], str | None]) -> Settings:
        """Reads the stack config through `config`, and the environment of this process."""
        return cls(vendor, config, os.environ)

    @property
    def provider(self) -> str | None:
        """The name of the explicit provider to which the settings belong."""
        return self.config(PROVIDER_KEY)

    def named(self, setting: str) -> str:
        """How a person gives a setting, for messages."""
        vendor = self.vendor
        if self.provider is None:
            return f"{vendor.config_key(setting)} (or {vendor.environment_key(setting)})"
        return f"{setting} of the provider {self.provider!r} (or {vendor.environment_key(setting)})"

    def get(self, setting: str) -> str | None:
        """The value of a setting, or None. Blank counts as not set."""
        value = (self.config(self.vendor.config_key(setting)) or "").strip()
        if not value and not (setting in self.vendor.credential_settings and self._credentials_in_config()):
            value = self.environment.get(self.vendor.environment_key(setting), "").strip()
        return value or None

    def seconds(self, setting: str, default: float) -> float:
        """A setting that is a number of seconds."""
        value = self.get(setting)
        try:
            seconds = default if value is None else float(value)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds < float("inf"):
            raise BackupsError(f"{self.vendor.title}: {self.named(setting)} must be a number of seconds, 0 or more.")
        return seconds

    def whole_number(self, setting: str, default: int) -> int:
        """A setting that is a whole number, 0 or more."""
        value = self.get(setting)
        if value is not None and not (value.isascii() and value.isdigit()):
            raise BackupsError(f"{self.vendor.title}: {self.named(setting)} must be a whole number, 0 or more.")
        return default if value is None else int(value)

    def authorization(self) -> Authorization:
        """The credential that is set; raises BackupsError if none is, or more than one."""
        values = {name: self.get(name) for name in self.vendor.credential_settings}
        chosen = [each for each in self.vendor.credentials if any(values[name] for name in each.settings)]
        if len(chosen) > 1:
            given = " and ".join(credential.name for credential in chosen)
            keys = ", or ".join(self._keys(credential.settings) for credential in chosen)
            raise BackupsError(f"{self.vendor.title}: both {given} are set. Keep one: {keys}.")
        credential = chosen[0] if chosen else self.vendor.credentials[0]
        missing = [name for name in credential.settings if not values[name]]
        if missing:
            raise BackupsError(
                f"{self.vendor.title}: no credential: {self._missing(missing)}. Set {credential.name}: "
                f"{'; '.join(self._command(credential, name) for name in credential.settings)}"
            )
        header = credential.header.format(**values)
        return Authorization(header, tuple(str(values[name]) for name in credential.secrets))

    def credential_names(self) -> str:
        """The settings of the credential that is used, as the place that they come from names them."""
        given = next(
            (each.settings for each in self.vendor.credentials if any(map(self.get, each.settings))),
            self.vendor.credentials[0].settings,
        )
        named = self._keys(given) if self._credentials_in_config() else None
        return named or " and ".join(map(self.vendor.environment_key, given))

    def _missing(self, settings: list[str]) -> str:
        """Which credentials are missing. It names the environment only if that would be used."""
        if self._credentials_in_config():
            source = f"the provider {self.provider!r}" if self.provider else "the stack config"
            return f"{self._keys(settings)} not set ({source} has a credential, so the environment is ignored)"
        return f"{' and '.join(map(self.named, settings))} not set"

    def _keys(self, settings: tuple[str, ...] | list[str]) -> str:
        return " and ".join(settings if self.provider else map(self.vendor.config_key, settings))

    def _command(self, credential: Credential, setting: str) -> str:
        if self.provider:
            return f"{setting}=... of the provider"
        key = self.vendor.config_key(setting)
        return f"pulumi config set --secret {key}" if setting in credential.secrets else f"pulumi config set {key} ID"

    def _credentials_in_config(self) -> bool:
        keys = map(self.vendor.config_key, self.vendor.credential_settings)
        return any((self.config(key) or "").strip() for key in keys)
