"""What is in the world: the default one, and more of anything on request."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .dispatch import World
from .seeding import Seeding


def reset(world: World) -> None:
    """Nothing but the default world: no faults, no log, every switch at its default, the clock at real time."""
    with world.store.transaction():
        world.store.clear()
        add(world, json.loads(files(__package__).joinpath("seed.json").read_text("utf-8")))
        world.store.set("seeded", True)


def add(world: World, described: Any) -> None:
    """Adds what is described, all or nothing; what exists keeps its id and its policies. Raises SeedError."""
    with world.store.transaction():
        seeding = Seeding(world.store, world.clock.stamp())
        seeding.sections("", "", described, {vendor.name: vendor.plant for vendor in world.vendors})
