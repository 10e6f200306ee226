"""What the passing of time brings about: looked up when somebody looks, never by a thread of its own."""

from __future__ import annotations

from .dispatch import World


def catch_up(world: World) -> None:
    """Lets everything happen at both vendors that was due by now."""
    for vendor in world.vendors:
        vendor.catch_up(world.store, world.switches, world.clock.now())


def move_clock(
    world: World,
    *,
    now: str | None = None,
    advance_seconds: float = 0,
    frozen: bool | None = None,
    real: bool = False,
) -> None:
    """Moves the clock as Clock.move does, and lets happen what that makes due, or undoes it; raises ValueError."""
    with world.store.transaction():
        before = world.clock.now()
        world.clock.move(now=now, advance_seconds=advance_seconds, frozen=frozen, real=real)
        if world.clock.now() < before:
            for vendor in world.vendors:
                vendor.turn_back(world.store, world.clock.now())
        catch_up(world)
