"""The emulator's state: what is stored, what time it is, and how the switches are set."""

from __future__ import annotations

from dataclasses import dataclass

from .clock import Clock
from .store import Store
from .switches import Switches


@dataclass(frozen=True)
class World:
    """The state that all vendors share. It is kept in the store, so it survives a restart."""

    store: Store
    clock: Clock
    switches: Switches
