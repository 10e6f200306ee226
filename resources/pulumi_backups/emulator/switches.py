"""What the contracts leave unknown: how this server behaves in each such case, settable while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .store import Store


@dataclass(frozen=True)
class Switch:
    """`choices` are the values taken; None stands for any whole number from 0."""

    default: Any
    choices: tuple[Any, ...] | None
    why: str


ON_OFF = (True, False)

# What all vendors have in common.
COMMON: dict[str, Switch] = {
    "rate_limit_clock": Switch(
        "emulator", ("emulator", "real"), "whether the windows of the rate limits move with the emulator's clock"
    ),
}


class Switches:
    """The switches as they stand now; `known` says which there are."""

    def __init__(self, store: Store, known: Mapping[str, Switch]) -> None:
        self._store = store
        self.known = known

    def __getitem__(self, name: str) -> Any:
        return self._store.setting("switches", {}).get(name, self.known[name].default)

    def all(self) -> dict[str, Any]:
        """Every switch with its present value."""
        return {name: self[name] for name in self.known}

    def set(self, changes: dict[str, Any]) -> None:
        """Sets all of them or none; raises ValueError with one line that says what would be right."""
        for name, value in changes.items():
            switch = self.known.get(name)
            if switch is None:
                raise ValueError(f"no switch {name!r}; there are {', '.join(self.known)}")
            number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            # A plain `in` would take 1 for true.
            known = any(value == c and type(value) is type(c) for c in switch.choices or ())
            if not (number if switch.choices is None else known):
                allowed = "a whole number from 0" if switch.choices is None else f"one of {list(switch.choices)}"
                raise ValueError(f"{name} is {allowed}, not {value!r}")
        self._store.set("switches", {**self._store.setting("switches", {}), **changes})
