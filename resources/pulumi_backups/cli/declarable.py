"""What a program can say about the policies or schedules of a place, and why it cannot say the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from pulumi_backups.bridge.check import Checked, check
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.cli.shortest import shortest
from pulumi_backups.cli.source import one_line
from pulumi_backups.discovery import Discovery, Entry, Kind, Place
from pulumi_backups.objectives import Promise, promise_of

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Settings:
    """How an entry is set up: its inputs as a person writes them, without defaults, and in canonical form."""

    inputs: Inputs
    canonical: Inputs


@dataclass(frozen=True)
class Declarable:
    """What a program says about a place.

    entries: how each entry is set up, by its identity, the most frequent first.
    required: the identities of what the vendor requires, which a program leaves alone.
    remarks: why it lacks the rest, as sentences.
    """

    place: Place
    entries: dict[str, Settings] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Declaring:
    """Decides for each place of an account. `single`: each entry is a resource of its own, even if plans exist."""

    def __init__(self, discovery: Discovery, *, single: bool) -> None:
        self._discovery, self._single = discovery, single
        self._package = import_module(f"pulumi_backups.{discovery.account.key}")
        # Many places have equal settings, and each takes several checks.
        self._settings: dict[tuple[Kind, str], Settings] = {}

    def plan_of(self, kind: Kind) -> str | None:
        """The resource that declares all entries of a place."""
        return None if self._single else kind.plan

    def declarable(self, place: Place, entries: list[Entry]) -> Declarable:
        """Sorts the entries of a place by whether a program can declare them."""
        found = Declarable(place)
        by_identity: dict[str, list[Entry]] = {}
        for entry in entries:
            by_identity.setdefault(entry.identity, []).append(entry)
        for identity, same in by_identity.items():
            if len(same) > 1:
                found.remarks.append(_too_many(place, identity, same))
            elif same[0].required:
                found.required.append(identity)
            elif reason := self._refusal(found, same[0]):
                what = f"The {place.kind.entries[0]} {quoted(identity)} of {place} (id {same[0].id})"
                found.remarks.append(f"{what} cannot be declared: {reason}.")
            else:
                found.entries[identity] = self._settings_of(place, same[0])
        in_order = sorted(found.entries.items(), key=lambda each: (self.promise(place.kind, dict([each])), each[0]))
        return replace(found, entries=dict(in_order))

    def promise(self, kind: Kind, entries: Mapping[str, Settings]) -> Promise:
        """What entries promise together."""
        canonical = {identity: settings.canonical for identity, settings in entries.items()}
        return promise_of(self._discovery.rules_of(_in_plan(kind, canonical)))

    def _refusal(self, found: Declarable, entry: Entry) -> str | None:
        """Why the resource refuses an entry, beside those that are declared already."""
        place, inputs = found.place, _given(entry)
        checked = self._check_single(place, entry.identity, inputs)
        plan = self.plan_of(place.kind)
        if plan and not checked.violations:
            entries = {**{identity: each.inputs for identity, each in found.entries.items()}, entry.identity: inputs}
            checked = self._check(plan, {**place.where, place.kind.plan_input: _in_plan(place.kind, entries)})
        return "; ".join(f"{violation.property}: {violation.reason()}" for violation in checked.violations) or None

    def _settings_of(self, place: Place, entry: Entry) -> Settings:
        def canonical(inputs: Inputs) -> Inputs:
            return self._check_single(place, entry.identity, inputs).values

        given = _given(entry)
        key = place.kind, one_line(given)
        if key not in self._settings:
            whole = canonical(given)
            short = shortest(given, lambda inputs: canonical(inputs) == whole)
            self._settings[key] = Settings(short, whole)
        return self._settings[key]

    def _check_single(self, place: Place, identity: str, inputs: Inputs) -> Checked:
        name = {"name": identity} if place.kind.named else {}
        return self._check(place.kind.single, {**place.where, **name, **inputs})

    def _check(self, resource: str, inputs: Inputs) -> Checked:
        """Checks inputs as a preview does."""
        model = getattr(self._package, resource)._provider_class.operations.inputs
        return check(model, inputs, lambda _: None, lambda setting: f"is required: set {setting}")


def _too_many(place: Place, identity: str, same: list[Entry]) -> str:
    ids = ", ".join(entry.id for entry in same)
    return (
        f"{place} has {len(same)} {place.kind.entries[1]} {quoted(identity)} (id {ids}), and a program can declare "
        "only one of them. Rename or delete the others at the vendor, then declare the one that is left."
    )


def _in_plan(kind: Kind, entries: dict[str, Inputs]) -> Any:
    """Entries as the input of a plan has them."""
    return entries if kind.named else list(entries.values())


def _given(entry: Entry) -> Inputs:
    return {name: value for name, value in entry.settings.items() if value is not None}
