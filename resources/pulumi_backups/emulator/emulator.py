"""One emulator: its state, its vendors, and what concerns all of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from .clock import Clock
from .faults import Faults
from .seeder import Seeder, nested
from .store import Store
from .switches import COMMON, Switches
from .vendor import Vendor
from .world import World


class Emulator:
    """The state of all vendors. A store without contents gets the default seed, or the empty one."""

    def __init__(self, store: Store, vendors: Sequence[Vendor], *, empty: bool = False) -> None:
        self.vendors = tuple(vendors)
        known = COMMON | {name: switch for vendor in self.vendors for name, switch in vendor.switches.items()}
        self.world = World(store, Clock(store), Switches(store, known))
        self.faults = Faults(store, [vendor.name for vendor in self.vendors])
        self.stopping = threading.Event()
        """Set when the server stops, to end delays early."""
        with store.transaction():
            if not store.setting("seeded", False):
                self.reset(empty=empty)

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.world.store

    def reset(self, *, empty: bool = False) -> None:
        """Restores the state of a new emulator: the default seed, no faults, no log, default switches, real time.

        `empty`: the empty seed instead.
        """
        with self.store.transaction():
            self.store.clear()
            seeds = {vendor.name: vendor.empty_seed if empty else vendor.default_seed for vendor in self.vendors}
            self.seed(seeds)
            self.store.set("seeded", True)

    def seed(self, seed: Any) -> None:
        """Adds all of a seed or nothing. An object that exists keeps its id and its parts. Raises SeedError."""
        with self.store.transaction():
            seeder = Seeder(self.store, self.world.clock.timestamp())
            seeder.add_sections("", "", seed, {vendor.name: nested(vendor.sections) for vendor in self.vendors})

    def environment(self, url: str) -> dict[str, str]:
        """The variables with which clients connect to the emulator at this address."""
        found = {name: value for vendor in self.vendors for name, value in vendor.environment.items()}
        return {name: value.format(url=url) for name, value in found.items()}

    def catch_up(self) -> None:
        """Does everything that was due by now. Each request calls this first, so no thread has to watch the clock."""
        for vendor in self.vendors:
            vendor.catch_up(self.world)

    def move_clock(
        self,
        *,
        now: str | None = None,
        advance_seconds: float = 0,
        frozen: bool | None = None,
        real: bool = False,
    ) -> None:
        """Moves the clock as Clock.move does, and does or undoes what that changes. Raises ValueError."""
        with self.store.transaction():
            before = self.world.clock.now()
            self.world.clock.move(now=now, advance_seconds=advance_seconds, frozen=frozen, real=real)
            if self.world.clock.now() < before:
                for vendor in self.vendors:
                    vendor.turn_back(self.world)
            self.catch_up()
