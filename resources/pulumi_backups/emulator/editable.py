"""What the control plane and the console can edit, past the vendor's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .console.forms import FormField, default_fields, typed_values
from .ids import digest
from .seeder import Seeder
from .store import Body, StoredObject
from .world import World


class ControlError(Exception):
    """The control plane cannot do what it was asked for. The message is one line."""


class UnknownObjectError(Exception):
    """There is no such object to edit."""


@dataclass(frozen=True)
class Editable:
    """One kind of object that can be edited.

    It works as it is for objects whose stored body is what the API returns. A vendor derives from it for others.
    """

    kind: str
    """As the store knows it: the vendor's name, a dot and a noun."""
    plural: str
    """The name of the objects in paths."""
    scope_names: tuple[str, ...] = ()
    """What the parts of a scope are called, the outermost first."""
    id_field: str = "id"
    """The field of the body that holds the id. A vendor that names its objects has no other."""
    form: tuple[FormField, ...] = ()
    """The form fields on the console. Empty means one for each text and each whole number of the object."""
    new: Mapping[str, Any] = field(default_factory=dict)
    """What the form fields of a new object show at first."""

    @property
    def noun(self) -> str:
        """What an object of this kind is called."""
        return self.kind.partition(".")[2]

    def find(self, world: World, id: str) -> StoredObject:
        """The object with that id. Raises UnknownObjectError."""
        found = world.store.find(self.kind, id)
        if found is None:
            raise UnknownObjectError(f"there is no {self.noun} {id}")
        return found

    def shown(self, world: World, stored: StoredObject) -> Body:
        """The object and its location."""
        return {**self.location(stored), **self.body(world, stored)}

    def location(self, stored: StoredObject) -> Body:
        """The parts of the object's scope by name."""
        return dict(zip(self.scope_names, stored.scope.split("/"), strict=False))

    def body(self, _world: World, stored: StoredObject) -> Body:
        """The object as the vendor's API returns it."""
        return stored.body

    def create(self, world: World, described: Body) -> Body:
        """Creates an object. Raises ControlError if its location does not exist."""
        scope, rest = self.take_location(world, dict(described))
        seeder = Seeder(world.store, world.clock.timestamp())
        return self.shown(world, self.make(seeder, scope, seeder.with_absolute_times(rest)))

    def take_location(self, _world: World, described: Body) -> tuple[str, Body]:
        """The scope that a description names, and the rest of the description. Raises ControlError."""
        for name in self.scope_names:
            if not described.get(name):
                raise ControlError(f"{name} is required to create a {self.noun}")
        return "/".join(str(described.pop(name)) for name in self.scope_names), described

    def make(self, seeder: Seeder, scope: str, described: Body) -> StoredObject:
        """Creates an object in a scope that exists."""
        id = str(described.get(self.id_field) or digest(seeder.store, self.kind).hex()[:12])
        return seeder.store.put(self.kind, scope, id, {**described, self.id_field: id})

    def change(self, world: World, stored: StoredObject, changes: Body) -> Body:
        """Sets any fields to any values. Nothing is checked."""
        changed = world.store.put(stored.kind, stored.scope, stored.id, {**stored.body, **changes})
        return self.shown(world, changed)

    def remove(self, world: World, stored: StoredObject) -> None:
        """Removes the object, even one that the vendor protects."""
        world.store.remove(stored.kind, stored.scope, stored.id)

    def to_form(self, body: Body) -> Body:
        """The values of the form fields by name."""
        return body

    def from_form(self, values: Body) -> Body:
        """The object's fields, given the values of the form fields."""
        return values

    def form_fields(self, body: Body) -> list[tuple[FormField, str]]:
        """The form fields of an object, each with its text."""
        values = self.to_form(body)
        return [(each, each.write(values.get(each.name))) for each in self.form or default_fields(values)]

    def new_fields(self) -> list[tuple[FormField, str]]:
        """The form fields of a new object, each with its text."""
        return [(each, each.write(self.new.get(each.name))) for each in self.form]

    def create_from_form(self, world: World, form: Mapping[str, str]) -> None:
        """Creates what a person described in the form of a new object. Raises FormError and ControlError."""
        fields = {each.name: each for each in self.form}
        values = {name: fields[name].read(text) for name, text in form.items() if name in fields}
        location = {name: text for name, text in form.items() if name not in fields and not name.startswith("_")}
        self.create(world, {**location, **self.from_form(values)})

    def form_changes(self, body: Body, form: Mapping[str, str]) -> Body:
        """What a person changed in the form. Raises FormError."""
        values = self.to_form(body)
        typed = typed_values(self.form or default_fields(values), values, form)
        if not typed:
            return {}
        return {name: value for name, value in self.from_form({**values, **typed}).items() if value != body.get(name)}
