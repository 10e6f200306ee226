"""How a plan is created, read, changed and deleted.

A plan has an entry for each policy or schedule. The entries are created, adopted, read, changed and deleted exactly as
the resource that stands for one of them does it. A run that ends in the middle leaves the old state, or none. So each
step is harmless when it is repeated: what exists as declared is the plan's own, and what is gone counts as deleted.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pulumi_backups.bridge import Declared, Output, Owners, PriorState, RemoteState, plain
from pulumi_backups.bridge import Settings as VendorSettings
from pulumi_backups.bridge.check import has_unknown
from pulumi_backups.bridge.host import info
from pulumi_backups.bridge.inputs import load
from pulumi_backups.bridge.urns import name_in
from pulumi_backups.connect import ConnectedOperations
from pulumi_backups.errors import one_line
from pulumi_backups.plans.entries import Done, Entries, Entry, Settings, is_hidden, telling


class PlanInputs(Protocol):
    """What the inputs models of all plans have."""

    @property
    def others(self) -> str: ...


# A hidden output: the keys of the entries that nobody can delete.
REQUIRED = "__required"
REFRESH_FIRST = "Run pulumi refresh, and the next pulumi up deletes them."
DELETED_NEXT = "The next pulumi up deletes them."
P = TypeVar("P", bound=PlanInputs)


class PlanOperations(ConnectedOperations[P], Generic[P]):
    """Creates, reads, updates and deletes the entries of a plan.

    single: the operations of the resource that stands for one entry.
    noun: what the vendor calls the entries, such as "policies". The input that holds them has this name.
    ids: the output with the vendor's id of each entry, by its key.
    besides: the output that lists what exists besides.
    """

    has_parts = True
    single: ClassVar[type[ConnectedOperations[Any]]]
    noun: ClassVar[str]
    ids: ClassVar[str]
    besides: ClassVar[str]

    def __init__(self, settings: VendorSettings, owners: Owners) -> None:
        super().__init__(settings, owners)
        self._single = self.single(settings, owners)

    # --- what a vendor says ---

    @staticmethod
    def outputs_of(ids: Output, besides: Output) -> tuple[Output, ...]:
        """The outputs of a plan."""
        return ids, besides, Output(REQUIRED, list[str] | None, "The keys of the entries that nobody can delete.")

    @staticmethod
    @abstractmethod
    def by_key(entries: Any) -> dict[str, Settings]:
        """The settings of each entry by its key, from the input that holds them."""

    @staticmethod
    @abstractmethod
    def as_input(entries: Mapping[str, Settings]) -> Any:
        """The input that holds the settings of each entry."""

    @classmethod
    @abstractmethod
    def physical_id(cls, plan: P) -> str:
        """The place of the plan as one text."""

    @abstractmethod
    def existing(self, plan: P) -> list[Entry]:
        """All that the vendor has at the plan's place."""

    @classmethod
    @abstractmethod
    def single_inputs(cls, plan: P, key: str, settings: Settings) -> dict[str, Any]:
        """The inputs of the resource that stands for an entry."""

    @abstractmethod
    def single_state(self, urn: str | None, inputs: Any, entry: Entry) -> PriorState[Any]:
        """The state of that resource."""

    @abstractmethod
    def entry_of(self, remote: RemoteState) -> Entry:
        """An entry, from what that resource returns."""

    # --- what follows for all plans ---

    @classmethod
    def place(cls, inputs: P) -> str:
        return cls.physical_id(inputs)

    @classmethod
    def deletes_others(cls, inputs: P) -> bool:
        return inputs.others == "delete"

    @classmethod
    def identities(cls, inputs: P) -> frozenset[str]:
        """The identities of the plan and of its entries."""
        singles = (cls._load(inputs, key, settings) for key, settings in cls._declared(inputs).items())
        return super().identities(inputs).union(*map(cls.single.identities, singles))

    @classmethod
    def parts(cls, state: Mapping[str, Any], declared: Mapping[str, Any]) -> tuple[str, ...]:
        ids: Mapping[str, str] = state.get(cls.ids) or {}
        entries = declared.get(cls.noun)
        kept = ids if not entries or has_unknown(entries) else cls.by_key(entries)
        return tuple(id for key, id in ids.items() if key in kept)

    @classmethod
    def lacks_parts(cls, state: Mapping[str, Any], declared: Mapping[str, Any]) -> bool:
        """Whether the program declares an entry that the plan does not have yet, but that a refresh has shown besides.

        It is in the input of the state already, so that the comparison of inputs finds no difference.
        """
        entries = declared.get(cls.noun)
        return not has_unknown(entries) and not cls.by_key(entries).keys() <= (state.get(cls.ids) or {}).keys()

    def create(self, declared: Declared[P]) -> RemoteState:
        """Creates every entry, or adopts it if it exists as declared."""
        plan = declared.inputs
        with telling(Done()) as done:
            found = self._create(declared, self._declared(plan), done)
            return self._remote_state(plan, found, found, self._besides(plan, found, REFRESH_FIRST))

    def read(self, prior: PriorState[P]) -> RemoteState | None:
        """Reads each entry. The plan is gone if all of them are."""
        plan, own = prior.inputs, self._own(prior)
        # Nothing is recorded if the program only reads a plan: ResourceOptions(id=...).
        found = self._find(prior.urn, plan, own) if own else self._named(plan)
        if not found:
            return None
        # An entry that was renamed is still the plan's own. The preview shows that its key is missing.
        shown = {key: entry for key, entry in found.items() if entry.key == key}
        besides = self._besides(plan, found, DELETED_NEXT)
        if plan.others == "delete":
            shown |= {key: each for key, each in besides.items() if not self.owners.recorded_by(each.id, prior.urn)}
        return self._remote_state(plan, found, shown, besides)

    def update(self, prior: PriorState[P], declared: Declared[P]) -> RemoteState:
        """Creates what is new, changes what differs, and then deletes what is no longer declared."""
        plan, wanted = declared.inputs, self._declared(declared.inputs)
        own = self._by_new_names(plan, self._own(prior), wanted)
        doomed = [entry for key, entry in own.items() if key not in wanted]
        if plan.others == "delete":
            doomed += self._shown_besides(prior)
        with telling(Done()) as done:
            found = self._create(declared, {key: wanted[key] for key in wanted.keys() - own.keys()}, done)
            for key in sorted(wanted.keys() & own.keys()):
                found[key] = self._change(declared, key, own[key], wanted[key])
                if found[key] != own[key]:
                    done.changed.append(key)
            kept = {entry.id for entry in found.values()}
            for entry in doomed:
                if entry.id not in kept and self._delete(prior, entry, besides=declared.urn):
                    done.deleted.append(entry.key)
            return self._remote_state(plan, found, found, self._besides(plan, found, REFRESH_FIRST))

    def delete(self, prior: PriorState[P]) -> None:
        """Deletes the plan's own entries. What a refresh has found besides is kept."""
        for entry in self._own(prior).values():
            self._delete(prior, entry)

    def _create(self, declared: Declared[P], wanted: Mapping[str, Settings], done: Done) -> Entries:
        """Creates or adopts entries. What exists comes first, because its adoption may be refused."""
        there = {each.key for each in self.existing(declared.inputs)} if wanted else set()
        made: Entries = {}
        for key in sorted(wanted, key=lambda key: (key not in there, key)):
            made[key] = self.entry_of(self._single.create(self._single_of(declared, key, wanted[key])))
            if key not in there:
                done.created.append(key)
        return made

    def _change(self, declared: Declared[P], key: str, recorded: Entry, settings: Settings) -> Entry:
        """Changes an entry that the plan has to the declared settings."""
        if recorded.settings == settings:
            return recorded
        # A refresh has found it under another name, if the state has no settings of it.
        current = recorded if recorded.settings else self._read(declared.urn, declared.inputs, recorded)
        single = self._single_of(declared, key, settings)
        if current is None:
            return self.entry_of(self._single.create(single))
        inputs = self._load(declared.inputs, current.key, current.settings)
        return self.entry_of(self._single.update(self.single_state(declared.urn, inputs, current), single))

    def _find(self, urn: str | None, plan: P, own: Entries) -> Entries:
        """The plan's own entries, as the vendor has them now.

        An entry that has the name of another one is that one now: people have exchanged the names. The others have been
        renamed. What somebody has created in the place of one that is gone is not the plan's own, until it adopts it.
        """
        there = {key: each for key, recorded in own.items() if (each := self._read(urn, plan, recorded))}
        found = {each.key: each for each in there.values() if each.key in own}
        found |= {key: each for key, each in there.items() if each.key == key}
        named = {each.id for each in found.values()}
        renamed = [each for each in there.values() if each.id not in named]
        return found | dict(zip((key for key in own if key not in found), renamed, strict=False))

    def _named(self, plan: P) -> Entries:
        """What exists of the entries that the program declares, if there is one of each name."""
        there = self.existing(plan)
        unique = [each for each in there if [other.key for other in there].count(each.key) == 1]
        return {each.key: each for each in unique if each.key in self._declared(plan)}

    def _read(self, urn: str | None, plan: P, recorded: Entry) -> Entry | None:
        inputs = self._load(plan, recorded.key, recorded.settings)
        remote = self._single.read(self.single_state(urn, inputs, recorded))
        return self.entry_of(remote) if remote else None

    def _by_new_names(self, plan: P, own: Entries, wanted: Mapping[str, Settings]) -> Entries:
        """The plan's own entries. What was renamed outside Pulumi has its new name if the program declares that one."""
        if not (added := wanted.keys() - own.keys()):
            return own
        ids = {entry.id for entry in own.values()}
        renamed = {each.key: each for each in self.existing(plan) if each.key in added and each.id in ids}
        moved = {each.id for each in renamed.values()}
        return {key: entry for key, entry in own.items() if entry.id not in moved} | renamed

    def _delete(self, prior: PriorState[P], entry: Entry, besides: str | None = None) -> bool:
        """Deletes an entry, unless another resource of the program uses it. The plan itself is `besides`.

        Returns whether the entry is deleted.
        """
        inputs = self._load(prior.inputs, entry.key, entry.settings)
        if user := self.owners.give_up(entry.id, besides):
            identity = self._single.identity(inputs)
            info(f"{self.vendor.title}: {identity} is kept: the resource {name_in(user)} of this program has it now.")
            return False
        self._single.delete(self.single_state(prior.urn, inputs, entry))
        return True

    def _besides(self, plan: P, found: Entries, advice: str) -> Entries:
        """What exists besides the plan and can be deleted, by a key that no other entry has and that Pulumi shows."""
        if plan.others == "keep":
            return {}
        own = {entry.id for entry in found.values()}
        others = [each for each in self.existing(plan) if each.id not in own and not each.required]
        besides: Entries = {}
        for each in others:
            is_plain = each.key not in found and each.key not in besides and not is_hidden(each.key)
            besides[each.key if is_plain else f"{each.id} ({each.key})"] = each
        if besides:
            listed = ", ".join(f"{one_line(each.key, 40)!r} (id {one_line(each.id, 60)})" for each in besides.values())
            hint = f" {advice}" if plan.others == "delete" else ""
            info(f"{self.vendor.title}: {self.physical_id(plan)} has {self.noun} besides the plan: {listed}.{hint}")
        return besides

    def _own(self, prior: PriorState[P]) -> Entries:
        """The plan's own entries, as the state recorded them."""
        required, declared = prior.outputs.get(REQUIRED) or (), self._declared(prior.inputs)
        return {
            key: Entry(key, id, declared.get(key, {}), key in required)
            for key, id in (prior.outputs.get(self.ids) or {}).items()
        }

    def _shown_besides(self, prior: PriorState[P]) -> list[Entry]:
        """What exists of that which a refresh has entered into the state, so that a preview has shown its deletion."""
        declared = self._declared(prior.inputs)
        ids = {each["id"] for each in prior.outputs.get(self.besides) or () if each["name"] in declared}
        there = self.existing(prior.inputs) if ids else []
        return [each for each in there if each.id in ids and not self.owners.recorded_by(each.id, prior.urn)]

    @classmethod
    def _declared(cls, plan: P) -> dict[str, Settings]:
        return cls.by_key(plain(getattr(plan, cls.noun)))

    @classmethod
    def _load(cls, plan: P, key: str, settings: Settings) -> Any:
        return load(cls.single.inputs, cls.single_inputs(plan, key, settings))

    def _single_of(self, declared: Declared[P], key: str, settings: Settings) -> Declared[Any]:
        values = self.single_inputs(declared.inputs, key, settings)
        return Declared(declared.urn, load(self.single.inputs, values), values, declared.replaces, entry=key)

    def _remote_state(self, plan: P, found: Entries, shown: Entries, besides: Entries) -> RemoteState:
        ids = {key: entry.id for key, entry in found.items()}
        return RemoteState(
            id=self.physical_id(plan),
            inputs={self.noun: self.as_input({key: entry.settings for key, entry in shown.items()})},
            outputs={
                self.ids: ids,
                self.besides: [{"name": key, "id": entry.id} for key, entry in besides.items()],
                REQUIRED: [key for key, entry in found.items() if entry.required] or None,
            },
            parts=tuple(ids.values()),
        )
