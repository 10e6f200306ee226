"""What must hold in the life of a stack: after each command, and at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from pulumi_backups.bridge import Provider

from tests.lives.engine import Entry, Flags, Ran, Resource
from tests.lives.objects import Name, besides, name_of, names_of, owned_by, settings_of
from tests.lives.person import Person
from tests.lives.stack import Stack
from tests.lives.vendors import Fault, Thing

# How often a person does what the errors say before giving up.
PATIENCE = 12


class Life:
    """A stack, and what is known about the objects at the vendors.

    strangers: the ids of objects that no resource owns: other people created them, or an error, a line or an option
    left them behind. missed: objects that other people deleted, by what Pulumi calls them, until Pulumi notices.
    """

    def __init__(self) -> None:
        self.stack = Stack()
        self.strangers: set[str] = set()
        self.missed: set[Name] = set()

    @property
    def shares_an_object(self) -> bool:
        """Whether two resources in the state have one object."""
        return max(Counter(name for entry in self.stack.state for name in names_of(entry)).values(), default=0) > 1

    def up(self, *, fault: Fault | None = None, **flags: Any) -> Ran:
        before = self._before()
        ran = self.stack.up(fault=fault, **flags)
        self._check(ran, before, self.stack.program, refreshed=Flags(**flags).refresh)
        if ran.ok and not self.stack.killed and not Flags(**flags).is_partial:
            self._declared_resources_have_objects_of_their_own()
        return ran

    def destroy(self, *, fault: Fault | None = None, **flags: Any) -> Ran:
        before = self._before()
        ran = self.stack.destroy(fault=fault, **flags)
        self._check(ran, before, [])
        return ran

    def refresh(self) -> Ran:
        before = self._before()
        ran = self.stack.refresh()
        self._check(ran, before, self.stack.program)
        return ran

    def preview(self) -> Ran:
        """A preview sends nothing, except to read what the program only reads."""
        ran = self.stack.preview()
        if not any(resource.id for resource in self.stack.program):
            assert self.stack.vendors.requests == [], "a preview sends requests"
        return ran

    def somebody_creates(self, provider: type[Provider], body: dict[str, Any]) -> None:
        thing = self.stack.vendors.create(provider, body)
        self.strangers.add(thing.id)

    def somebody_deletes(self, thing: Thing) -> None:
        self.stack.vendors.delete(thing)
        self.missed.add(name_of(thing))

    def forget(self, urn: str) -> None:
        """`pulumi state delete`. The objects of the resource stay."""
        forgotten = {name for entry in self.stack.state if entry.urn == urn for name in names_of(entry)}
        self.stack.engine.forget(urn)
        forgotten -= owned_by(self.stack.state)
        self.strangers |= {thing.id for thing in self.stack.vendors.things() if name_of(thing) in forgotten}

    def settle(self) -> None:
        """A person runs `up --refresh` and does what its errors say, until it succeeds. Nothing may be left to do."""
        person = Person(self)
        for _ in range(PATIENCE):
            ran = self.up(refresh=True)
            if ran.ok:
                break
            for urn, error in ran.errors:
                person.follow(urn, error)
        else:
            raise AssertionError(f"what the errors say leads nowhere: {ran.errors}")
        if any(resource.inputs.get("others") in ("report", "delete") for resource in self.stack.program):
            # What is there besides a plan is known, and deleted, after the next refresh has shown it.
            assert self.up(refresh=True).ok
        self._everything_is_as_declared()
        assert self.preview().steps == [], "a preview shows changes after a successful up"
        # What the program only reads may have been read before another resource changed it.
        read = {resource.urn for resource in self.stack.program if resource.id}
        shown = [step for step in self.stack.refresh().steps if step[1] not in read]
        assert shown == [], "a refresh shows changes after a successful up"
        assert {method for method, _ in self.stack.vendors.requests} <= {"GET"}

    def end(self) -> None:
        """The stack is destroyed, and only strangers are left."""
        self.stack.program = [_unprotected(resource) for resource in self.stack.program if not resource.id]
        self.settle()
        assert self.destroy().ok
        assert self.stack.state == []
        assert [thing for thing in self.stack.vendors.things() if thing.id not in self.strangers] == []

    def _before(self) -> tuple[dict[str, Thing], list[Entry]]:
        things = {thing.id: thing for thing in self.stack.vendors.things()}
        return things, [replace(entry) for entry in self.stack.state]

    def _check(
        self,
        ran: Ran,
        before: tuple[dict[str, Thing], list[Entry]],
        program: list[Resource],
        *,
        refreshed: bool = False,
    ) -> None:
        things, state = before
        now = {thing.id: thing for thing in self.stack.vendors.things()}
        doomed = {id for entry in state for id in besides(entry) if _deletes_others(program, entry)}
        if refreshed:
            # The refresh of this run shows what is there besides.
            doomed |= {id for id in self.strangers if any(_deletes_others(program, entry) for entry in state)}
        self.strangers -= doomed - now.keys()
        self._strangers_are_untouched(things, now, owned_by(state), program)
        if not self.stack.killed:
            self._declared_objects_exist(ran, now, program)
        self._nothing_is_left_unsaid(ran, now, state)
        owned, there = owned_by(self.stack.state), set(map(name_of, now.values()))
        if self.stack.killed or self.stack.vendors.struck:
            # Pulumi may not know yet what it deleted itself.
            self.missed |= owned
        self.missed = (self.missed & owned) - there

    def _strangers_are_untouched(
        self, before: dict[str, Thing], now: dict[str, Thing], owned: set[Name], program: list[Resource]
    ) -> None:
        overwriting = [resource for resource in program if resource.inputs.get("adopt") == "overwrite"]
        overwritten = {name for resource in overwriting for name in settings_of(resource)} | owned
        for id in self.strangers & before.keys():
            thing = before[id]
            if {(thing.provider, thing.identity), name_of(thing)} & overwritten:
                continue
            assert id in now, f"an object of somebody else is deleted: {thing}"
            assert now[id].settings == thing.settings, f"an object of somebody else is changed: {thing}"

    def _declared_objects_exist(self, ran: Ran, now: dict[str, Thing], program: list[Resource]) -> None:
        there = set(map(name_of, now.values()))
        failed = {urn for urn, _ in ran.errors}
        for resource in program:
            entry = self.stack.engine.find(resource.urn)
            if entry is None or entry.pending_replacement or resource.urn in failed:
                continue
            if entry.external and not ran.ok:
                # It may be read later than Pulumi deletes the object to replace it, which is then an error.
                continue
            assert names_of(entry) <= there | self.missed, f"the object of a declared resource is deleted: {entry}"

    def _nothing_is_left_unsaid(self, ran: Ran, now: dict[str, Thing], before: list[Entry]) -> None:
        """What no resource owns any longer was said to stay: by a line, an error or an option."""
        owned = owned_by(self.stack.state)
        released = {name for entry in before if entry.retain_on_delete for name in names_of(entry)}
        released |= {name for entry in self.stack.state if entry.external for name in names_of(entry)}
        said = self.stack.lines + "".join(error for _, error in ran.errors)
        lost = self.stack.killed or (self.stack.vendors.struck and not ran.ok)
        for thing in now.values():
            if name_of(thing) in owned:
                self.strangers.discard(thing.id)
            elif thing.id not in self.strangers:
                known = name_of(thing) in released or any(name in said for name in _said_of(thing))
                assert known or lost, f"an object is left behind, and nothing says so: {thing}"
                self.strangers.add(thing.id)

    def _declared_resources_have_objects_of_their_own(self) -> None:
        """Two resources with one object are an error now, or in the next run."""
        entries = [self.stack.engine.find(resource.urn) for resource in self.stack.program if not resource.id]
        assert all(entries), "a declared resource is not in the state"
        if max(Counter(name for entry in entries if entry for name in names_of(entry)).values(), default=0) > 1:
            assert not self.stack.up().ok, f"two resources have one object: {entries}"

    def _everything_is_as_declared(self) -> None:
        things = self.stack.vendors.things()
        for resource in self.stack.program:
            if resource.id:
                continue
            entry = self.stack.engine.find(resource.urn)
            assert entry is not None
            for identity, settings in settings_of(resource).items():
                same = [
                    thing
                    for thing in things
                    if (thing.provider, thing.identity) == identity and thing.id not in self.strangers
                ]
                assert len(same) == 1, f"{identity} is there {len(same)} times: {same}"
                assert name_of(same[0]) in names_of(entry)
                assert settings.items() <= same[0].body.items(), f"{resource} is not as declared: {same}"


def _deletes_others(program: list[Resource], entry: Entry) -> bool:
    """Whether a plan deletes what is there besides: the one in the state, and the one of the program too."""
    return entry.outputs.get("others") == "delete" and any(
        entry.urn in (resource.urn, resource.alias) and resource.inputs.get("others") == "delete"
        for resource in program
    )


def _said_of(thing: Thing) -> set[str]:
    """How a line or an error names an object. A plan names its entries in quotes."""
    key = thing.body.get("name") or "/".join(thing.identity.split("/")[-2:])
    return {thing.id, thing.physical_id, repr(key)}


def _unprotected(resource: Resource) -> Resource:
    """As a person declares what is to be destroyed."""
    inputs = {name: value for name, value in resource.inputs.items() if name != "protected"}
    return replace(resource, inputs=inputs, protect=False, retain_on_delete=False)
