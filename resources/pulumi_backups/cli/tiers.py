"""Tiers: equal sets of settings that several places have. The program defines each of them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pulumi_backups.cli.declarable import Declarable, Settings
from pulumi_backups.cli.names import Constants, in_words
from pulumi_backups.cli.source import Call, Code, laid_out, one_line
from pulumi_backups.discovery import Kind
from pulumi_backups.objectives import Promise

Tier = Mapping[str, Settings]


class Tiers:
    """The tiers of places of one kind, as values of the input of their plans.

    package: the name of the vendor's package in the program. promise: what a tier promises.
    definitions: the constants, in an order in which each is defined before it is used.
    """

    def __init__(
        self,
        kind: Kind,
        package: str,
        places: Sequence[Declarable],
        promise: Callable[[Tier], Promise],
        constants: Constants,
    ) -> None:
        self._kind, self._package, self._promise, self._constants = kind, package, promise, constants
        self.definitions: list[str] = []
        self._names: dict[str, Code] = {}
        users = Counter(key_of(place.entries) for place in places)
        distinct = {key_of(place.entries): place.entries for place in places}
        tier_names = {
            key: Code(constants.name(in_words(promise(tier)))) for key, tier in distinct.items() if users[key] > 1
        }
        self._define_shared_entries(list(distinct.values()))
        for key, name in tier_names.items():
            self._define(key, name, self._written(distinct[key]))

    def value_of(self, tier: Tier) -> Any:
        """The expression for a tier: its constant, or itself if only one place has it."""
        return self._names.get(key_of(tier)) or self._written(tier)

    def _define_shared_entries(self, tiers: Sequence[Tier]) -> None:
        """Defines a constant for the settings that several tiers have. Its name is that of the entry, if all agree."""
        found: dict[str, list[tuple[str, Settings]]] = {}
        for tier in tiers:
            for identity, settings in tier.items():
                found.setdefault(_key(settings), []).append((identity, settings))
        for key, uses in found.items():
            if len(uses) > 1:
                (identity, settings), *_ = uses
                own = [identity] if all(each == identity for each, _ in uses) else []
                name = Code(self._constants.name(*own, in_words(self._promise({identity: settings}))))
                self._define(key, name, self._entry(settings))

    def _define(self, key: str, name: Code, value: Any) -> None:
        self._names[key] = name
        self.definitions.append(laid_out(value, before=f"{name} = "))

    def _written(self, tier: Tier) -> Any:
        entries = {
            identity: self._names.get(_key(settings)) or self._entry(settings) for identity, settings in tier.items()
        }
        return entries if self._kind.named else list(entries.values())

    def _entry(self, settings: Settings) -> Call:
        return Call(f"{self._package}.{self._kind.arguments}", settings.inputs)


def key_of(tier: Tier) -> str:
    """A text that equal tiers have in common."""
    return one_line({identity: settings.inputs for identity, settings in tier.items()})


def _key(settings: Settings) -> str:
    return one_line(settings.inputs)
