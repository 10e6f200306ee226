"""What is edited behind the client's back, by no rule of the vendor: what all kinds of things have in common."""

from __future__ import annotations

from dataclasses import dataclass

from .dispatch import World
from .seeding import Seeding
from .store import Body, Thing


class ControlError(Exception):
    """The control plane was asked for something that it cannot do; the message is one line."""


class NotThereError(Exception):
    """There is no such thing to edit."""


@dataclass(frozen=True)
class Editable:
    """One kind of thing: `plural` is its name in paths, `places` are the parts of a scope, the outermost first."""

    kind: str
    plural: str
    places: tuple[str, ...] = ()

    def find(self, world: World, id: str) -> Thing:
        """The thing of that id; raises NotThereError."""
        found = world.store.find(self.kind, id)
        if found is None:
            raise NotThereError(f"there is no {self.kind.partition('.')[2]} {id}")
        return found

    def shown(self, world: World, thing: Thing) -> Body:
        """The thing with where it is."""
        return {**self.place_of(thing), **self.body(world, thing)}

    def place_of(self, thing: Thing) -> Body:
        """Where a thing is, by the names of its place's parts."""
        return dict(zip(self.places, thing.scope.split("/"), strict=False))

    def body(self, _world: World, thing: Thing) -> Body:
        """The thing as a client sees it."""
        return thing.body

    def create(self, world: World, described: Body) -> Body:
        """Makes one; raises ControlError where its place is nowhere."""
        scope, rest = self.take_place(world, dict(described))
        planting = Seeding(world.store, world.clock.stamp())
        return self.shown(world, self.make(planting, scope, planting.dated(rest)))

    def take_place(self, world: World, rest: Body) -> tuple[str, Body]:
        """The scope that a description names, and what is left of it; raises ControlError."""
        raise NotImplementedError

    def make(self, planting: Seeding, scope: str, described: Body) -> Thing:
        """Makes one in a scope that exists."""
        raise NotImplementedError

    def change(self, world: World, thing: Thing, changes: Body) -> Body:
        """Puts any fields in, checked by nothing, as a person in the vendor's console would be checked elsewhere."""
        body = {**thing.body, "updated_at": world.clock.stamp(), **changes}
        return self.shown(world, world.store.put(thing.kind, thing.scope, thing.id, body))

    def remove(self, world: World, thing: Thing) -> None:
        """Removes it, whatever it is."""
        world.store.remove(thing.kind, thing.scope, thing.id)
