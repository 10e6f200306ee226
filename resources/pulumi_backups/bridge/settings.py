"""Settings of a vendor: stack config first, then the environment, under one naming rule.

`planetscale:serviceToken` in the stack config and `PLANETSCALE_SERVICE_TOKEN` in the environment are the same
setting, `service_token`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from pulumi_backups.errors import BackupsError

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Vendor:
    """Whose settings they are, and which of them are credentials.

    `credentials` lists every setting that lets somebody in; `secrets` those of them that may never stand in
    plain text.
    """

    key: str
    title: str
    credentials: tuple[str, ...]
    secrets: tuple[str, ...]

    def config_key(self, setting: str) -> str:
        """`service_token` → `planetscale:serviceToken`."""
        first, *rest = setting.split("_")
        return f"{self.key}:{first}{''.join(word.capitalize() for word in rest)}"

    def environment_key(self, setting: str) -> str:
        """`service_token` → `PLANETSCALE_SERVICE_TOKEN`."""
        return f"{self.key}_{setting}".upper()

    def named(self, setting: str) -> str:
        """Both names of a setting, for messages."""
        return f"{self.config_key(setting)} (or {self.environment_key(setting)})"


def thread_safe_cache(make: Callable[P, T]) -> Callable[P, T]:
    """Makes one object for each set of arguments, also where several threads ask at once."""
    made, lock = cache(make), threading.Lock()

    @wraps(make)
    def get(*args: P.args, **kwargs: P.kwargs) -> T:
        with lock:
            return made(*args, **kwargs)  # type: ignore[arg-type]

    return get


@dataclass(frozen=True)
class Settings:
    """Looks up the settings of one vendor.

    Credentials come from one place as a whole: if the stack config holds any of them, those of the environment
    are not looked at, so that half of one account never meets half of another.
    """

    vendor: Vendor
    config: Callable[[str], str | None] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, vendor: Vendor, config: Callable[[str], str | None]) -> Settings:
        """Reads the stack config through `config` and the environment of this process."""
        return cls(vendor, config, os.environ)

    def get(self, setting: str) -> str | None:
        """The value of a setting, or None. Blank counts as not set."""
        value = (self.config(self.vendor.config_key(setting)) or "").strip()
        if not value and not (setting in self.vendor.credentials and self._credentials_in_config()):
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
            raise BackupsError(
                f"{self.vendor.title}: {self.vendor.named(setting)} must be a number of seconds, 0 or more."
            )
        return seconds

    def whole_number(self, setting: str, default: int) -> int:
        """A setting that is a whole number, 0 or more."""
        value = self.get(setting)
        if value is not None and not (value.isascii() and value.isdigit()):
            raise BackupsError(f"{self.vendor.title}: {self.vendor.named(setting)} must be a whole number, 0 or more.")
        return default if value is None else int(value)

    def missing(self, *settings: str) -> str:
        """What to say of credentials that are not set; it names the environment only where that would be looked at."""
        if self._credentials_in_config():
            names = " and ".join(map(self.vendor.config_key, settings))
            return f"{names} not set, and the environment is not looked at where the stack config holds a credential"
        return f"{' and '.join(map(self.vendor.named, settings))} not set"

    def _credentials_in_config(self) -> bool:
        keys = map(self.vendor.config_key, self.vendor.credentials)
        return any((self.config(key) or "").strip() for key in keys)
