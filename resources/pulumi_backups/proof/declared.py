"""A resource as a stack's state records it. What is encrypted stays so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulumi_backups.bridge.check import check
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.errors import BackupsError


class Secret:
    """A value that the state holds encrypted."""


SECRET = Secret()


@dataclass(frozen=True)
class Declared:
    """A resource in a state.

    kind: the name of its class in the vendor's package, such as "BackupPolicy".
    id: its physical id. since: when its settings were last changed, by Pulumi's record.
    outputs: what the state records, with SECRET in place of what is encrypted.
    """

    kind: str
    urn: str
    id: str
    since: datetime
    outputs: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.split("::", 3)[-1]

    def is_secret(self, name: str) -> bool:
        """Whether a recorded value, or a part of it, is encrypted."""
        return _has_secret(self.outputs.get(name))

    def inputs(self, model: type, **in_place_of_secrets: Any) -> dict[str, Any]:
        """The recorded inputs in canonical form. Raises BackupsError if they cannot be used.

        in_place_of_secrets: values for inputs that are encrypted and need not be known.
        """
        given = {each.name: self.outputs.get(each.name) for each in fields_of(model)}
        for name in filter(self.is_secret, given):
            given[name] = in_place_of_secrets[name] if name in in_place_of_secrets else self.output(name)
        checked = check(model, given, lambda _: None, lambda _: "is not in the state")
        for found in checked.violations:
            raise BackupsError(f"The state of {self.name!r} cannot be used: {found.property} {found.reason()}.")
        return checked.values

    def output(self, name: str) -> Any:
        """A recorded output. Raises BackupsError if it is encrypted."""
        if self.is_secret(name):
            raise BackupsError(f"{name} of {self.name!r} is a secret in the state, and the audit decrypts nothing.")
        return self.outputs.get(name)

    def ids(self, name: str) -> dict[str, str]:
        """A recorded output that maps names to the vendor's ids. Raises BackupsError if it is something else."""
        found = self.output(name)
        if not isinstance(found, Mapping) or not all(isinstance(id, str) for id in found.values()):
            raise BackupsError(f"The state of {self.name!r} cannot be used: {name} is no mapping of names to ids.")
        return dict(found)


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_secret, value.values()))
    if isinstance(value, list):
        return any(map(_has_secret, value))
    return value is SECRET
