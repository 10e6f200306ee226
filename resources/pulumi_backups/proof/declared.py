"""A resource as a stack's state records it. What is encrypted stays so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pulumi_backups.bridge import canonical_form
from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.errors import BackupsError, one_line

P = ParamSpec("P")
T = TypeVar("T")


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
        """The recorded inputs in canonical form. Raises BackupsError if one is encrypted.

        in_place_of_secrets: values for inputs that may be encrypted, because they need not be known.
        """
        given = {each.name: self.outputs.get(each.name) for each in fields_of(model)}
        for name in filter(self.is_secret, given):
            given[name] = in_place_of_secrets[name] if name in in_place_of_secrets else self.output(name)
        # Without the rules: the state also records what a vendor has kept although no rule allows it.
        return canonical_form(model, given)

    def output(self, name: str) -> Any:
        """A recorded output. Raises BackupsError if it is encrypted."""
        if self.is_secret(name):
            raise BackupsError(f"{name} of {self.name!r} is a secret in the state, and the audit decrypts nothing.")
        return self.outputs.get(name)

    def text(self, name: str) -> str:
        """A recorded output that is text. Raises BackupsError."""
        value = self.output(name)
        if not isinstance(value, str):
            raise BackupsError(f"The state of {self.name!r} has no text as {name}.")
        return value


def reads_state(read: Callable[Concatenate[Declared, P], T]) -> Callable[Concatenate[Declared, P], T]:
    """Makes a function that reads a recorded resource raise BackupsError if the record has another form."""

    @wraps(read)
    def guarded(declared: Declared, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(declared, *args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            reason = one_line(f"{type(error).__name__}: {error}", 100)
            raise BackupsError(
                f"The state of {declared.name!r} does not have the form that this version writes ({reason})."
            ) from error

    return guarded


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_secret, value.values()))
    if isinstance(value, list):
        return any(map(_has_secret, value))
    return value is SECRET
