"""Settings of behaviour that the contracts leave open. They can be changed while the emulator runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .store import Store


@dataclass(frozen=True)
class Switch:
    """`choices` are the allowed values. None means any whole number from 0. `why` says what the switch decides."""

    default: Any
    choices: tuple[Any, ...] | None
    why: str


ON_OFF = (True, False)

# Of all vendors.
COMMON: dict[str, Switch] = {
    "rate_limit_clock": Switch(
        "emulator", ("emulator", "real"), "whether the windows of the rate limits move with the emulator's clock"
    ),
}


class Switches:
    """The present values of the switches. `known` says which switches exist."""

    def __init__(self, store: Store, known: Mapping[str, Switch]) -> None:
        self._store = store
        self.known = known

    def __getitem__(self, name: str) -> Any:
        return self._store.setting("switches", {}).get(name, self.known[name].default)

    def all(self) -> dict[str, Any]:
        """Every switch with its present value."""
        return {name: self[name] for name in self.known}

    def set(self, changes: dict[str, Any]) -> None:
        """Sets all of them or none. Raises ValueError with one line that says what is allowed."""
        for name, value in changes.items():
            switch = self.known.get(name)
            if switch is None:
                raise ValueError(f"no switch {name!r}; there are {', '.join(self.known)}")
            number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            # `in` alone would accept 1 as true.
            known = any(value == c and type(value) is type(c) for c in switch.choices or ())
            if not (number if switch.choices is None else known):
                allowed = "a whole number from 0" if switch.choices is None else f"one of {list(switch.choices)}"
                raise ValueError(f"{name} is {allowed}, not {value!r}")
        self._store.set("switches", {**self._store.setting("switches", {}), **changes})
