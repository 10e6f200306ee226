"""Random lives of a stack: whatever people, vendors and faults do, the invariants of `life.py` hold."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.faults.size import FULL
from tests.lives import programs
from tests.lives.engine import Resource
from tests.lives.life import Life
from tests.lives.vendors import Fault

# Few names and few settings, so that lives get in each other's way.
NAMES = st.sampled_from(["a", "b", "c"])
ADOPT = st.sampled_from([None, None, True, "overwrite"])
OPTIONS = st.sampled_from(
    [
        {},
        {},
        {"delete_before_replace": True},
        {"protect": True},
        {"retain_on_delete": True},
        {"replacement_trigger": 1},
        {"replacement_trigger": 2, "delete_before_replace": True},
    ]
)
WEEKLY = {"interval": "weekly", "hour": [2], "minute": [30], "day": [6]}
DESTINATIONS = ([{"destination_id": "offsite-archive", "retention_time": 60}], [{"destination_id": "offsite-archive"}])
OTHERS = st.sampled_from(["keep", "report", "delete"])
POLICIES = st.sampled_from([14, 30]).map(lambda days: {**programs.POLICY_OF_A_PLAN, "retention_value": days})
SCHEDULES = st.builds(
    lambda scheduling, days: {"backup_type": "dump", "scheduling": scheduling, "retention_time": days},
    st.sampled_from([programs.SCHEDULE["scheduling"], WEEKLY]),
    st.sampled_from([9, 30]),
)
DRAWN: dict[Callable[..., Resource], st.SearchStrategy[dict[str, Any]]] = {
    programs.policy: st.fixed_dictionaries(
        {
            "name": st.sampled_from(["x", "y"]),
            "database": st.sampled_from(["storefront", "storefront", "billing"]),
            "retention_value": st.sampled_from([14, 30]),
            "adopt": ADOPT,
        }
    ),
    programs.schedule: st.one_of(
        st.fixed_dictionaries(
            {
                "scheduling": st.sampled_from([programs.SCHEDULE["scheduling"], WEEKLY]),
                "retention_time": st.sampled_from([9, 30]),
                "adopt": ADOPT,
            }
        ),
        st.fixed_dictionaries(
            {
                "backup_type": st.just("snapshot"),
                "additional_destinations": st.sampled_from([None, *DESTINATIONS]),
                "adopt": ADOPT,
            }
        ),
    ),
    programs.plan: st.fixed_dictionaries(
        {
            "database": st.sampled_from(["storefront", "storefront", "billing"]),
            "policies": st.dictionaries(st.sampled_from(["x", "y", "z"]), POLICIES, min_size=1),
            "others": OTHERS,
            "adopt": ADOPT,
        }
    ),
    programs.addon_plan: st.fixed_dictionaries(
        {
            "schedules": st.lists(SCHEDULES, min_size=1, unique_by=lambda each: each["scheduling"]["interval"]),
            "others": OTHERS,
            "adopt": ADOPT,
        }
    ),
    programs.backup: st.fixed_dictionaries(
        {
            "name": st.sampled_from(["x", "y"]),
            "retention_value": st.sampled_from([None, 3]),
            "protected": st.booleans(),
            "adopt": ADOPT,
        }
    ).map(lambda drawn: {**drawn, "retention_unit": "day" if drawn["retention_value"] else None}),
}
SCHEDULE_BODY = {
    "project_id": "shop",
    "addon_id": "orders-db",
    "backupType": "dump",
    "scheduling": programs.SCHEDULE["scheduling"],
}
BODIES: dict[Callable[..., Resource], st.SearchStrategy[dict[str, Any]]] = {
    programs.policy: st.builds(
        lambda name, days: {
            "database": "storefront",
            **programs.POLICY_OF_A_PLAN,
            "name": name,
            "retention_value": days,
        },
        st.sampled_from(["x", "y"]),
        st.sampled_from([14, 5]),
    ),
    programs.schedule: st.builds(
        lambda days: {**SCHEDULE_BODY, "retentionTime": days},
        st.sampled_from([30, 5]),
    ),
    programs.backup: st.builds(
        lambda name: {"database": "storefront", "branch": "main", "name": name}, st.sampled_from(["x", "y"])
    ),
}


POLICY = programs.policy().provider
KIND_OF = {kind("a").provider: kind for kind in DRAWN}


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    """A resource of any kind, with any of the settings."""
    kind = draw(st.sampled_from(list(DRAWN)))
    return kind(draw(NAMES), options=draw(OPTIONS), **draw(DRAWN[kind]))


FAULTS = st.none() | st.builds(
    Fault, st.sampled_from(["lost", "refused", "killed", "killed before"]), st.integers(0, 3)
)
INDEX = st.integers(0, 5)


class Lives(RuleBasedStateMachine):
    """A program that changes, a console that other people use, and all commands of Pulumi."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()

    @property
    def program(self) -> list[Resource]:
        return self.life.stack.program

    # --- the program ---

    @initialize(declared=st.lists(resources(), max_size=4, unique_by=lambda resource: resource.urn))
    def begin(self, declared: list[Resource]) -> None:
        self.life.stack.declare(*declared)
        self.life.up()

    @rule(resource=resources())
    def declare(self, resource: Resource) -> None:
        """Adds a resource, or changes the one of this name."""
        names = [each.urn for each in self.program]
        if resource.urn in names:
            self.program[names.index(resource.urn)] = resource
        elif not self._is_an_alias(resource.urn):
            self.program.append(resource)

    @precondition(lambda self: self.program)
    @rule(index=INDEX, data=st.data())
    def change(self, index: int, data: st.DataObject) -> None:
        """Gives a resource other settings. Its options stay."""
        old = self.program[index % len(self.program)]
        if old.id is None and old.urn != programs.failing().urn:
            kind = KIND_OF[old.provider]
            new = kind(old.name, **data.draw(DRAWN[kind]))
            self.program[self.program.index(old)] = replace(old, inputs=new.inputs)

    @precondition(lambda self: self.program)
    @rule(index=INDEX)
    def remove(self, index: int) -> None:
        del self.program[index % len(self.program)]

    @precondition(lambda self: self.program)
    @rule(index=INDEX, name=NAMES, alias=st.booleans(), adopt=ADOPT)
    def rename(self, index: int, name: str, alias: bool, adopt: Any) -> None:
        old = self.program[index % len(self.program)]
        inputs = {key: value for key, value in {**old.inputs, "adopt": adopt}.items() if value is not None}
        new = replace(old, name=name, alias=old.urn if alias else None, inputs=inputs)
        if new.urn not in [each.urn for each in self.program] and not self._is_an_alias(new.urn, besides=old):
            self.program[self.program.index(old)] = new

    @precondition(lambda self: len(self.program) > 1)
    @rule(first=INDEX, second=INDEX)
    def swap(self, first: int, second: int) -> None:
        """Two resources of one kind change what they declare."""
        one, other = (self.program[index % len(self.program)] for index in (first, second))
        if one.provider is other.provider and one is not other and not (one.id or other.id):
            self.program[self.program.index(one)] = replace(one, inputs=other.inputs)
            self.program[self.program.index(other)] = replace(other, inputs=one.inputs)

    @precondition(lambda self: self.life.stack.vendors.things())
    @rule(index=INDEX, name=NAMES)
    def read(self, index: int, name: str) -> None:
        """A resource only reads an object that is there: ResourceOptions(id=...)."""
        things = self.life.stack.vendors.things()
        thing = things[index % len(things)]
        location = {
            "database": thing.body.get("database"),
            "name": thing.body.get("name"),
            "backup_type": thing.body.get("backupType"),
            "scheduling": thing.body.get("scheduling"),
        }
        view = KIND_OF[thing.provider](name, options={"id": thing.physical_id}, **location)
        if not self._is_an_alias(view.urn):
            self.life.stack.program = [*(each for each in self.program if each.urn != view.urn), view]

    @rule(first=st.booleans(), waits=st.booleans())
    def add_a_resource_that_fails(self, first: bool, waits: bool) -> None:
        others = [each for each in self.program if each.urn != programs.failing().urn]
        depends_on = tuple(each.urn for each in others) if waits and not first else ()
        failing = programs.failing(depends_on=depends_on)
        if first and waits:
            others = [replace(each, depends_on=(failing.urn,)) for each in others]
        self.life.stack.program = [failing, *others] if first else [*others, failing]

    @rule()
    def remove_the_resource_that_fails(self) -> None:
        self.life.stack.program = [
            replace(each, depends_on=()) for each in self.program if each.urn != programs.failing().urn
        ]

    def _deletes_others(self) -> bool:
        return any(each.inputs.get("others") == "delete" for each in self.program)

    def _is_an_alias(self, urn: str, besides: Resource | None = None) -> bool:
        """Whether a resource was renamed from it. Pulumi refuses a program in which another one has that name again."""
        return any(each.alias == urn for each in self.program if each is not besides)

    # --- other people ---

    @rule(data=st.data(), kind=st.sampled_from(list(BODIES)))
    def somebody_creates(self, data: st.DataObject, kind: Callable[..., Resource]) -> None:
        body = data.draw(BODIES[kind])
        provider = kind("a").provider
        # The vendor has one schedule for each backup type and interval.
        there = [
            thing.body["scheduling"] for thing in self.life.stack.vendors.things_of(provider) if "scheduling" in body
        ]
        if body.get("scheduling") not in there:
            self.life.somebody_creates(provider, body)

    @precondition(lambda self: self.life.stack.vendors.things())
    @rule(index=INDEX)
    def somebody_deletes(self, index: int) -> None:
        things = self.life.stack.vendors.things()
        self.life.somebody_deletes(things[index % len(things)])

    @precondition(lambda self: self.life.stack.vendors.things())
    @rule(index=INDEX, days=st.sampled_from([5, 14]))
    def somebody_edits(self, index: int, days: int) -> None:
        things = self.life.stack.vendors.things()
        thing = things[index % len(things)]
        changes: dict[Any, dict[str, Any]] = {
            programs.policy: {"retention_value": days},
            programs.schedule: {"retentionTime": days},
            programs.backup: {"protected": days == 5},
        }
        self.life.stack.vendors.edit(thing, changes[KIND_OF[thing.provider]])

    @precondition(lambda self: self.life.stack.vendors.things_of(POLICY))
    @rule(index=INDEX, name=st.sampled_from(["x", "y", "z"]))
    def somebody_renames(self, index: int, name: str) -> None:
        things = self.life.stack.vendors.things_of(POLICY)
        self.life.stack.vendors.edit(things[index % len(things)], {"name": name})

    # --- the commands ---

    # Of the commands, `up` is the one that most depends on what was before. So it is also here without flags.
    @rule()
    def up(self) -> None:
        self.life.up()

    @rule(refresh=st.booleans(), goes_on=st.booleans(), ahead=st.booleans(), fault=FAULTS)
    def up_with_flags(self, refresh: bool, goes_on: bool, ahead: bool, fault: Fault | None) -> None:
        self.life.up(refresh=refresh, continue_on_error=goes_on, ahead=ahead, fault=fault)

    @precondition(lambda self: self.life.stack.state)
    @rule(index=INDEX, taint=st.booleans(), fault=FAULTS)
    def up_with_a_forced_replacement(self, index: int, taint: bool, fault: Fault | None) -> None:
        urn = self.life.stack.state[index % len(self.life.stack.state)].urn
        if taint:
            self.life.stack.engine.taint(urn)
            self.life.up(fault=fault)
        else:
            self.life.up(replaces=frozenset({urn}), fault=fault)

    # A run of a part cannot see the resources of the state that are not in it. If one of them has the object of a
    # resource that this run deletes, the object is deleted under it. The documents say so.
    @precondition(lambda self: self.program and not self.life.shares_an_object and not self._deletes_others())
    @rule(index=INDEX, exclude=st.booleans(), refresh=st.booleans(), fault=FAULTS)
    def up_with_a_part(self, index: int, exclude: bool, refresh: bool, fault: Fault | None) -> None:
        urns = frozenset({self.program[index % len(self.program)].urn})
        flags = {"excludes" if exclude else "targets": urns}
        self.life.up(refresh=refresh, fault=fault, **flags)

    @rule()
    def preview(self) -> None:
        self.life.preview()

    @rule()
    def refresh(self) -> None:
        self.life.refresh()

    @precondition(lambda self: self.life.stack.state and not self.life.shares_an_object)
    @rule(index=INDEX, fault=FAULTS)
    def destroy_a_part(self, index: int, fault: Fault | None) -> None:
        urn = self.life.stack.state[index % len(self.life.stack.state)].urn
        self.life.destroy(targets=frozenset({urn}), fault=fault)

    @rule(fault=FAULTS)
    def destroy(self, fault: Fault | None) -> None:
        self.life.destroy(fault=fault)

    @rule()
    def settle(self) -> None:
        self.life.settle()

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            self.life.end()


TestLives = Lives.TestCase
# `make test` runs the same lives each time, so that it fails only for a change. At full size the lives are new ones.
TestLives.settings = settings(
    max_examples=10_000 if FULL else 40,
    stateful_step_count=20,
    report_multiple_bugs=False,
    derandomize=not FULL,
)
