"""What is in the world: the default one, and more of anything on request."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .clock import Clock
from .northflank.seeding import plant_northflank
from .planetscale.seeding import plant_planetscale
from .seeding import Seeding
from .store import Store


def reset(store: Store, clock: Clock) -> None:
    """Nothing but the default world: no faults, no log, every switch at its default, the clock at real time."""
    with store.transaction():
        store.clear()
        add(store, clock, json.loads(files(__package__).joinpath("seed.json").read_text("utf-8")))
        store.set("seeded", True)


def add(store: Store, clock: Clock, world: Any) -> None:
    """Adds what `world` describes, all or nothing; what exists keeps its id and its policies. Raises SeedError."""
    with store.transaction():
        seeding = Seeding(store, clock.stamp())
        seeding.sections("", "", world, {"planetscale": plant_planetscale, "northflank": plant_northflank})
