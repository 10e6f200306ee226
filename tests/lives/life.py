"""What must hold in the life of a stack: after each command, and at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from pulumi_backups.bridge import Provider
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider
from pulumi_backups.planetscale.branch_backup import BranchBackupProvider

from tests.lives.engine import Entry, Flags, Ran, Resource
from tests.lives.person import Person
from tests.lives.stack import Stack
from tests.lives.vendors import Fault, Thing

# How often a person does what the errors say before giving up.
PATIENCE = 12
Name = tuple[type[Provider], str]


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
        return len(set(map(_name_of, self.stack.state))) < len(self.stack.state)

    def up(self, *, fault: Fault | None = None, **flags: Any) -> Ran:
        before = self._before()
        ran = self.stack.up(fault=fault, **flags)
        self._check(ran, before, self.stack.program)
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
        self.missed.add((thing.provider, thing.physical_id))

    def forget(self, urn: str) -> None:
        """`pulumi state delete`. The objects of the resource stay."""
        forgotten = {_name_of(entry) for entry in self.stack.state if entry.urn == urn}
        self.stack.engine.forget(urn)
        forgotten -= _owned(self.stack.state)
        things = self.stack.vendors.things()
        self.strangers |= {thing.id for thing in things if (thing.provider, thing.physical_id) in forgotten}

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

    def _check(self, ran: Ran, before: tuple[dict[str, Thing], list[Entry]], program: list[Resource]) -> None:
        things, state = before
        now = {thing.id: thing for thing in self.stack.vendors.things()}
        self._strangers_are_untouched(things, now, _owned(state), program)
        if not self.stack.killed:
            self._declared_objects_exist(ran, now, program)
        self._nothing_is_left_unsaid(ran, now, state)
        owned, there = _owned(self.stack.state), _names(now)
        if self.stack.killed or self.stack.vendors.struck:
            # Pulumi may not know yet what it deleted itself.
            self.missed |= owned
        self.missed = (self.missed & owned) - there

    def _strangers_are_untouched(
        self, before: dict[str, Thing], now: dict[str, Thing], owned: set[Name], program: list[Resource]
    ) -> None:
        overwritten = {
            identity_of(resource) for resource in program if resource.inputs.get("adopt") == "overwrite"
        } | owned
        for id in self.strangers & before.keys():
            thing = before[id]
            if {(thing.provider, thing.identity), (thing.provider, thing.physical_id)} & overwritten:
                continue
            assert id in now, f"an object of somebody else is deleted: {thing}"
            assert now[id].settings == thing.settings, f"an object of somebody else is changed: {thing}"

    def _declared_objects_exist(self, ran: Ran, now: dict[str, Thing], program: list[Resource]) -> None:
        there = _names(now)
        failed = {urn for urn, _ in ran.errors}
        for resource in program:
            entry = self.stack.engine.find(resource.urn)
            if entry is None or entry.pending_replacement or resource.urn in failed:
                continue
            if entry.external and not ran.ok:
                # It may be read later than Pulumi deletes the object to replace it, which is then an error.
                continue
            assert _name_of(entry) in there | self.missed, f"the object of a declared resource is deleted: {entry}"

    def _nothing_is_left_unsaid(self, ran: Ran, now: dict[str, Thing], before: list[Entry]) -> None:
        """What no resource owns any longer was said to stay: by a line, an error or an option."""
        owned = _owned(self.stack.state)
        released = {_name_of(entry) for entry in before if entry.retain_on_delete}
        released |= {_name_of(entry) for entry in self.stack.state if entry.external}
        said = self.stack.lines + "".join(error for _, error in ran.errors)
        lost = self.stack.killed or (self.stack.vendors.struck and not ran.ok)
        for thing in now.values():
            name = (thing.provider, thing.physical_id)
            if name in owned:
                self.strangers.discard(thing.id)
            elif thing.id not in self.strangers:
                known = name in released or thing.id in said or thing.physical_id in said
                assert known or lost, f"an object is left behind, and nothing says so: {thing}"
                self.strangers.add(thing.id)

    def _declared_resources_have_objects_of_their_own(self) -> None:
        """Two resources with one object are an error now, or in the next run."""
        entries = [self.stack.engine.find(resource.urn) for resource in self.stack.program if not resource.id]
        assert all(entries), "a declared resource is not in the state"
        if max(Counter(_name_of(entry) for entry in entries if entry).values(), default=0) > 1:
            assert not self.stack.up().ok, f"two resources have one object: {entries}"

    def _everything_is_as_declared(self) -> None:
        things = self.stack.vendors.things()
        for resource in self.stack.program:
            if resource.id:
                continue
            same = [
                thing
                for thing in things
                if (thing.provider, thing.identity) == identity_of(resource) and thing.id not in self.strangers
            ]
            assert len(same) == 1, f"{resource} is there {len(same)} times: {same}"
            entry = self.stack.engine.find(resource.urn)
            assert entry is not None
            assert entry.id == same[0].physical_id
            assert _settings_of(resource).items() <= same[0].body.items(), f"{resource} is not as declared: {same}"


def identity_of(resource: Resource) -> Name:
    """What makes two declarations the same object."""
    inputs = resource.inputs
    if resource.provider is AddonBackupScheduleProvider:
        parts = (inputs["project_id"], inputs["addon_id"], inputs["backup_type"], inputs["scheduling"]["interval"])
        return resource.provider, "/".join(parts)
    place = [inputs["database"], *([inputs["branch"]] if "branch" in inputs else [])]
    return resource.provider, "/".join([*place, inputs["name"]])


def _settings_of(resource: Resource) -> dict[str, Any]:
    """The declared settings as the vendor shows them."""
    inputs = resource.inputs
    if resource.provider is AddonBackupScheduleProvider:
        return {"retentionTime": inputs["retention_time"], "scheduling": inputs["scheduling"]}
    if resource.provider is BranchBackupProvider:
        return {"protected": inputs.get("protected", False), "state": "success"}
    return {name: value for name, value in inputs.items() if name != "adopt"}


def _name_of(entry: Entry) -> Name:
    return entry.provider, entry.id


def _names(things: dict[str, Thing]) -> set[Name]:
    return {(thing.provider, thing.physical_id) for thing in things.values()}


def _owned(state: list[Entry]) -> set[Name]:
    """What a resource owns. What a killed run created is in no state, so that Pulumi itself warns of it."""
    return {_name_of(entry) for entry in state if not (entry.external or entry.pending_replacement)}


def _unprotected(resource: Resource) -> Resource:
    """As a person declares what is to be destroyed."""
    inputs = {name: value for name, value in resource.inputs.items() if name != "protected"}
    return replace(resource, inputs=inputs, protect=False, retain_on_delete=False)
