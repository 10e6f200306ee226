"""The part of the program about one vendor: constants, resources, and comments about what is not declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from pulumi_backups.cli.comments import comment, not_declared
from pulumi_backups.cli.declarable import Declarable, Declaring
from pulumi_backups.cli.group import Group, grouped
from pulumi_backups.cli.names import Constants, resource_names
from pulumi_backups.cli.source import Call, Code, laid_out
from pulumi_backups.cli.survey import Account
from pulumi_backups.cli.tiers import Tiers
from pulumi_backups.discovery import Kind


class Section:
    """What the program says about one account. `single`: each entry is a resource of its own, even if plans exist."""

    def __init__(self, account: Account, constants: Constants, *, single: bool) -> None:
        self._account, self._constants = account, constants
        self._vendor = account.discovery.account
        self._declaring = Declaring(account.discovery, single=single)
        self._found = [self._declaring.declarable(place, entries) for place, entries in account.places]
        self._values_of_all = self._inputs_of_all()
        self._names_of_all = {
            name: Code(constants.name(name, f"{self._vendor.key} {name}")) for name in self._values_of_all
        }

    @property
    def package(self) -> str | None:
        """The vendor's package, if the program uses it."""
        return self._vendor.key if any(found.entries for found in self._found) else None

    def blocks(self) -> Iterator[str]:
        """Statements and comments, to be separated by blank lines."""
        yield comment(self._vendor.title)
        yield from (comment(f"NOT COMPLETE. {problem}") for problem in self._account.problems)
        if self._values_of_all:
            yield "\n".join(
                laid_out(value, before=f"{self._names_of_all[name]} = ") for name, value in self._values_of_all.items()
            )
        for kind in self._account.discovery.kinds:
            declared = [found for found in self._found if found.place.kind == kind and found.entries]
            plan = self._declaring.plan_of(kind)
            yield from self._plans(kind, plan, declared) if plan else self._singles(kind, declared)
        if comments := "\n".join(map(comment, self._not_declared())):
            yield comments

    def _inputs_of_all(self) -> dict[str, str]:
        """The inputs that say where a place is and that are the same for all places."""
        values: dict[str, set[str]] = {}
        for found in self._found:
            for name, value in tuple(found.place.where.items())[:-1] if found.entries else ():
                values.setdefault(name, set()).add(value)
        return {name: value for name, (value, *others) in values.items() if not others}

    def _plans(self, kind: Kind, plan: str, declared: Sequence[Declarable]) -> Iterator[str]:
        """One resource for all entries of a place."""
        promise = partial(self._declaring.promise, kind)
        tiers = Tiers(kind, self._vendor.key, declared, promise, self._constants)
        yield from tiers.definitions
        names = resource_names((found.place, None) for found in declared)
        statements = []
        for group in grouped(declared, by_owner=True):
            inputs = {kind.plan_input: tiers.value_of(group.tier)}
            call = self._call(group, plan, group.resource_name(names), inputs)
            statements.append(self._statement(group, [call]))
        for is_long, lines in groupby(statements, key=lambda statement: "\n" in statement):
            yield ("\n\n" if is_long else "\n").join(lines)

    def _singles(self, kind: Kind, declared: Sequence[Declarable]) -> Iterator[str]:
        """One resource for each entry."""
        names = resource_names((found.place, identity) for found in declared for identity in found.entries)
        for group in grouped(declared, by_owner=False):
            calls = []
            for identity, settings in group.tier.items():
                inputs = {**({"name": identity} if kind.named else {}), **settings.inputs}
                calls.append(self._call(group, kind.single, group.resource_name(names, identity), inputs))
            yield self._statement(group, calls)

    def _call(self, group: Group, resource: str, name: str, inputs: Mapping[str, Any]) -> Call:
        arguments = {"": name, **group.where(self._names_of_all), **inputs, "adopt": True}
        return Call(f"{self._vendor.key}.{resource}", arguments)

    def _statement(self, group: Group, calls: Sequence[Call]) -> str:
        """The resources of a group, below what cannot be declared of its places."""
        remarks = (comment(remark) for found in group.members for remark in found.remarks)
        return "\n".join([*remarks, group.statement(calls)])

    def _not_declared(self) -> Iterator[str]:
        kinds = self._account.discovery.kinds
        if not self._found and not self._account.problems:
            yield f"The credential sees no {' and no '.join(f'{kind.noun}s' for kind in kinds)}."
        for kind in kinds:
            found = [each for each in self._found if each.place.kind == kind]
            yield from not_declared(self._vendor.title, kind, found)
